"""Random fields."""

import numpy as np
from models.training.simulate.fields import fractal, shift, shift_finely


def test_fields_are_periodic_and_standardised():
    field = fractal(np.random.default_rng(0), 64, 3.0)
    assert abs(field.mean()) < 1e-4 and np.isclose(field.std(), 1, atol=1e-3)
    assert np.array_equal(shift(field, 64, -64), field)


def test_a_shift_by_parts_of_pixels_is_linear():
    field = fractal(np.random.default_rng(1), 32, 3.0)
    assert np.allclose(shift_finely(field, 3, -2), shift(field, 3, -2))
    between = (shift(field, 0, -2) + shift(field, 0, -1)) / 2
    assert np.allclose(shift_finely(field, 0, -1.5), between, atol=1e-6)
