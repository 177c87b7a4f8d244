"""What candidates are compared by."""

import numpy as np
import pytest
from models.training.data.bands import BANDS, CLEAR, CLOUD, SEMI, SHADOW
from models.training.data.validation import Image
from models.training.pack.candidates import added, at_points, in_masks, rim, sweep, table


def test_a_rim_is_as_wide_as_thin_cloud_around_cloud():
    mask = np.zeros((60, 60), np.uint8)
    mask[17:43, 17:43], mask[20:40, 20:40] = SEMI, CLOUD
    assert rim(mask) == pytest.approx((26**2 - 20**2) / (20**2 - 18**2))
    mask[0, 0] = SEMI
    assert rim(mask) == pytest.approx((26**2 - 20**2) / (20**2 - 18**2)) and rim(np.zeros((9, 9))) == 0


def test_what_is_added_to_thin_cloud_comes_from_all_others():
    planes = np.array([[0.1], [0.2], [0.3], [0.4]])
    raised = added(planes, 0.5)
    assert raised.sum() == pytest.approx(1) and raised[SEMI] > 0.3 and raised[3] / raised[0] == pytest.approx(4)
    assert added(planes, 0.0) is planes


def test_points_are_told_as_the_mean_over_places_and_by_class():
    planes, truth = np.eye(4)[:, [0, 1, 2, 3]], np.array([0, 1, 2, 3])
    thresholds = {"shadow": 0.5, "semi": 0.5, "cloud": 0.5}
    assert (
        at_points([(planes, truth), (planes[:, [0, 1, 2, 2]], truth)], thresholds, 0) == "0.875: 1.00, 1.00, 1.00, 0.50"
    )
    rows = sweep(
        "a", {"x": [(planes, truth)]}, lambda judged, *how: {"x": at_points(judged["x"], *how)}, [(0.5, 0.5, 0.5, 0)]
    )
    assert table(rows).splitlines()[-1] == "| a | 0.5, 0.5, 0.5, 0 | 1.000: 1.00, 1.00, 1.00, 1.00 |"


def test_masks_are_told_without_shadows_that_no_cloud_throws():
    classes = np.full((60, 60), CLEAR)
    classes[40, 30], classes[37, 30], classes[40, 10] = CLOUD, SHADOW, SHADOW
    at = np.array([40, 37, 40]), np.array([30, 30, 10])
    image = Image("a", np.full((len(BANDS), 60, 60), 0.1), 200.0, 45.0, 180.0, *at, np.array([CLOUD, SHADOW, CLEAR]))
    assert (
        in_masks([(np.eye(4)[:, classes], image)], {"shadow": 0.5, "semi": 0.5, "cloud": 0.5}, 0)
        == "1.000: 1.00, 1.00, 1.00"
    )
