"""Means and intervals over places."""

import numpy as np
import pytest
from models.training.data.validation import Image
from models.training.measure.yardsticks import balanced, class_changes, coarser, f1, interval


def test_classes_that_do_not_occur_do_not_count():
    matrix = np.zeros((4, 4), int)
    matrix[0, 0], matrix[3, 2], matrix[3, 3] = 10, 1, 1
    assert balanced(matrix) == pytest.approx(0.75)


def test_interval_is_wider_between_places_that_differ():
    good, bad = np.diag([9, 9, 9, 9]), np.full((4, 4), 3)
    rng = np.random.default_rng(0)
    low, high = interval([[good] * 5, [bad] * 5, [good] * 5], rng, 300)
    assert low < 0.6 < high <= 1.0
    assert interval([[good] * 5], rng, 50) == (1.0, 1.0)


def test_f1_over_all_dates_together():
    assert f1(
        [(np.array([True, False]), np.array([True, True])), (np.array([True]), np.array([False]))]
    ) == pytest.approx(0.5)


class Brightness:
    """Stands for a pack: cloud where the first band is bright."""

    def mask(self, reflectance, *_):
        return np.where(reflectance[0] > 0.5, 3, 0).astype(np.uint8)


def test_pixels_that_change_with_the_pixel_size_borders_aside():
    plane = np.zeros((9, 120, 120), np.float32)
    plane[:, :, 60:] = 1
    image = Image("a", plane, 10.0)
    assert coarser(image, 3).reflectance.shape == (9, 40, 40) and coarser(image, 3).pixel_metres == 30
    assert class_changes({"L1C": Brightness()}, [image]) == {"20 m": 0.0, "30 m": 0.0, "60 m": 0.0}
