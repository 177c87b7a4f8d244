"""Clouds between the ground and the satellite: what light passes below them, and what they add and take, band by band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..data.bands import BANDS, DELAY_SECONDS, INDEX, TRACK_ANGULAR_SPEED
from .atmosphere import Sky
from .fields import Rng, shift, smooth
from .layer import Layer, shine, spectral_depth
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


@dataclass(frozen=True)
class Place:
    """Where a scene lies: N pixels a side of `pixel` metres, its shadow vector (col, row), metres above the sea, its sky."""

    size: int
    pixel: float
    vector: tuple[float, float]
    altitude: float
    sky: Sky

    @property
    def wide(self) -> int:
        """W pixels a side of layers: clouds beside a scene throw shadows into it, too."""
        return self.size * 3 // 2

    @property
    def crop(self) -> tuple:
        """Of (..., W, W) the scene's (..., N, N)."""
        middle = slice((self.wide - self.size) // 2, (self.wide + self.size) // 2)
        return (..., middle, middle)


def light_below(rng: Rng, layers: list[Layer], place: Place) -> tuple[np.ndarray, list[np.ndarray]]:
    """Light that reaches the ground (9, N, N), and the share (W, W) of the sun's that each layer lets through."""
    sky, crop = place.sky, place.crop
    direct, diffused = np.ones((place.size,) * 2, np.float32), np.zeros((place.size,) * 2, np.float32)
    filtered = np.ones(len(BANDS), np.float32)  # drops and ice absorb in the SWIR what they scatter down
    shares = []
    for layer in reversed(layers):
        share, spread = light_shares(layer, cast(layer, place.vector, place.pixel), sky.cos_sun, place.pixel)
        shares.insert(0, share)
        filtered *= infrared_passed(layer) ** np.float32(rng.uniform(0.6, 1.6))
        diffused = diffused * np.clip(share[crop] + spread[crop], 0, 1) + direct * spread[crop]
        direct = direct * share[crop]
    cover = float(np.mean([(layer.depth > 3).mean() for layer in layers])) if layers else 0.0
    ambient = rng.uniform(0.5, 1.1) + 0.6 * cover * rng.random() if layers else 1.0
    from_sun = sky.direct[:, None, None] * (direct[None] + diffused[None] * filtered[:, None, None])
    return from_sun + (sky.diffuse * ambient)[:, None, None], shares


def air_below(rng: Rng, layers: list[Layer], shares: list[np.ndarray], place: Place) -> np.ndarray:
    """What the air sends up (9, N, N), or (9, 1, 1) without clouds, less where it lies in shadow."""
    sky = place.sky
    path = sky.path[:, None, None]
    if not layers:
        return path
    lit = lit_air(layers, shares, place.vector, place.pixel, rng.uniform(0, AIR_DARKENED))
    hazy, clean = (share[place.crop] for share in lit)
    return path * (sky.aerosol_share[:, None, None] * hazy + (1 - sky.aerosol_share)[:, None, None] * clean)


def put_over(rng: Rng, toa: np.ndarray, layers: list[Layer], place: Place) -> np.ndarray:
    """Puts layers, lowest first, over an image (9, N, N), which is changed; gives the share (N, N) that is seen through all of them."""
    hazier = np.float32(1 - 0.2 * rng.random())
    see_through = np.ones((place.size,) * 2, np.float32)
    row_sign = rng.choice([-1.0, 1.0])  # neighbouring detectors look forward and back
    for level, layer in enumerate(layers):
        lit = sun_on_top(layer, layers[level + 1 :], place)
        vapour = place.sky.vapour(place.altitude + layer.top_metres)  # heights of layers count from the ground
        visible = put_layer(rng, toa, layer, lit, vapour, hazier, row_sign, place)
        see_through *= 1 - visible[place.crop]
        if rng.random() < 0.6:  # light that clouds scatter into the view of their neighbours
            halo = smooth(visible, rng.uniform(150, 1200) / place.pixel)[place.crop]
            toa += (place.sky.path * vapour * rng.uniform(0.0, 0.5))[:, None, None] * halo[None]
    return see_through


def sun_on_top(layer: Layer, higher: list[Layer], place: Place) -> np.ndarray:
    """The share (W, W) of sunlight that higher layers leave for the top of one."""
    lit = np.ones((place.wide,) * 2, np.float32)
    for one in higher:
        shadow = cast(one, place.vector, place.pixel, layer.top_metres)
        share, spread = light_shares(one, shadow, place.sky.cos_sun, place.pixel)
        lit = lit * np.clip(share + spread, 0, 1)
    return lit


def put_layer(
    rng: Rng,
    toa: np.ndarray,
    layer: Layer,
    lit: np.ndarray,
    vapour: np.ndarray,
    hazier: np.float32,
    row_sign: float,
    place: Place,
) -> np.ndarray:
    """Puts one layer, lit by (W, W) of the sun and under air that passes `vapour` (9,), over an image (9, N, N); gives its opacity in the
    visible (W, W). High clouds lie elsewhere in each band, up or down by `row_sign`."""
    sky, pixel, crop = place.sky, place.pixel, place.crop
    slanted = layer.depth * np.float32(0.5 + 0.35 / sky.cos_sun)
    thick = layer.depth > 1.5
    form = (
        np.where(thick, relief(layer, place.vector, pixel, steepness(rng, layer)), 1.0).astype(np.float32)
        if layer.phase == "water" or layer.kind == "frontal"
        else 1.0
    )
    visible, through = shine(layer, slanted, 1e-5, pixel)
    brightness, shaded, tint = lit * form * layer.gain, shadiness(lit * form), shade_tint(rng)
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
        late = DELAY_SECONDS[i] - DELAY_SECONDS[INDEX["B03"]]
        drop = row_sign * late * TRACK_ANGULAR_SPEED * layer.top_metres / pixel
        returned = shift(reflected * brightness, drop, 0)[crop]
        returned = returned / (1 - sent_back[i] * np.minimum(returned, 1))
        seen = toa[i] * shift(passed, drop, 0)[crop]
        toa[i] = seen + returned * above[i] + hidden_path[i] * shift(visible, drop, 0)[crop]
    return visible
