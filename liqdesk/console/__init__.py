"""The program without a window: what it prints, for people and for scripts."""
