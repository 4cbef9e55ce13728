"""The settings dialog: pages and rows made from the typed model, one editor for each kind of field."""
