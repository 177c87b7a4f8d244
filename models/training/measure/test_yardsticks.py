"""Means and intervals over places."""

import numpy as np
import pytest
from models.training.measure.yardsticks import f1


def test_f1_over_all_dates_together():
    assert f1(
        [(np.array([True, False]), np.array([True, True])), (np.array([True]), np.array([False]))]
    ) == pytest.approx(0.5)
