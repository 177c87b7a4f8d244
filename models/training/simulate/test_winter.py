"""Lit woods of winter, and clouds that stand alone."""

import numpy as np
import pytest
from models.training.data.bands import BANDS, INDEX
from models.training.simulate import winter
from models.training.simulate.atmosphere import make_sky, surface_to_toa_coefficients
from models.training.simulate.scene import WINTER_WOODS, draw_sky
from models.training.simulate.winter import LARGEST_COVER, LOWEST_BASE_METRES, add_stands, crowns, lone_clouds

#: T33UUU's conifers in the sun, 24 degrees high: percentiles 5 and 95 of TOA reflectance.
T33UUU = {"B02": (0.119, 0.126), "B04": (0.060, 0.074), "NIR": (0.122, 0.173), "B11": (0.064, 0.104)}


def test_woods_are_as_dark_as_real_ones_under_a_low_sun():
    rng, sky = np.random.default_rng(1), make_sky(66.0, 0.1, 0.8)
    gain, offset = surface_to_toa_coefficients(sky)
    drawn = np.array([gain * crowns(rng, sky) + offset for _ in range(200)])
    for band, (low, high) in T33UUU.items():
        least, greatest = np.percentile(drawn[:, INDEX[band]], (5, 95))
        assert least < high and greatest > low, band


def test_their_colour_hangs_little_on_the_air():
    seen = []
    for depth in (0.05, 0.3):
        sky = make_sky(66.0, depth, 0.8)
        gain, offset = surface_to_toa_coefficients(sky)
        seen.append(gain * crowns(np.random.default_rng(3), sky) + offset)
    clear, hazy = make_sky(66.0, 0.05, 0.8).path, make_sky(66.0, 0.3, 0.8).path
    red = INDEX["B04"]
    assert abs(seen[1][red] - seen[0][red]) < (hazy - clear)[red] / 2


def test_stands_take_a_part_of_the_land():
    shares = []
    for seed in range(20):
        surface = np.full((len(BANDS), 144, 144), 0.4, np.float32)
        add_stands(np.random.default_rng(seed), surface, 10.0, make_sky(66.0, 0.1, 0.8))
        shares.append(float((surface[INDEX["NIR"]] < 0.3).mean()))
    assert 0.1 < np.mean(shares) < 0.6 and max(shares) < 0.95 and sum(share > 0.02 for share in shares) > 15


def test_lone_clouds_are_few_and_high():
    skies = [lone_clouds(np.random.default_rng(seed), 144, 20.0, 0.4) for seed in range(60)]
    assert 0 < sum(not sky for sky in skies) < 20
    for layer in (sky[0] for sky in skies if sky):
        assert layer.base_metres >= LOWEST_BASE_METRES[0] and layer.top_metres > layer.base_metres
        assert (layer.depth >= 0).all() and (layer.depth > 0).mean() < 1.3 * LARGEST_COVER


def test_the_sun_of_winter_is_always_low():
    rng = np.random.default_rng(5)
    low, high = WINTER_WOODS.low_zenith_deg
    assert all(low <= draw_sky(rng, WINTER_WOODS)[1] <= high for _ in range(50))


@pytest.mark.parametrize("draw", [0.1, 0.9])
def test_land_is_fields_of_winter_or_any_ground(monkeypatch: pytest.MonkeyPatch, draw: float):
    class Rng:
        """Odds always come out the same."""

        def __init__(self) -> None:
            self.real = np.random.default_rng(0)

        def random(self, *size: int):
            return self.real.random(*size) if size else draw

        def __getattr__(self, name: str):
            return getattr(self.real, name)

    called = []
    monkeypatch.setattr(winter, "draw_surface", lambda *_: called.append(1) or np.full((9, 48, 48), 0.2, np.float32))
    land = winter.winter_land(Rng(), 48, 10.0, (0.0, -1.0), make_sky(66.0, 0.1, 0.8))
    assert land.shape == (9, 48, 48) and (land > 0).all() and bool(called) == (draw > winter.FIELDS_ODDS)
