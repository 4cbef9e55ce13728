"""Turns what venues report into liquidations and hands each batch on, in one visible order."""
