"""One scene: ground, sky, clouds, their shadows, the sensor, and the truth.

Truth is kept as physics rather than as classes, so that the thresholds between classes stay a decision of training:
`opacity` is the share of the ground's place that clouds have taken in the visible (0..1), `light` is how much of the
clear-sky irradiance reaches the ground in the near infrared (1 = full sun).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from ..data.bands import BANDS, DELAY_SECONDS, INDEX, TRACK_ANGULAR_SPEED, auxiliary_planes
from .atmosphere import Sky, level2a_coefficients, make_sky
from .fields import Rng, shift, smooth
from .layer import shine, spectral_depth
from .sensor import blocks, observe
from .shade import (
    AIR_DARKENED,
    cast,
    infrared_passed,
    light_shares,
    lit_air,
    relief,
    shade_tint,
    shaded_infrared,
    shadiness,
    steepness,
)
from .skies import draw_layers
from .surfaces import draw_surface, open_water

SIZE = 288  # pixels: divisible by 6 (60 m bands on the 10 m grid) and by 32
#: A scene on a coarse grid is drawn on one this many times finer, then averaged, as light averages it: small clouds and shadows
#: become pixels that hold a share of them, sharp beside clear ground, and ground becomes calm.
FINER = {10.0: 1, 20.0: 2, 30.0: 3, 60.0: 3}
#: Ground that lies high, metres.
HIGH_METRES = (900.0, 3000.0)


@dataclass(frozen=True)
class Views:
    """How scenes are seen: pixel sizes in metres and their odds, how often the sun is as low as over Scandinavia in October or Germany in
    February, and how often the ground lies high."""

    pixels_metres: tuple[float, ...]
    pixel_odds: tuple[float, ...]
    low_sun_odds: float
    high_odds: float


ORDINARY = Views((10.0, 20.0, 60.0, 30.0), (0.30, 0.22, 0.38, 0.10), low_sun_odds=0.28, high_odds=0.25)
#: Fine pixels, low suns: shadows that lie hundreds of pixels from their clouds.
FAR_SHADOWS = Views((10.0, 20.0), (0.75, 0.25), low_sun_odds=0.6, high_odds=0.1)


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
    zenith = float(rng.uniform(25, 66) if rng.random() > views.low_sun_odds else rng.uniform(62, 78))
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

    wide = size * 3 // 2
    crop = np.s_[..., (wide - size) // 2 : (wide + size) // 2, (wide - size) // 2 : (wide + size) // 2]
    surface = draw_surface(rng, size, pixel, unit, sky)
    layers = draw_layers(rng, wide, pixel, sky.cos_sun)

    direct, diffused = np.ones((size, size), np.float32), np.zeros((size, size), np.float32)
    filtered = np.ones(len(BANDS), np.float32)  # drops and ice absorb in the SWIR what they scatter down
    shares = []
    for layer in reversed(layers):
        share, spread = light_shares(layer, cast(layer, vector, pixel), sky.cos_sun, pixel)
        shares.insert(0, share)
        filtered *= infrared_passed(layer) ** np.float32(rng.uniform(0.6, 1.6))
        diffused = diffused * np.clip(share[crop] + spread[crop], 0, 1) + direct * spread[crop]
        direct = direct * share[crop]
    cover = float(np.mean([(layer.depth > 3).mean() for layer in layers])) if layers else 0.0
    ambient = rng.uniform(0.5, 1.1) + 0.6 * cover * rng.random() if layers else 1.0
    down = (
        sky.direct[:, None, None] * (direct[None] + diffused[None] * filtered[:, None, None])
        + (sky.diffuse * ambient)[:, None, None]
    )
    clear_down = sky.direct + sky.diffuse
    light = down[INDEX["NIR"]] / clear_down[INDEX["NIR"]]

    path = sky.path[:, None, None]
    if layers:
        hazy, clean = (share[crop] for share in lit_air(layers, shares, vector, pixel, rng.uniform(0, AIR_DARKENED)))
        path = path * (sky.aerosol_share[:, None, None] * hazy + (1 - sky.aerosol_share)[:, None, None] * clean)
    toa = path + sky.upward[:, None, None] * surface * down
    toa *= sky.vapour(altitude)[:, None, None]
    hazier = np.float32(1 - 0.2 * rng.random())
    see_through = np.ones((size, size), np.float32)
    row_sign = rng.choice([-1.0, 1.0])  # neighbouring detectors look forward and back
    for level, layer in enumerate(layers):
        lit = np.ones((wide, wide), np.float32)
        for higher in layers[level + 1 :]:
            share, spread = light_shares(higher, cast(higher, vector, pixel, layer.top_metres), sky.cos_sun, pixel)
            lit = lit * np.clip(share + spread, 0, 1)
        slanted = layer.depth * np.float32(0.5 + 0.35 / sky.cos_sun)
        thick = layer.depth > 1.5
        form = (
            np.where(thick, relief(layer, vector, pixel, steepness(rng, layer)), 1.0).astype(np.float32)
            if layer.phase == "water" or layer.kind == "frontal"
            else 1.0
        )
        visible, through = shine(layer, slanted, 1e-5, pixel)
        brightness, shaded, tint = lit * form * layer.gain, shadiness(lit * form), shade_tint(rng)
        vapour = sky.vapour(altitude + layer.top_metres)  # heights of layers count from the ground
        # What the air above gives passes the vapour above as well: without that, B10 would see every cloud, however low.
        air_passed, air_path, sent_back = sky.above(layer.top_metres)
        hidden_path, above = air_path * vapour * hazier, vapour * air_passed
        fine = spectral_depth(layer)
        shining = {(1.0, True): (visible, through)}
        for i in range(len(BANDS)):
            absorbed = float(layer.coalbedo[i])
            same = (float(fine[i]), absorbed if absorbed > 1e-4 else True)
            if same not in shining:
                shining[same] = shine(layer, slanted * fine[i], absorbed, pixel)
            reflected, passed = shining[same]
            if absorbed > 1e-4:
                reflected = reflected * shaded_infrared(reflected, visible, lit * form)
            if tint[i] != 1 and shaded.any():
                reflected = reflected * tint[i] ** shaded
            drop = (
                row_sign
                * (DELAY_SECONDS[i] - DELAY_SECONDS[INDEX["B03"]])
                * TRACK_ANGULAR_SPEED
                * layer.top_metres
                / pixel
            )
            returned = shift(reflected * brightness, drop, 0)[crop]
            returned = returned / (1 - sent_back[i] * np.minimum(returned, 1))
            toa[i] = (
                toa[i] * shift(passed, drop, 0)[crop]
                + returned * above[i]
                + hidden_path[i] * shift(visible, drop, 0)[crop]
            )
        see_through *= 1 - visible[crop]
        if rng.random() < 0.6:  # light that clouds scatter into the view of their neighbours
            halo = smooth(visible, rng.uniform(150, 1200) / pixel)[crop]
            toa += (sky.path * vapour * rng.uniform(0.0, 0.5))[:, None, None] * halo[None]
    toa *= sky.gas[:, None, None]
    opacity, light = (blocks(plane, factor).astype(np.float32) for plane in (1 - see_through, np.clip(light, 0, 1)))
    water = blocks(open_water(surface).astype(np.float32), factor) > 0.5
    toa = observe(rng, np.stack([blocks(plane, factor) for plane in toa]), grid_metres)
    return Scene(
        toa.astype(np.float32),
        opacity,
        light,
        auxiliary,
        coefficients,
        azimuth,
        water,
    )
