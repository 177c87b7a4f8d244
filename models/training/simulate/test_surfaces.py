"""How ground is laid out."""

import numpy as np
from models.training.data.bands import BANDS, INDEX
from models.training.data.imagery import TRAINING_CHIPS, clear_chips
from models.training.simulate.calm import calm, gradations, settle, vigour
from models.training.simulate.features import add_bright_things, add_riverbed, add_winter, share_of_pixels
from models.training.simulate.fields import fractal
from models.training.simulate.spectra import ICE, LIBRARY, WATER
from models.training.simulate.surfaces import PLAIN, alike, collage, open_water


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


def test_calm_ground_is_as_dark_and_as_even_as_real_ground():
    """B02 of T11UPT's and T29UNU's clear land at 60 m: 0.024 and 0.025 in the median, and 0.003 from pixel to pixel."""
    drawn = [calm(np.random.default_rng(seed), 192, 20.0)[INDEX["B02"]] for seed in range(40)]
    drawn = [plane.reshape(64, 3, 64, 3).mean((1, 3)) for plane in drawn]
    assert 0.017 < np.median([plane.mean() for plane in drawn]) < 0.033
    assert 0.0012 < np.median([np.abs(np.diff(plane)).mean() for plane in drawn]) < 0.006


def test_denser_leaves_are_brighter_in_the_infrared_and_darker_in_the_red():
    ground = vigour(np.random.default_rng(2), np.full((len(BANDS), 64, 64), 0.1, np.float32))
    assert np.corrcoef(ground[INDEX["NIR"]].ravel(), ground[INDEX["B04"]].ravel())[0, 1] < -0.9
    assert ground[INDEX["NIR"]].std() > 2 * ground[INDEX["B04"]].std() > 0


def test_gradations_have_no_edges():
    spectra = np.linspace(0.05, 0.3, 6)[:, None].repeat(len(BANDS), 1)
    ground = gradations(np.random.default_rng(7), 96, spectra)
    assert ground.shape == (len(BANDS), 96, 96) and ground.min() >= 0.05 and ground.max() <= 0.3
    assert len(np.unique(ground[0].round(5))) > 500


def test_chips_of_one_country_are_more_alike_than_any():
    spectra = clear_chips()[TRAINING_CHIPS].mean((2, 3))[:, PLAIN]
    apart = lambda chosen: spectra[chosen].std(0).sum()
    rng = np.random.default_rng(4)
    some = np.median([apart(alike(rng, 20)) for _ in range(60)])
    assert some < 0.8 * np.median([apart(rng.choice(len(spectra), 20)) for _ in range(60)])


def test_a_riverbed_is_a_pale_ribbon_as_wide_in_metres_at_every_pixel_size():
    woods = lambda: np.full((len(BANDS), 192, 192), 0.03, np.float32)

    def pale(seed: int, pixel: float) -> np.ndarray:
        ground = woods()
        add_riverbed(np.random.default_rng(seed), ground, pixel)
        return ground[INDEX["B11"]] > 0.1

    fine, coarse = (np.mean([pale(seed, pixel).mean() for seed in range(30)]) for pixel in (10.0, 40.0))
    assert 0.005 < coarse < 0.6 * fine < 0.4


def test_lakes_of_winter_freeze_now_and_then_and_land_never_does():
    water, frozen = 0.005, 0
    for seed in range(40):
        ground = np.full((len(BANDS), 64, 64), water, np.float32)
        ground[:, :, 32:] = 0.2
        add_winter(np.random.default_rng(seed), ground)
        frozen += ground[INDEX["B02"], :, :32].mean() > 0.04
        assert ground[INDEX["B11"], :, 32:].min() > 0.05
    assert 4 < frozen < 24


def test_lakes_and_sea_are_open_water_and_ice_woods_and_towns_are_not():
    kinds = [
        *WATER.values(),
        ICE,
        LIBRARY["conifer"],
        LIBRARY["wet soil"],
        np.array(LIBRARY["conifer"]) * 0.2,
        np.full(len(BANDS), 0.08),
    ]
    surface = np.array(kinds, np.float32).T[:, None]
    assert open_water(surface).tolist() == [[True] * len(WATER) + [False] * 5]
