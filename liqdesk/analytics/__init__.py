"""What the liquidations add up to: pure computation, and the views the front ends draw."""
