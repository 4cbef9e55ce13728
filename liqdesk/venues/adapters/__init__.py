"""One module per venue."""
