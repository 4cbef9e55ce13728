"""The exchanges' side of the protocols, on loopback, for the demo and the tests; it knows nothing of the adapters."""
