"""What adapters share when they read and write frames."""
