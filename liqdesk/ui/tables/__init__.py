"""Tables painted straight from plain rows."""
