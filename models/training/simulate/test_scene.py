"""What must hold of a scene, whatever the random numbers."""

import numpy as np
from models.training.simulate.scene import level2a_of, simulate


def test_level_2a_has_random_numbers_of_its_own():
    whole, alone = simulate(np.random.default_rng([3, 1])), level2a_of(np.random.default_rng([3, 1]))
    assert np.array_equal(whole.l2a, alone)
