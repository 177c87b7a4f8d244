"""Clear ground: surface reflectance (9, N, N), made up, collaged from real clear pixels, or both.

The hard part of cloud masking is the ground, so this is where the training sees lakes, wet soil, terrain shade,
bright roofs, sand, snow patches, sun glint, turbid water and burnt fields under the label "clear".
"""

from __future__ import annotations

import functools

import numpy as np

from ..data.bands import BANDS, INDEX
from ..data.imagery import TRAINING_CHIPS, clear_chips, clear_scenes
from .atmosphere import Sky, make_sky, surface_to_toa_coefficients
from .calm import calm, parcels, settle, texture
from .features import (
    add_bright_things,
    add_dark_patches,
    add_drought,
    add_mountains,
    add_relief,
    add_riverbed,
    add_snow_cover,
    add_water,
    add_winter,
    add_works,
)
from .fields import Rng, fractal
from .spectra import LIBRARY


def fill_cirrus_band(surface: np.ndarray) -> np.ndarray:
    """B10 is blind to the ground, so real surfaces lack it; B11 stands in where the air is dry enough to matter."""
    i, j = INDEX["B10"], INDEX["B11"]
    surface[i] = np.where(np.isfinite(surface[i]), surface[i], surface[j])
    return surface


def library_spectra(rng: Rng, count: int) -> np.ndarray:
    """(count, 9) mixed and jittered spectra, a few land covers dominating."""
    names = list(LIBRARY)
    weights = rng.dirichlet(np.full(len(names), 0.5))
    base = np.array([LIBRARY[n] for n in names], np.float32)
    first, second = base[rng.choice(len(names), count, p=weights)], base[rng.choice(len(names), count, p=weights)]
    mix = rng.random((count, 1)) * 0.5
    jitter = np.exp(rng.normal(0, 0.15, (count, len(BANDS))) + rng.normal(0, 0.15, (count, 1)))
    return ((first * (1 - mix) + second * mix) * jitter).astype(np.float32)


