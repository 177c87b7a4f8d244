"""The network, the windows it learns from, and its training."""
