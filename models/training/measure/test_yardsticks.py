"""Means and intervals over places."""

import numpy as np
import pytest
from models.training.measure.yardsticks import balanced, f1, interval


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
