"""What must hold of labels and of weights."""

import numpy as np
from models.training.data.bands import BANDS, CLEAR, CLOUD, INDEX, SEMI, SHADOW
from models.training.network.labels import (
    BORDER_WEIGHT,
    DOUBTFUL_WEIGHT,
    bare_ground,
    bright_ground,
    certainty,
    classify,
    importance,
    label_scene,
    narrow,
    settle_rims,
    teach_split,
)
from models.training.simulate.spectra import CONCRETE, LIBRARY, SNOW


def test_cloud_hides_thin_hides_shadow():
    opacity, light = np.array([[0.0, 0.0, 0.1, 0.9]]), np.array([[1.0, 0.3, 0.3, 0.3]])
    assert classify(opacity, light, "L2A").tolist() == [[0, 1, 2, 3]]


def test_a_cloud_of_one_pixel_counts_and_a_doubtful_one_hardly():
    opacity, light = np.zeros((9, 9)), np.ones((9, 9))
    opacity[2, 2], opacity[6, 6] = 0.6, 0.18
    label = classify(opacity, light, "L2A")
    weight = certainty(label, opacity, light, "L2A")
    assert label[2, 2] == CLOUD and np.isclose(weight[2, 2], BORDER_WEIGHT)
    assert np.isclose(weight[6, 6], DOUBTFUL_WEIGHT) and weight[4, 4] == 1


def test_what_is_easily_mistaken_weighs_more():
    label = np.array([[CLEAR, SEMI, SEMI, SHADOW]])
    light = np.array([[1.0, 1.0, 0.4, 0.4]])
    nowhere = np.zeros_like(label, bool)
    weights = lambda dark=nowhere, bright=nowhere, snow=nowhere, bare=nowhere: importance(
        label, light, dark, bright, snow, bare, "L2A"
    )
    plain = weights()
    assert plain[0, 2] > min(plain[0, 3], plain[0, 1]) > plain[0, 0]
    first = label == CLEAR
    assert (
        weights(dark=first)[0, 0] > plain[0, 0]
        and weights(bright=first)[0, 0] > plain[0, 0] > weights(snow=first)[0, 0]
    )
    assert weights(bright=first, bare=first)[0, 0] > weights(bright=first)[0, 0] > weights(bare=first)[0, 0] > 1
    assert np.array_equal(weights(bare=~first), plain)


def test_rock_and_dry_soil_are_bare_ground_and_meadow_snow_and_cloud_are_not():
    kinds = [LIBRARY[name] for name in ("rock", "scree", "soil", "dry soil", "meadow", "conifer")]
    toa = np.array([*kinds, SNOW, [0.4] * len(BANDS)], np.float32).T[:, None]
    assert bare_ground(toa, np.ones(len(BANDS)), np.zeros(len(BANDS))).tolist() == [[True] * 4 + [False] * 4]


def test_concrete_is_bright_ground_and_snow_is_not():
    toa = np.array([CONCRETE, SNOW], np.float32).T[:, None]
    assert toa[INDEX["B02"]].min() > 0.13
    bright, snow = bright_ground(toa, np.ones(len(BANDS)), np.zeros(len(BANDS)))
    assert bright.tolist() == [[True, False]] and snow.tolist() == [[False, True]]


def test_a_rim_between_cloud_and_shadow_is_one_of_them_and_a_wide_veil_stays():
    label = np.array([[CLOUD, SEMI, SHADOW, CLEAR, SEMI, SEMI, SEMI]] * 5, np.uint8)
    opacity = np.array([[0.5, 0.15, 0.0, 0.0, 0.1, 0.1, 0.1]] * 5, np.float32)
    dark = np.zeros_like(label, bool)
    assert settle_rims(label, opacity, dark, "L2A")[2].tolist() == [CLOUD, CLOUD, SHADOW, CLEAR, SEMI, SEMI, SEMI]
    opacity[:, 1] = 0.04
    assert settle_rims(label, opacity, dark, "L2A")[2, 1] == SHADOW


def test_small_white_cumulus_over_sea_is_cloud_and_a_veil_is_not():
    label, opacity, dark = (
        np.full((40, 40), SEMI, np.uint8),
        np.full((40, 40), 0.005, np.float32),
        np.ones((40, 40), bool),
    )
    opacity[20:22, 20:22] = 0.12
    assert settle_rims(label, opacity, dark, "L1C")[20, 20] == CLOUD
    assert settle_rims(label, np.full((40, 40), 0.12, np.float32), dark, "L1C")[20, 20] == SEMI


def test_what_is_narrow_weighs_more_and_what_is_wide_does_not():
    label = np.zeros((40, 40), np.uint8)
    label[5:8, 5:30] = CLOUD
    label[15:35, 5:30] = SHADOW
    label[15:35, 33:35] = SEMI
    found = narrow(label)
    assert found[5:8, 5:30].all() and found[15:35, 33:35].all() and found.sum() == 3 * 25 + 20 * 2


def test_a_network_says_how_opaque_cloud_is_but_for_the_edges_of_opaque_cloud():
    opacity = np.zeros((40, 40), np.float32)
    opacity[5:25, 5:25], opacity[6:24, 6:24] = 0.14, 0.9
    opacity[30:34, 30:34] = 0.25
    label = classify(opacity, np.ones((40, 40)), "L2A")
    share = np.full((40, 40), 0.3, np.float32)
    share[31, 31] = np.nan
    taught = teach_split(label, opacity, share, "L2A")
    assert taught[15, 15] == np.float32(2.3) and taught[32, 32] == np.float32(2.3)
    assert taught[31, 31] == CLOUD and taught[0, 0] == CLEAR
    assert label[5, 15] == SEMI and taught[5, 15] == taught[6, 15] == CLOUD


def test_a_shadow_on_a_lakes_ice_is_taught_where_water_is_known():
    toa = np.full((len(BANDS), 2, 2), 0.02, np.float32)
    opacity, light = np.zeros((2, 2)), np.full((2, 2), 0.5)
    water = np.array([[True, False], [True, False]])
    label = lambda *known: label_scene(toa, opacity, light, np.ones(len(BANDS)), np.zeros(len(BANDS)), "L1C", *known)[0]
    assert (label() == CLEAR).all() and label(water).tolist() == [[CLEAR, SHADOW]] * 2
