"""The first start: three short steps over the window, which works already."""
