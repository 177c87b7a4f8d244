"""Windows of real images."""

from datetime import date

import numpy as np
import pytest
from models.training.data.bands import BANDS, CLEAR, CLOUD
from models.training.data.imagery import data_root
from models.training.data.series import Date
from models.training.network.real_windows import coarser, draw_clear, window


def test_window_beyond_the_border_is_the_image_again_and_weighs_nothing():
    plane = np.arange(16.0).reshape(4, 4)
    assert window(plane, -1, 0, 4, "reflect")[0].tolist() == plane[1].tolist()
    weight = window(np.ones((4, 4)), -2, -1, 8, "constant")
    assert weight.sum() == 16 and weight.shape == (8, 8) and weight[2, 1] == 1 and weight[1, 1] == 0
    assert window(plane, 1, 2, 2, "reflect").tolist() == plane[1:3, 2:4].tolist()


def test_coarse_pixels_are_sure_only_where_all_of_theirs_agree():
    label = np.full((4, 4), CLEAR, np.uint8)
    label[0, 0] = CLOUD
    sure = np.ones((4, 4), bool)
    sure[3, 3] = False
    one = Date(date(2020, 6, 1), np.ones((len(BANDS), 4, 4), np.float32), label, sure, 40.0, 150.0, label, False)
    _, _, certain = coarser(one, 2)
    assert certain.tolist() == [[False, True], [True, False]]


@pytest.mark.skipif(not (data_root() / "chips").exists(), reason="needs the real imagery")
def test_clear_ground_is_taught_as_clear_and_keeps_the_bands_of_its_level():
    rng = np.random.default_rng(3)
    for _ in range(12):
        planes, label, weight = draw_clear(rng, 64)
        assert planes.shape == (12, 64, 64) and np.isfinite(planes).all() and not label.any() and weight.min() >= 1
