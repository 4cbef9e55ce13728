"""The dialogs of files: what one would add, what was imported, what is to go out."""
