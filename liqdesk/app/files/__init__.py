"""Files of liquidations, in and out: unpacked, recognised, taken in and given away."""
