"""Thresholds."""

from pathlib import Path

import numpy as np
from models.training.data.bands import BANDS, INDEX
from models.training.measure.inference import Pack, claim

MODELS = Path(__file__).parents[2]


def test_thresholds_follow_the_bands_that_an_image_lacks():
    pack = Pack(MODELS / "nephos-l2a")
    own, other = {"shadow": 0.4, "semi": 0.3, "cloud": 0.2}, {"shadow": 0.3, "semi": 0.3, "cloud": 0.2}
    pack.manifest |= {"thresholds": own, "thresholdsWithout": [{"bands": ["B11", "B12"], "thresholds": other}]}
    image = np.full((len(BANDS), 4, 4), 0.1, np.float32)
    assert pack.thresholds(image) == own
    image[INDEX["B12"]] = np.nan
    assert pack.thresholds(image) == own
    image[INDEX["B11"]] = np.nan
    assert pack.thresholds(image) == other
    withheld = Pack(MODELS / "nephos-l2a", without=("B11", "B12"))
    withheld.manifest = pack.manifest
    assert withheld.thresholds(np.full_like(image, 0.1)) == other


def test_claims_need_their_threshold_and_clear_does_not_compete():
    probabilities = np.array([[0.55], [0.42], [0.03], [0.0]])
    assert claim(probabilities, {"shadow": 0.4, "semi": 0.4, "cloud": 0.4}) == 1
    assert claim(probabilities, {"shadow": 0.5, "semi": 0.4, "cloud": 0.4}) == 0
