"""How ground is laid out."""

import numpy as np
from models.training.data.bands import BANDS, INDEX
from models.training.simulate.features import add_bright_things, share_of_pixels
from models.training.simulate.fields import fractal
from models.training.simulate.surfaces import calm, collage, settle


def test_like_ground_lies_beside_like():
    rng = np.random.default_rng(1)
    spectra = np.repeat(np.linspace(0.01, 0.4, 40)[:, None], len(BANDS), 1)
    brightness = spectra[settle(rng, spectra, fractal(rng, 64, 3.0)), 0]
    shuffled = rng.permutation(brightness.ravel()).reshape(64, 64)
    assert np.abs(np.diff(brightness)).mean() < 0.5 * np.abs(np.diff(shuffled)).mean()


def test_a_roof_is_part_of_a_coarse_pixel():
    assert [share_of_pixels(np.array([30.0, 20.0]), pixel)[1] for pixel in (10.0, 60.0)] == [1.0, 1 / 6]
    brightest = lambda pixel: np.mean(
        [roofs(np.random.default_rng(seed), pixel).max() for seed in range(40)]
    )  # of the same roofs
    assert brightest(60.0) < 0.8 * brightest(10.0)


def roofs(rng: np.random.Generator, pixel: float) -> np.ndarray:
    surface = np.full((len(BANDS), 96, 96), 0.05, np.float32)
    while surface.max() < 0.06:
        add_bright_things(rng, surface, pixel)
    return surface[INDEX["B02"]]


def test_calm_ground_varies_less_than_fields():
    variation = lambda surface: float((surface.std((1, 2)) / surface.mean((1, 2)))[:4].mean())
    calmer = np.median([variation(calm(np.random.default_rng(seed), 96, 60.0)) for seed in range(8)])
    fields = np.median([variation(collage(np.random.default_rng(seed), 96, 60.0)) for seed in range(8)])
    assert np.isfinite(calmer) and calmer < 0.6 * fields
