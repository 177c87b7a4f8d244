"""Random fields."""

import numpy as np
from models.training.simulate.fields import fractal, shift


def test_fields_are_periodic_and_standardised():
    field = fractal(np.random.default_rng(0), 64, 3.0)
    assert abs(field.mean()) < 1e-4 and np.isclose(field.std(), 1, atol=1e-3)
    assert np.array_equal(shift(field, 64, -64), field)
