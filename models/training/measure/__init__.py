"""How right a pack is, and how real the simulator: places, peers, pictures."""
