"""One scene: ground, sky, clouds, their shadows, the sensor, and the truth.

Truth is kept as physics rather than as classes, so that the thresholds between classes stay a decision of training:
`opacity` is the share of the ground's place that clouds have taken in the visible (0..1), `light` is how much of the
clear-sky irradiance reaches the ground in the near infrared (1 = full sun).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from ..data.bands import INDEX, auxiliary_planes
from .atmosphere import Sky, level2a_coefficients, make_sky
from .fields import Rng
from .overlay import Place, air_below, light_below, put_over
from .sensor import blocks, observe
from .skies import draw_layers
from .surfaces import draw_surface, open_water
from .winter import lone_clouds, winter_land

SIZE = 288  # pixels: divisible by 6 (60 m bands on the 10 m grid) and by 32
#: A scene on a coarse grid is drawn on one this many times finer, then averaged, as light averages it: small clouds and shadows
#: become pixels that hold a share of them, sharp beside clear ground, and ground becomes calm.
FINER = {10.0: 1, 20.0: 2, 30.0: 3, 60.0: 3}
#: Ground that lies high, metres.
HIGH_METRES = (900.0, 3000.0)


@dataclass(frozen=True)
class Views:
    """How scenes are seen: pixel sizes in metres and their odds, how often the sun is as low as over Scandinavia in October or Germany in
    February (`low_zenith_deg`, degrees from the zenith), how often the ground lies high; and whether it is land with woods of winter (`winter.py`)."""

    pixels_metres: tuple[float, ...]
    pixel_odds: tuple[float, ...]
    low_sun_odds: float
    high_odds: float
    low_zenith_deg: tuple[float, float] = (62.0, 78.0)
    woods: bool = False


ORDINARY = Views((10.0, 20.0, 60.0, 30.0), (0.30, 0.22, 0.38, 0.10), low_sun_odds=0.28, high_odds=0.25)
#: Fine pixels, low suns: shadows that lie hundreds of pixels from their clouds.
FAR_SHADOWS = Views((10.0, 20.0), (0.75, 0.25), low_sun_odds=0.6, high_odds=0.1)
#: The same over lit woods of winter, with few clouds.
WINTER_WOODS = Views((10.0, 20.0), (0.75, 0.25), 1.0, high_odds=0.05, low_zenith_deg=(57.0, 78.0), woods=True)


@dataclass(frozen=True)
class Scene:
    """toa (9, N, N) reflectance; opacity, light (N, N) 0..1; auxiliary (3,); l2a (2, 9) gain and offset on toa; water (N, N) bool."""

    toa: np.ndarray
    opacity: np.ndarray
    light: np.ndarray
    auxiliary: np.ndarray
    l2a: np.ndarray
    sun_azimuth_deg: float
    water: np.ndarray


def draw_sky(rng: Rng, views: Views = ORDINARY) -> tuple[float, float, float, float, Sky]:
    """(pixel size in metres, sun zenith and azimuth in degrees, altitude in metres, clear atmosphere) of a scene."""
    pixel = float(rng.choice(views.pixels_metres, p=views.pixel_odds))
    zenith = float(rng.uniform(25, 66) if rng.random() > views.low_sun_odds else rng.uniform(*views.low_zenith_deg))
    azimuth = float(rng.uniform(0, 360) if rng.random() < 0.3 else rng.uniform(125, 200))
    altitude = float(rng.uniform(*HIGH_METRES) if rng.random() < views.high_odds else max(0, rng.normal(200, 300)))
    vapour = float(np.exp(rng.uniform(np.log(0.3 if zenith > 55 else 0.7), np.log(1.8 if zenith > 66 else 3.8))))
    sky = make_sky(
        zenith,
        float(np.exp(rng.uniform(np.log(0.03), np.log(0.4)))),
        vapour,
        rng.uniform(0.8, 1.7),
        altitude,
        vapour_scale_metres=rng.uniform(1500, 2600),
    )
    return pixel, zenith, azimuth, altitude, sky


def level2a_of(rng: Rng, views: Views = ORDINARY) -> np.ndarray:
    """(2, 9) gain and offset that bring a scene's TOA to Level-2A, drawn before anything else of it."""
    own = rng.spawn(1)[0]
    return np.stack(level2a_coefficients(own, draw_sky(copy.deepcopy(rng), views)[-1]))


def simulate(rng: Rng, size: int = SIZE, views: Views = ORDINARY) -> Scene:
    """Draw one scene. What Sen2Cor would make of it has random numbers of its own (see `level2a_of`)."""
    coefficients = level2a_of(rng, views)
    pixel, zenith, azimuth, altitude, sky = draw_sky(rng, views)
    auxiliary = auxiliary_planes(zenith, azimuth, pixel)
    factor = FINER[pixel]
    grid_metres, pixel, size = pixel, pixel / factor, size * factor
    vector = (float(auxiliary[0]), float(auxiliary[1]))
    unit = (vector[0] / np.hypot(*vector), vector[1] / np.hypot(*vector))

    surface = (winter_land if views.woods else draw_surface)(rng, size, pixel, unit, sky)
    place = Place(size, pixel, vector, altitude, sky)
    layers = (lone_clouds if views.woods else draw_layers)(rng, place.wide, pixel, sky.cos_sun)
    down, shares = light_below(rng, layers, place)
    light = down[INDEX["NIR"]] / (sky.direct + sky.diffuse)[INDEX["NIR"]]
    toa = air_below(rng, layers, shares, place) + sky.upward[:, None, None] * surface * down
    toa *= sky.vapour(altitude)[:, None, None]
    see_through = put_over(rng, toa, layers, place)
    toa *= sky.gas[:, None, None]
    opacity, light = (blocks(plane, factor).astype(np.float32) for plane in (1 - see_through, np.clip(light, 0, 1)))
    water = blocks(open_water(surface).astype(np.float32), factor) > 0.5
    toa = observe(rng, np.stack([blocks(plane, factor) for plane in toa]), grid_metres)
    return Scene(toa.astype(np.float32), opacity, light, auxiliary, coefficients, azimuth, water)
