"""From physics to classes and weights."""

import numpy as np
from models.training.data.bands import BANDS, CLOUD, INDEX
from models.training.network.labels import (
    OPAQUE,
)
from models.training.network.samples import MISSING, draw, drop_bands, drop_infrared, turn
from models.training.simulate.cache import SceneStore
from models.training.simulate.scene import SIZE


def test_the_sun_turns_with_the_picture():
    for seed in range(20):
        plane = np.zeros((9, 9), np.float32)
        plane[4, 7] = 1  # a shadow three pixels east of a cloud in the middle
        (turned,), (col, row) = turn(np.random.default_rng(seed), [plane], np.array([3.0, 0.0]), True)
        assert turned[4 + int(row), 4 + int(col)] == 1


def test_truth_is_turned_with_the_sample_and_its_borders_are_not_sure(scenes):
    store, rng = SceneStore(scenes), np.random.default_rng(0)
    shares = []
    for index in range(len(store)):
        _, label, _, sure, physics, _ = draw(rng, store, "L1C", SIZE, augment=False, index=index)
        assert sure.shape == label.shape == physics.shape[1:]
        assert (label[physics[0] > OPAQUE["L1C"]] == CLOUD).all() and (physics[0][label == CLOUD] > 0.07).all()
        border = label[:, 1:] != label[:, :-1]
        assert not (sure[:, 1:] & border).any() and not (sure[:, :-1] & border).any()
        shares.append(sure.mean())
    assert 0.3 < np.mean(shares) < 1


def test_the_infrared_is_withheld_alone_and_oftener():
    rng = np.random.default_rng(2)
    images = np.ones((400, len(BANDS), 1, 1), np.float32)
    for image in images:
        drop_infrared(rng, image)
    missing = images[..., 0, 0] == MISSING
    b11, b12 = missing[:, INDEX["B11"]], missing[:, INDEX["B12"]]
    assert 0.1 < (b11 & ~b12).mean() < 0.2 and 0.1 < (b12 & ~b11).mean() < 0.2 and 0.05 < (b11 & b12).mean() < 0.25
    assert 0.25 < (~missing.any(1)).mean() < 0.45


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
