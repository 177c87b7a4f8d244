"""How sure a figure is."""

import numpy as np
import pytest
from models.training.measure.intervals import balanced, by_block, f1_of, over_places, share, spread, told


def test_classes_that_do_not_occur_do_not_count():
    matrix = np.zeros((4, 4), int)
    matrix[0, 0], matrix[3, 2], matrix[3, 3] = 10, 1, 1
    assert balanced(matrix) == pytest.approx(0.75)


def test_interval_is_wider_between_places_that_differ():
    good, bad = np.diag([9, 9, 9, 9]), np.full((4, 4), 3)
    rng = np.random.default_rng(0)
    low, high = over_places([[good] * 5, [bad] * 5, [good] * 5], rng, 300)
    assert low < 0.6 < high <= 1.0
    assert over_places([[good] * 5], rng, 50) == [1.0, 1.0]


def test_what_is_lost_is_compared_on_the_same_draws():
    good, worse = np.diag([9, 9, 9, 9]), np.diag([9, 9, 9, 9]) + np.array([[0, 1, 0, 0]] + [[0] * 4] * 3)
    places = [[good] * 4, [np.full((4, 4), 3)] * 4]
    lost = over_places(places, np.random.default_rng(0), 200, less=[[worse] * 4, places[1]])
    assert lost == [0.0, 0.025]


def test_spread_draws_groups_not_pixels():
    alike, apart = [np.array([50, 100])] * 8, [np.array([0, 100]), np.array([100, 100])] * 4
    assert spread(alike, share, 200) == [0.5, 0.5]
    low, high = spread(apart, share, 500)
    assert low < 0.3 and high > 0.7


def test_counts_become_figures():
    assert f1_of(np.array([1, 2, 2])) == 0.5 and f1_of(np.zeros(3)) == 0
    assert told([0.0012, 0.01], 1, 100) == " (0.1 to 1.0)"


def test_blocks_cover_an_image():
    plane = np.ones((70, 130), bool)
    blocks = by_block(plane, ~plane)
    assert len(blocks) == 6 and np.sum(blocks, 0).tolist() == [70 * 130, 0]
