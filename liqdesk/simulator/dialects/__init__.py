"""One module per venue: its acknowledgements, heartbeats, refusals, frames and REST bodies."""
