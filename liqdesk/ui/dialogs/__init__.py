"""The dialogs; each is shown with open() and never blocks."""
