"""What goes into a network besides reflectance, and how reflectance does."""

import numpy as np
from models.training.data.bands import auxiliary_planes, scale_reflectance, sun_of


def test_sun_in_the_south_throws_shadows_north():
    col, row, log2_pixel = auxiliary_planes(45, 180, 60)
    assert abs(col) < 1e-6 and np.isclose(row, -1) and np.isclose(log2_pixel, np.log2(3))


def test_where_the_sun_stands_is_read_from_the_shadow():
    assert np.allclose(sun_of(auxiliary_planes(33, 160, 10)[:2]), (33, 160), atol=1e-4)
    assert np.allclose(sun_of(auxiliary_planes(70, 290, 10)[:2]), (70, 290), atol=1e-4)


def test_scaling_marks_missing():
    scaling = {"gain": [5.0, 50.0], "max": 2.0, "missing": -1.0}
    planes = np.array([[[np.nan, -0.1, 0.2, 9.0]], [[np.nan, -0.1, 0.2, 9.0]]])
    expected = [[[-1, 0, np.log(2), np.log(11)]], [[-1, 0, np.log(11), np.log(101)]]]
    assert np.allclose(scale_reflectance(planes, scaling), expected)
