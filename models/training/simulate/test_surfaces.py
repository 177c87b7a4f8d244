"""How ground is laid out."""

import numpy as np
from models.training.data.bands import BANDS
from models.training.simulate.fields import fractal
from models.training.simulate.surfaces import settle


def test_like_ground_lies_beside_like():
    rng = np.random.default_rng(1)
    spectra = np.repeat(np.linspace(0.01, 0.4, 40)[:, None], len(BANDS), 1)
    brightness = spectra[settle(rng, spectra, fractal(rng, 64, 3.0)), 0]
    shuffled = rng.permutation(brightness.ravel()).reshape(64, 64)
    assert np.abs(np.diff(brightness)).mean() < 0.5 * np.abs(np.diff(shuffled)).mean()
