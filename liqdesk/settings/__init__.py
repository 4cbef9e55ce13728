"""What the user chose: typed, bounded, versioned."""
