"""From physics to classes and weights."""

import numpy as np
from models.training.data.bands import BANDS, CLEAR, CLOUD, INDEX, SEMI, SHADOW
from models.training.network.samples import (
    BORDER_WEIGHT,
    DOUBTFUL_WEIGHT,
    MISSING,
    OPAQUE,
    bright_ground,
    certainty,
    classify,
    draw,
    drop_bands,
    importance,
    settle_rims,
    turn,
)
from models.training.simulate.cache import SceneStore, write_shard
from models.training.simulate.scene import SIZE
from models.training.simulate.spectra import CONCRETE, SNOW


def test_the_sun_turns_with_the_picture():
    for seed in range(20):
        plane = np.zeros((9, 9), np.float32)
        plane[4, 7] = 1  # a shadow three pixels east of a cloud in the middle
        (turned,), (col, row) = turn(np.random.default_rng(seed), [plane], np.array([3.0, 0.0]), True)
        assert turned[4 + int(row), 4 + int(col)] == 1


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
    weights = lambda dark=nowhere, bright=nowhere, snow=nowhere: importance(label, light, dark, bright, snow, "L2A")
    plain = weights()
    assert plain[0, 2] > min(plain[0, 3], plain[0, 1]) > plain[0, 0]
    first = label == CLEAR
    assert (
        weights(dark=first)[0, 0] > plain[0, 0]
        and weights(bright=first)[0, 0] > plain[0, 0] > weights(snow=first)[0, 0]
    )


def test_concrete_is_bright_ground_and_snow_is_not():
    toa = np.array([CONCRETE, SNOW], np.float32).T[:, None]
    assert toa[INDEX["B02"]].min() > 0.13
    bright, snow = bright_ground(toa, np.ones(len(BANDS)), np.zeros(len(BANDS)))
    assert bright.tolist() == [[True, False]] and snow.tolist() == [[False, True]]


def test_truth_is_turned_with_the_sample_and_its_borders_are_not_sure(tmp_path):
    write_shard(tmp_path, 5, 0)
    store, rng = SceneStore(tmp_path), np.random.default_rng(0)
    shares = []
    for index in range(len(store)):
        _, label, _, sure, physics = draw(rng, store, "L1C", SIZE, augment=False, index=index)
        assert sure.shape == label.shape == physics.shape[1:]
        assert (label[physics[0] > OPAQUE["L1C"]] == CLOUD).all() and (physics[0][label == CLOUD] > 0.07).all()
        border = label[:, 1:] != label[:, :-1]
        assert not (sure[:, 1:] & border).any() and not (sure[:, :-1] & border).any()
        shares.append(sure.mean())
    assert 0.3 < np.mean(shares) < 1


def test_no_band_is_always_there():
    rng = np.random.default_rng(2)
    dropped = np.zeros(len(BANDS))
    for _ in range(400):
        image = np.ones((len(BANDS), 4, 4), np.float32)
        drop_bands(rng, image)
        dropped += image[:, 0, 0] == MISSING
    share = dropped / 400
    assert all(share[INDEX[name]] > 0.35 for name in ("B01", "B09", "B10")) and all(
        0.15 < share[INDEX[name]] < 0.5 for name in ("B11", "B12")
    )
    assert (share[[INDEX[name] for name in ("B02", "B03", "B04", "NIR")]] < 0.1).all()


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
