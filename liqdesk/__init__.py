"""liqdesk: forced liquidations of crypto futures on the desktop."""

__version__ = "0.1.0"
