"""Charts: widgets that draw one view each."""
