"""What must hold of a layer, whatever the random numbers."""

import numpy as np
from models.training.simulate.layer import two_stream


def test_two_stream_conserves_energy_without_absorption():
    depth = np.array([0.0, 0.5, 5.0, 50.0], np.float32)
    reflected, passed = two_stream(depth, 1e-5, 0.85)
    assert np.allclose(reflected + passed, 1, atol=0.02)
    assert reflected[0] == 0 and np.all(np.diff(reflected) > 0)


def test_ice_is_dark_in_the_short_wave_infrared():
    depth = np.array([60.0], np.float32)
    assert two_stream(depth, 0.06, 0.78)[0] < 0.5 < two_stream(depth, 1e-5, 0.78)[0]
