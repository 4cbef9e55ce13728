"""Files of liquidations that others write: what their columns mean, one module for each maker."""
