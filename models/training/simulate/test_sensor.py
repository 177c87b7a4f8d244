"""What the instrument adds."""

import numpy as np
from models.training.data.bands import BANDS, INDEX
from models.training.simulate import scene
from models.training.simulate.atmosphere import make_sky
from models.training.simulate.layer import Layer
from models.training.simulate.sensor import QUANTUM, observe


def test_cirrus_band_of_moist_air_is_dark_quiet_and_rounded():
    for seed in range(8):
        flat = np.full((len(BANDS), 96, 96), 0.1, np.float32)
        flat[INDEX["B10"]] = 0
        plane = observe(np.random.default_rng(seed), flat, 60.0)[INDEX["B10"]]
        assert 0.0003 < plane.mean() < 0.0025  # T33UUU, T16SGJ, Lahinch: 0.0007 to 0.0019
        assert plane.std() < 0.0006
        assert np.allclose(plane, np.round(plane / QUANTUM) * QUANTUM, atol=1e-7)


def test_cirrus_band_does_not_see_low_cloud(monkeypatch):
    depth = np.zeros((432, 432), np.float32)
    depth[:, 200:] = 6.0
    low = Layer("stratus", "water", depth, 500.0, 900.0, np.full(len(BANDS), 1e-5, np.float32), 1.0)
    monkeypatch.setattr(scene, "FINER", dict.fromkeys(scene.FINER, 1))
    monkeypatch.setattr(scene, "draw_layers", lambda *_: [low])
    monkeypatch.setattr(
        scene, "draw_sky", lambda *_: (20.0, 60.0, 160.0, 50.0, make_sky(60.0, 0.2, 1.0, surface_metres=50.0))
    )
    for seed in range(3):
        seen = scene.simulate(np.random.default_rng(seed))
        b10 = seen.toa[INDEX["B10"]]
        cloud, clear = (float(np.median(b10[where])) for where in (seen.opacity > 0.3, seen.opacity < 0.01))
        assert cloud - clear < 0.0025  # real cloud of 0.3: 0.0005
