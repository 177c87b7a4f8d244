"""Rules after the network do what they say, and leave alone what they do not speak of."""

import numpy as np
from models.training.data.bands import CLEAR, CLOUD, SEMI
from models.training.experiments.after_network import (
    RULES,
    bright_split,
    brim_width,
    brims_to_cloud,
    guided_cloud,
    no_brighter,
    split_inside,
)

THRESHOLDS = {"shadow": 0.35, "semi": 0.48, "cloud": 0.12}


def cumulus(wide: int, side: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (4, side, side) of a square cloud, thin and `wide` pixels too wide, and the blue band, which ends where the cloud does."""
    blue, probabilities = np.full((side, side), 0.03, np.float32), np.zeros((4, side, side), np.float32)
    blue[14:26, 14:26] = 0.5
    probabilities[CLEAR] = 1
    there = np.s_[14 - wide : 26 + wide, 14 - wide : 26 + wide]
    probabilities[:, *there] = np.array([0.1, 0, 0.6, 0.3])[:, None, None]
    probabilities[:, 16:24, 16:24] = np.array([0, 0, 0, 1])[:, None, None]
    return probabilities, blue


def test_a_cloud_drawn_too_wide_shrinks_to_the_image():
    probabilities, blue = cumulus(1)
    before, after = (one[[SEMI, CLOUD]].sum(0) for one in (probabilities, guided_cloud(probabilities, blue, 2)))
    assert after[13, 20] < before[13, 20] / 2 < after[14, 20]
    assert np.allclose(guided_cloud(probabilities, blue, 2).sum(0), 1, atol=1e-5)


def test_the_split_from_inside_keeps_what_is_cloud_of_any_kind():
    probabilities, _ = cumulus(1)
    out = split_inside(probabilities)
    assert out[CLOUD, 15, 20] > probabilities[CLOUD, 15, 20]
    assert np.allclose(out[[SEMI, CLOUD]].sum(0), probabilities[[SEMI, CLOUD]].sum(0))


def test_a_brim_becomes_cloud_and_a_veil_stays_thin():
    mask = np.full((40, 40), CLEAR, np.uint8)
    mask[9:21, 9:21] = SEMI
    mask[11:19, 11:19] = CLOUD
    mask[25:40] = SEMI
    out = brims_to_cloud(mask)
    assert (out[9:21, 9:21] == CLOUD).all() and (out[25:] == SEMI).all()
    assert np.array_equal(brims_to_cloud(mask, bright=np.zeros(mask.shape, bool)), mask)
    assert brim_width(out[:24]) == 0 < brim_width(mask[:24])


def test_only_bright_pixels_turn_opaque():
    probabilities, blue = cumulus(1)
    out = bright_split(probabilities, blue, 0.27)
    assert out[CLOUD, 15, 20] > 0.8 and np.isclose(out[CLOUD, 13, 20], probabilities[CLOUD, 13, 20])


def test_cloud_beyond_the_image_is_no_brighter_than_the_ground():
    probabilities, blue = cumulus(1)
    mask = RULES["shipped"](probabilities, blue, THRESHOLDS, "L2A")
    assert np.isclose(no_brighter(mask, blue), 1 - 12**2 / 14**2)


def test_every_rule_gives_a_mask():
    probabilities, blue = cumulus(1)
    blue[0, 0] = np.nan
    for level in ("L1C", "L2A"):
        for rule in RULES.values():
            mask = rule(probabilities, blue, THRESHOLDS, level)
            assert mask.shape == blue.shape and mask.dtype == np.uint8 and mask.max() == CLOUD
