"""Small working stand-ins for the outside."""
