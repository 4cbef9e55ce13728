"""The parts a window is put together from."""
