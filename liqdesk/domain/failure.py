"""Failures that are the world's fault and are worth one sentence to the user."""


class ExpectedFailure(Exception):
    """Something outside the program went wrong; `str(failure)` is the sentence a person reads."""
