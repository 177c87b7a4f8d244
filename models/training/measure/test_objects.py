"""Small clouds and shadows one by one."""

import numpy as np
import pytest
from models.training.data.bands import BANDS, INDEX
from models.training.measure.objects import clouds, penumbra, shadows


def land() -> np.ndarray:
    """(9, 80, 80) even ground."""
    return np.full((len(BANDS), 80, 80), 0.1, np.float32)


def test_a_cloud_by_itself_is_found_with_its_peak_and_its_rim():
    image = land()
    image[INDEX["B02"], 30:34, 30:35] = 0.2  # its outermost pixels
    image[INDEX["B02"], 31:33, 31:34] = 0.5
    (one,) = clouds(image)
    assert one.pixels == 20 and one.peak == pytest.approx(0.4, abs=0.01)
    assert one.inside == pytest.approx(0.25, abs=0.01) and one.outside == 0


def test_clouds_in_a_crowd_and_at_a_border_do_not_count():
    image = land()
    image[INDEX["B02"], 10:14, 0:4] = 0.5
    for col in range(30, 70, 6):
        image[INDEX["B02"], 40:44, col : col + 4] = 0.5
        image[INDEX["B02"], 46:50, col : col + 4] = 0.5
    assert clouds(image) == []


def test_shadows_are_compared_with_the_ground_around_them():
    image, mask = land(), np.zeros((80, 80), bool)
    mask[20:26, 20:26] = True
    image[:, mask] = 0.04
    image[INDEX["B02"], 20:23, 60:63] = 0.6  # a cloud
    (one,) = shadows(image, mask)
    assert one.darkness == pytest.approx([0.4, 0.4, 0.4]) and 30 < one.cloud_distance < 45


def test_a_hard_border_has_no_penumbra():
    image, mask = land(), np.zeros((80, 80), bool)
    mask[20:60, 20:60] = True
    image[:, mask] = 0.05
    assert penumbra([(image, mask)]) == ["1", "0.50", "0.50", "0.50", "1.00", "1.00", "1.00"]
