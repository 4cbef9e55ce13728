"""The strip: one small line, or a block for a corner, that stays on the screen above all other windows."""
