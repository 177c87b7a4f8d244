"""Thresholds."""

import numpy as np
from models.training.measure.inference import claim


def test_claims_need_their_threshold_and_clear_does_not_compete():
    probabilities = np.array([[0.55], [0.42], [0.03], [0.0]])
    assert claim(probabilities, {"shadow": 0.4, "semi": 0.4, "cloud": 0.4}) == 1
    assert claim(probabilities, {"shadow": 0.5, "semi": 0.4, "cloud": 0.4}) == 0
