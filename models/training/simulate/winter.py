"""Land under a low sun of winter, on which darkness tells nothing: stands of lit conifers as dark as a cloud's shadow, and few clouds that stand
alone, high enough that their shadows lie far from them.

What has the colours of T33UUU's conifers (sun 24 degrees high, February) lies in shadow in 47 % of other wide scenes under such a sun: a network
that learns from those alone learns that this colour is shadow.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import BANDS
from .atmosphere import Sky, make_sky, surface_to_toa_coefficients
from .calm import parcels, texture
from .clouds import broken, cumulus, frontal, humilis, stratus, streaks
from .features import add_bright_things, add_dark_patches, add_relief, add_water
from .fields import Rng, fractal, quantile_threshold
from .layer import Layer
from .skies import soften
from .spectra import LIBRARY
from .surfaces import draw_surface

#: How often land is fields of winter, else whatever ground there is; how often stands of conifers lie in it, and over which share.
FIELDS_ODDS, STANDS_ODDS, STANDS_SHARE = 0.67, 0.9, (0.12, 0.7)
#: What fields of winter are, and how often.
FIELDS = {
    "winter grass": 0.25,
    "crop": 0.1,
    "meadow": 0.1,
    "wet soil": 0.15,
    "soil": 0.15,
    "bare wood": 0.15,
    "stubble": 0.05,
    "heath": 0.05,
}
#: A low sun leaves of a wood this part of what a high one does: crowns shade each other. Mean, and standard deviation of its logarithm.
CROWNS, CROWNS_SPREAD = 0.75, 0.25
#: The air through which woods have the colour that is drawn for them, whatever air lies over a scene: least and greatest aerosol depth, and vapour, cm.
WOODS_AIR = ((0.08, 0.2), (0.5, 1.8))
#: Clouds that stand alone: how much of the land they cover at most, how high their bases lie at least, metres, and how often there are none.
LARGEST_COVER, LOWEST_BASE_METRES, NO_CLOUD_ODDS = 1 / 7, (700.0, 3500.0), 1 / 7
LONE = (humilis, cumulus, streaks, stratus, broken, frontal)
LONE_ODDS = (0.15, 0.25, 0.25, 0.15, 0.1, 0.1)


def winter_land(rng: Rng, size: int, pixel: float, azimuth_vector: tuple[float, float], sky: Sky) -> np.ndarray:
    """Surface reflectance (9, N, N), the same as `surfaces.draw_surface` gives, of land with woods in winter."""
    if rng.random() < FIELDS_ODDS:
        surface = fields_of_winter(rng, size, pixel)
        if rng.random() < 0.4:
            add_bright_things(rng, surface, pixel)
        if rng.random() < 0.35:
            add_water(rng, surface)
    else:
        surface = draw_surface(rng, size, pixel, azimuth_vector, sky)
    if rng.random() < STANDS_ODDS:
        add_stands(rng, surface, pixel, sky)
    if rng.random() < 1 / 3:
        add_dark_patches(rng, surface)
    if rng.random() < 0.12:
        add_relief(rng, surface, azimuth_vector, sky.cos_sun, pixel)
    return np.clip(surface, 0.0005, 1.2).astype(np.float32)


def fields_of_winter(rng: Rng, size: int, pixel: float) -> np.ndarray:
    """Bare and green fields (9, N, N), some hundreds of metres wide."""
    names, odds = list(FIELDS), np.array(list(FIELDS.values()))
    spectra = np.array([LIBRARY[name] for name in names], np.float32)
    drawn = spectra[rng.choice(len(names), 80, p=odds / odds.sum())]
    drawn = drawn * np.exp(rng.normal(0, 0.12, drawn.shape) + rng.normal(0, 0.15, (len(drawn), 1)))
    wide = np.exp(rng.uniform(np.log(80), np.log(600)))
    return texture(rng, parcels(rng, size, drawn.astype(np.float32), max(int((size * pixel / wide) ** 2), 20)), 0.7)


def add_stands(rng: Rng, surface: np.ndarray, pixel: float, sky: Sky) -> None:
    """Conifers in full sun: planted stands with straight borders or woods that have grown, with clearings and tracks, as dark as a low sun
    leaves them at the top of the air."""
    size = surface.shape[-1]
    share = rng.uniform(*STANDS_SHARE)
    if rng.random() < 0.5:
        where = planted(rng, size, pixel, share)
    else:
        field = fractal(rng, size, rng.uniform(2.2, 3.6), rng.uniform(600, 8000) / pixel)
        where = field > quantile_threshold(field, share)
    if rng.random() < 0.6:
        where &= ~planted(rng, size, pixel / 3, rng.uniform(0.02, 0.15))
    if rng.random() < 0.6:
        where &= ~tracks(rng, size, pixel)
    cover = ndi.gaussian_filter(where.astype(np.float32), rng.uniform(0.2, 0.7)) * rng.uniform(0.85, 1.0)
    woods = texture(rng, np.tile(crowns(rng, sky)[:, None, None], (1, size, size)), float(rng.uniform(0.4, 1.3)))
    woods = woods * np.exp(fractal(rng, size, rng.uniform(1.8, 3.0), 400 / pixel) * rng.uniform(0.03, 0.2))[None]
    surface += (woods - surface) * cover[None]


def crowns(rng: Rng, sky: Sky) -> np.ndarray:
    """(9,) surface reflectance that gives conifers the colour drawn for them at the top of the air of this `sky`."""
    part = rng.uniform(0, 0.5) if rng.random() < 0.4 else 0.0  # bare trees among them
    spectrum = (1 - part) * np.array(LIBRARY["conifer"]) + part * np.array(LIBRARY["bare wood"])
    spectrum = spectrum * CROWNS * np.exp(rng.normal(0, CROWNS_SPREAD) + rng.normal(0, 0.1, len(BANDS)))
    air = (float(rng.uniform(*part)) for part in WOODS_AIR)
    gain, offset = surface_to_toa_coefficients(make_sky(float(np.degrees(np.arccos(sky.cos_sun))), *air))
    seen = gain * spectrum + offset
    gain, offset = surface_to_toa_coefficients(sky)
    return np.maximum((seen - offset) / np.maximum(gain, 1e-3), 0.4 * spectrum).astype(np.float32)


def planted(rng: Rng, size: int, pixel: float, share: float) -> np.ndarray:
    """(N, N) bool: parcels with straight borders over this share of the land."""
    wide = np.exp(rng.uniform(np.log(200), np.log(1500))) / pixel
    angle = rng.uniform(0, np.pi / 2)
    rows, cols = np.mgrid[:size, :size].astype(np.float32)
    along, across = cols * np.cos(angle) + rows * np.sin(angle), rows * np.cos(angle) - cols * np.sin(angle)
    cells = [np.floor(one / (wide * rng.uniform(0.5, 1.5)) + rng.random()).astype(int) for one in (along, across)]
    wooded = rng.random((97, 89)) < share
    return wooded[cells[0] % 97, cells[1] % 89]


def tracks(rng: Rng, size: int, pixel: float) -> np.ndarray:
    """(N, N) bool: straight rides through woods, a pixel wide or two, some hundreds of metres apart."""
    angle = rng.uniform(0, np.pi / 2)
    rows, cols = np.mgrid[:size, :size].astype(np.float32)
    apart = rng.uniform(200, 900) / pixel
    along, across = cols * np.cos(angle) + rows * np.sin(angle), rows * np.cos(angle) - cols * np.sin(angle)
    wide = max(rng.uniform(5, 25) / pixel, 0.6)
    return (along % apart < wide) | (across % (apart * rng.uniform(0.7, 2)) < wide)


def lone_clouds(rng: Rng, size: int, pixel: float, cos_sun: float) -> list[Layer]:
    """One layer of clouds that leave most of the land to the sun, or none; arguments as those of `skies.draw_layers`."""
    if rng.random() < NO_CLOUD_ODDS:
        return []
    layer = LONE[rng.choice(len(LONE), p=LONE_ODDS)](rng, size, pixel)
    cover = np.exp(rng.uniform(np.log(0.01), np.log(LARGEST_COVER)))
    depth = np.clip(layer.depth - max(quantile_threshold(layer.depth, cover), 0.0), 0, None)
    lift = max(rng.uniform(*LOWEST_BASE_METRES) - layer.base_metres, 0.0)
    raised = replace(layer, depth=depth, base_metres=layer.base_metres + lift, top_metres=layer.top_metres + lift)
    return [soften(rng, raised, cos_sun)]
