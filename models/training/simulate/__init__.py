"""Simulated Sentinel-2 scenes with labels that follow from the physics that made them."""
