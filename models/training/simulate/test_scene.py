"""What must hold of a scene, whatever the random numbers."""

import numpy as np
import pytest
from models.training.data.bands import BANDS, INDEX
from models.training.simulate import scene
from models.training.simulate.atmosphere import make_sky
from models.training.simulate.layer import Layer
from models.training.simulate.scene import level2a_of, simulate


def test_level_2a_has_random_numbers_of_its_own():
    whole, alone = simulate(np.random.default_rng([3, 1])), level2a_of(np.random.default_rng([3, 1]))
    assert np.array_equal(whole.l2a, alone)


def test_low_streaks_under_a_low_sun_add_what_real_ones_add(monkeypatch: pytest.MonkeyPatch):
    depth = np.zeros((432, 432), np.float32)
    depth[:, 200:] = 0.6
    layer = Layer("streaks", "water", depth, 100.0, 300.0, np.full(len(BANDS), 1e-5, np.float32), 1.0, infrared=1.7)
    brown = np.array([0.05, 0.06, 0.08, 0.1, 0.19, 0.19, 0.2, 0.23, 0.16], np.float32)
    monkeypatch.setattr(scene, "FINER", dict.fromkeys(scene.FINER, 1))
    monkeypatch.setattr(scene, "draw_layers", lambda *_: [layer])
    monkeypatch.setattr(scene, "draw_surface", lambda _, size, *__: np.tile(brown[:, None, None], (1, size, size)))
    monkeypatch.setattr(scene, "draw_sky", lambda *_: (20.0, 66.0, 163.0, 50.0, make_sky(66.0, 0.08, 0.5)))
    seen = scene.simulate(np.random.default_rng(4))
    added = np.median(seen.toa[:, 40:-40, 200:240], (1, 2)) - np.median(seen.toa[:, 40:-40, 30:80], (1, 2))
    ratio = added / added[INDEX["B04"]]
    for band, low, high in (
        ("B01", 0.6, 0.9),
        ("B02", 0.75, 1.0),
        ("B03", 0.8, 1.0),
        ("NIR", 0.8, 1.3),
        ("B11", 1.0, 2.2),
    ):
        assert low < ratio[INDEX[band]] < high, (band, ratio)  # eight pairs at T33UUU: 0.65 to 0.84, 0.78 to 0.96, ...


@pytest.mark.parametrize("pixel", [20.0, 30.0, 60.0])
def test_a_coarse_pixel_holds_a_share_of_a_small_cloud(monkeypatch: pytest.MonkeyPatch, pixel: float):
    finer = scene.FINER[pixel]

    def dots(_rng, size: int, metres: float, _sun: float) -> list[Layer]:
        assert metres == pixel / finer
        depth = np.zeros((size, size), np.float32)
        depth[::finer, ::finer] = 60.0
        return [Layer("humilis", "water", depth, 100.0, 110.0, np.full(len(BANDS), 1e-5, np.float32), 1.0)]

    monkeypatch.setattr(scene, "draw_layers", dots)
    monkeypatch.setattr(scene, "draw_surface", lambda _, size, *__: np.full((9, size, size), 0.05, np.float32))
    monkeypatch.setattr(scene, "draw_sky", lambda *_: (pixel, 45.0, 163.0, 50.0, make_sky(45.0, 0.08, 1.5)))
    seen = scene.simulate(np.random.default_rng(4), 96)
    assert seen.toa.shape == (9, 96, 96) and seen.opacity.std() < 0.01
    assert 0.7 / finer**2 < seen.opacity.mean() < 1 / finer**2
