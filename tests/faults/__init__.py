"""Every venue under every fault."""
