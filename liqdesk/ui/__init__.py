"""The window: everything that needs Qt, drawn from snapshots of the desk."""
