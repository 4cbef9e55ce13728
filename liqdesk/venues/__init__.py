"""Venue adapters: conversations without a wire; frames in, events out."""
