"""A recording in the window: how it is chosen, played and marked."""
