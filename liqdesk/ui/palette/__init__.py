"""The command palette: whatever can be gone to or ordered, found by a few letters."""
