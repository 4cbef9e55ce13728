"""News of releases: one signed file, asked for where the user wants that; it tells and links, and never installs."""
