"""Confusion matrices and calibration."""

import numpy as np
from models.training.measure.scores import calibration_error, confusion, summary


def test_scores():
    matrix = confusion(np.array([0, 1, 2, 3, 3]), np.array([0, 1, 2, 3, 0]))
    assert summary(matrix)["balancedAccuracy"] == 0.875
    assert calibration_error(np.eye(4), np.arange(4)) == 0