def chip_spectra(rng: Rng, count: int, pixel: float) -> np.ndarray:
    """(count, 9) spectra of real clear pixels averaged to the grid, from a handful of chips that belong together."""
    chips = clear_chips()[TRAINING_CHIPS]
    chosen = chips[rng.integers(len(chips), size=max(3, count // 20))]
    side = max(1, int(round(pixel / 10)))
    out = np.empty((count, len(BANDS)), np.float32)
    for k in range(count):
        chip = chosen[rng.integers(len(chosen))]
        r, c = rng.integers(0, 64 - side + 1, 2)
        out[k] = chip[:, r : r + side, c : c + side].mean((1, 2))
    out[:, INDEX["B10"]] = out[:, INDEX["B11"]]
    return out


#: Bands by which chips are alike, and how often hard chips are among them.
PLAIN = [INDEX[band] for band in ("B02", "B04", "NIR", "B11")]
HARD_ODDS = 0.3


@functools.cache
def hard_chips() -> tuple[np.ndarray, np.ndarray]:
    """Training chips most easily taken for cloud and for shadow, the tenth of them each: those with the brightest pixels
    in the blue, and those with the darkest ground in the near infrared that is not open water."""
    chips = clear_chips()[TRAINING_CHIPS]
    bright = np.quantile(chips[:, INDEX["B02"]], 0.98, axis=(1, 2))
    dry = np.where(chips[:, INDEX["B11"]] > 0.05, chips[:, INDEX["NIR"]], np.inf)
    dark = np.sort(dry.reshape(len(chips), -1), 1)[:, 400]
    count = len(chips) // 10
    return np.argsort(-bright)[:count], np.argsort(dark)[:count]


def alike(rng: Rng, count: int) -> np.ndarray:
    """(count,) training chips, most often such as lie in one country: those whose mean spectrum is nearest to one chip's, from close to all of them."""
    spectra = np.log(np.maximum(clear_chips()[TRAINING_CHIPS].mean((2, 3))[:, PLAIN], 1e-3))
    one = spectra[rng.integers(len(spectra))]
    nearest = np.argsort(np.square(spectra - one).sum(1))
    return rng.choice(nearest[: int(np.exp(rng.uniform(np.log(8), np.log(len(spectra)))))], count)


def collage(rng: Rng, size: int, pixel: float) -> np.ndarray:
    """Real clear chips side by side, averaged to the grid; seams and all, since seams are not clouds."""
    chips = clear_chips()[TRAINING_CHIPS]
    factor = max(1, int(round(pixel / 10)))
    side = 64 // factor
    family = alike(rng, int(rng.integers(6, 80)))
    if (
        rng.random() < HARD_ODDS
    ):  # ground that is hard to tell from cloud or shadow comes more often than it would by chance
        hard = hard_chips()[int(rng.random() < 0.35)]
        swapped = rng.random(len(family)) < rng.uniform(0.1, 0.6)
        family[swapped] = rng.choice(hard, swapped.sum())
    count = -(-size // side)
    places = settle(
        rng,
        chips[family].mean((2, 3)),
        fractal(rng, 32, rng.uniform(2.5, 3.8))[:count, :count] if count <= 32 else fractal(rng, count, 3.0),
    )
    rows = []
    for line in places:
        row = []
        for place in line:
            chip = chips[family[place], :, : side * factor, : side * factor]
            chip = chip.reshape(len(BANDS), side, factor, side, factor).mean((2, 4))
            chip = np.rot90(chip, rng.integers(4), (1, 2))
            row.append(chip[:, :, ::-1] if rng.random() < 0.5 else chip)
        rows.append(np.concatenate(row, 2))
    return fill_cirrus_band(np.concatenate(rows, 1)[:, :size, :size].copy())


def real_scene(rng: Rng, size: int, pixel: float) -> np.ndarray:
    """A window of a larger clear scene, mirrored beyond its edges; L1C ones are brought to the ground first."""
    scenes = clear_scenes()
    stack, level = scenes[rng.integers(len(scenes))]
    factor = max(1, int(round(pixel / 10)))
    height, width = (d // factor * factor for d in stack.shape[1:])
    stack = (
        stack[:, :height, :width].reshape(len(BANDS), height // factor, factor, width // factor, factor).mean((2, 4))
    )
    if level == "L1C":
        gain, offset = surface_to_toa_coefficients(
            make_sky(rng.uniform(28, 42), rng.uniform(0.05, 0.15), rng.uniform(1, 2))
        )
        stack = np.maximum((stack - offset[:, None, None]) / gain[:, None, None], 0.001)
        stack[INDEX["B10"]] = np.nan
        stack[INDEX["B09"]] = stack[INDEX["NIR"]] * 1.02
    stack = np.rot90(fill_cirrus_band(stack.copy()), rng.integers(4), (1, 2))
    rows, cols = (np.abs((np.arange(size) + rng.integers(0, d)) % (2 * d) - d) % d for d in stack.shape[1:])
    return np.ascontiguousarray(stack[:, rows][:, :, cols])


#: Water is darker than this in the near and in the shortwave infrared, and no brighter in the near infrared than this times its green.
WATER_INFRARED, WATER_SWIR, WATER_OVER_GREEN = 0.07, 0.05, 1.5
#: A lake's ice is as dark there and greyer: brighter than this in the green, and its near infrared above this part of it.
ICE_GREEN, ICE_OVER_GREEN = 0.05, 0.4


def open_water(surface: np.ndarray) -> np.ndarray:
    """(N, N) bool: where a surface (9, N, N) in full sun is water without ice, on which no person sees a cloud's shadow."""
    green, infrared, swir = (surface[INDEX[band]] for band in ("B03", "NIR", "B11"))
    ice = (green > ICE_GREEN) & (infrared > ICE_OVER_GREEN * green)
    dark = (infrared < WATER_INFRARED) & (swir < WATER_SWIR)
    return dark & (infrared < WATER_OVER_GREEN * np.maximum(green, 0.02)) & ~ice


#: How often ground is calm: most of the clear ground of T11UPT, T29UNU, Romania and the chips is as dark and as even as that.
CALM_ODDS = 0.5
#: From this altitude on rock is common, metres.
MOUNTAIN_METRES = 900.0
ROCK_ODDS, ROCK_ODDS_LOW = 0.5, 0.06


def draw_surface(rng: Rng, size: int, pixel: float, azimuth_vector: tuple[float, float], sky: Sky) -> np.ndarray:
    """Surface reflectance (9, N, N) on a grid of `pixel` metres; `azimuth_vector` (col, row) points away from the sun."""
    cos_sun = sky.cos_sun
    source = rng.random()
    quiet = source < CALM_ODDS
    if quiet:
        surface = calm(rng, size, pixel)
    elif source < 0.70:
        surface = collage(rng, size, pixel)
    elif source < 0.78:
        surface = real_scene(rng, size, pixel)
    elif source < 0.93:
        surface = texture(
            rng, parcels(rng, size, chip_spectra(rng, int(rng.integers(20, 160)), pixel), int(rng.integers(20, 3000)))
        )
    else:
        surface = texture(
            rng, parcels(rng, size, library_spectra(rng, int(rng.integers(20, 120))), int(rng.integers(20, 2000)))
        )
    if source >= 0.78 or rng.random() < (0.5 if quiet else 0.25):  # most real ground stays as it is
        if rng.random() < 0.3:
            add_relief(rng, surface, azimuth_vector, cos_sun, pixel)
        add_bright_things(rng, surface, pixel)
        if rng.random() < 0.35:
            add_water(rng, surface)
    if rng.random() < (0.04 if quiet else 0.12):
        add_works(rng, surface, pixel)
    if rng.random() < 0.08:
        add_dark_patches(rng, surface)
    high = sky.surface_metres > MOUNTAIN_METRES
    if rng.random() < (ROCK_ODDS if high else ROCK_ODDS_LOW):
        add_mountains(rng, surface, azimuth_vector, cos_sun, pixel)
    if rng.random() < (0.3 if high else 0.08):
        add_riverbed(rng, surface, pixel)
    whole = rng.random()
    if rng.random() < (0.6 if cos_sun < 0.45 else 0.2 if cos_sun < 0.6 else 0.04):
        add_winter(rng, surface)
        if rng.random() < 0.3:
            add_relief(rng, surface, azimuth_vector, cos_sun, pixel)
    elif whole < 0.05:
        add_snow_cover(rng, surface)
    elif whole < (0.09 if quiet else 0.17):
        add_drought(rng, surface)
    surface *= np.exp(rng.normal(0, 0.05, (len(BANDS), 1, 1)))
    return np.clip(surface, 0.0005, 1.2).astype(np.float32)
