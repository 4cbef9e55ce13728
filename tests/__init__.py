"""The tests; fakes are importable as tests.fakes."""
