"""Cloud towards the sun, asked of pixels."""

import numpy as np
from models.training.data.bands import CLEAR, SHADOW
from models.training.experiments.sunward import without_lone_pixels


def test_shadow_pixels_without_cloud_on_their_way_become_clear():
    mask, way = np.full((4, 9), CLEAR, np.uint8), np.zeros((4, 9), bool)
    mask[1, :4], way[1, 0] = SHADOW, True
    assert np.argwhere(without_lone_pixels(mask, way) == SHADOW).tolist() == [[1, 0]]
