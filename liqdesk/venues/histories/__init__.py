"""What the venues' public histories hold, one module each."""
