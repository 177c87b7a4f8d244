"""Thresholds."""

from pathlib import Path

import numpy as np
from models.training.data.bands import BANDS, CLEAR, CLOUD, INDEX, SHADOW
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


def test_shadows_need_a_cloud_where_the_pack_says_so_and_the_sun_is_known():
    pack, classes = Pack(MODELS / "nephos-l2a"), np.full((60, 60), CLEAR)
    classes[40, 30], classes[37, 30], classes[40, 10] = CLOUD, SHADOW, SHADOW
    probabilities, image = np.eye(4)[:, classes], np.full((len(BANDS), 60, 60), 0.1, np.float32)
    found = lambda *sun: pack.classes(probabilities, image, 200.0, *sun)
    for says, sun, shadows in ((True, (45.0, 180.0), 1), (True, (None, None), 2), (False, (45.0, 180.0), 2)):
        pack.manifest["defaults"]["shadowsNeedCloud"] = says
        assert (found(*sun) == SHADOW).sum() == shadows
    pack.manifest["defaults"]["shadowsNeedCloud"] = True
    image[:, 45, 10] = np.nan  # what is missing may be cloud
    assert (found(45.0, 180.0) == SHADOW).sum() == 2
