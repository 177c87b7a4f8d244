"""What lies on the ground or changes it: water, terrain, dark land, buildings, sand, snow, drought.

Each function writes into a surface: reflectance (9, N, N).
"""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import BANDS, INDEX
from .fields import Rng, fractal, quantile_threshold, smooth
from .spectra import CONCRETE, GREENHOUSE, ICE, LIBRARY, SAND, SNOW, WATER


def add_water(rng: Rng, surface: np.ndarray) -> None:
    """Lakes, estuaries, sea; sometimes with glint, a gradient of sediment, or a shore of mud, reeds or bog."""
    size = surface.shape[-1]
    field = fractal(rng, size, rng.uniform(2.6, 4.0), rng.choice([np.inf, rng.uniform(8, 60)]))
    wet = field > quantile_threshold(field, rng.choice([rng.uniform(0.01, 0.15), rng.uniform(0.1, 0.95)]))
    spectrum = np.array(list(WATER.values())[rng.integers(len(WATER))], np.float32) * np.exp(
        rng.normal(0, 0.25, len(BANDS))
    )
    shade = np.exp(fractal(rng, size, 3.0) * rng.uniform(0.02, 0.3)) * np.exp(rng.normal(0, 0.02, (size, size)))
    glint = rng.uniform(0.0, 0.09) if rng.random() < 0.2 else 0.0
    value = spectrum[:, None, None] * shade[None] + glint * np.exp(fractal(rng, size, 1.5) * 0.15)
    if rng.random() < 0.4:
        mix_in(
            surface,
            dark_spectrum(rng),
            np.clip(2 * ndi.gaussian_filter(wet.astype(np.float32), rng.uniform(0.5, 4)), 0, 1)
            * rng.uniform(0.3, 0.95),
        )
    share = ndi.gaussian_filter(wet.astype(np.float32), rng.uniform(0.2, 0.8))  # pixels on the shore hold some of both
    surface += (value - surface) * share[None]


def dark_spectrum(rng: Rng) -> np.ndarray:
    """(9,) what is darkest on land, in a random mood."""
    name = str(rng.choice(["conifer", "bog", "peat", "burnt", "heath", "wet soil"]))
    return np.array(LIBRARY[name], np.float32) * np.exp(rng.normal(0, 0.2) + rng.normal(0, 0.08, len(BANDS))).astype(
        np.float32
    )


def mix_in(surface: np.ndarray, spectrum: np.ndarray, share: np.ndarray) -> None:
    """Let a spectrum (9,) take a share (N, N) of the ground, which keeps its detail."""
    detail = (surface.mean(0) / max(float(surface.mean()), 1e-3)) ** 0.5
    surface += (spectrum[:, None, None] * detail[None] - surface) * share.astype(np.float32)[None]


def add_dark_patches(rng: Rng, surface: np.ndarray) -> None:
    """Woods, bogs and burnt land as large as clouds' shadows and shaped like them, with no cloud to throw them."""
    size = surface.shape[-1]
    field = fractal(rng, size, rng.uniform(2.4, 3.6), rng.uniform(8, 70))
    where = field > quantile_threshold(field, rng.uniform(0.02, 0.35))
    mix_in(
        surface,
        dark_spectrum(rng),
        ndi.gaussian_filter(where.astype(np.float32), rng.uniform(0.2, 1.5)) * rng.uniform(0.5, 1.0),
    )


#: An image as wide as this holds hills of full height.
HILLS_METRES = 12_000.0


def add_relief(
    rng: Rng, surface: np.ndarray, azimuth_vector: tuple[float, float], cos_sun: float, pixel: float
) -> None:
    """Terrain: slopes that face the sun are brighter, steep far sides fall into soft shade (diffuse light stays)."""
    size = surface.shape[-1]
    # of hills that a wide image holds, a small one holds a slope
    height = fractal(rng, size, rng.uniform(3.0, 3.8), rng.uniform(2e3, 1.5e4) / pixel)
    height *= rng.uniform(60, 450) * min(size * pixel / HILLS_METRES, 1.0)
    down_rows, down_cols = (g / pixel for g in np.gradient(height))
    sin_sun = np.sqrt(1 - cos_sun**2)
    away = down_cols * azimuth_vector[0] + down_rows * azimuth_vector[1]
    cosine = (cos_sun + sin_sun * away) / np.sqrt(1 + down_rows**2 + down_cols**2) / cos_sun
    surface *= np.clip(0.12 + 0.88 * cosine, 0.12, 1.6).astype(np.float32)[None]


def add_mountains(
    rng: Rng, surface: np.ndarray, azimuth_vector: tuple[float, float], cos_sun: float, pixel: float
) -> None:
    """High mountains: bare bright rock and scree above a tree line, old snow in its hollows now and then, steep slopes in and out of the sun."""
    size = surface.shape[-1]
    height = fractal(rng, size, rng.uniform(2.8, 3.6), rng.uniform(3e3, 2e4) / pixel)
    line = quantile_threshold(height, rng.uniform(0.05, 0.6))
    cover = np.clip((height - line + fractal(rng, size, 2.0) * rng.uniform(0.02, 0.25)) * rng.uniform(2, 8), 0, 1)
    spectrum = np.array(LIBRARY[str(rng.choice(["rock", "limestone", "scree"]))], np.float32) * np.exp(
        rng.normal(0, 0.25) + rng.normal(0, 0.06, len(BANDS)) + rng.normal(0, 0.12) * INFRARED
    )
    grain = np.exp(fractal(rng, size, rng.uniform(1.4, 2.4)) * rng.uniform(0.05, 0.25))
    surface += (spectrum[:, None, None] * grain[None] - surface) * (cover * rng.uniform(0.6, 1.0)).astype(np.float32)[
        None
    ]
    if rng.random() < 0.3:
        snowy = np.clip((fractal(rng, size, 2.4) - 1.2) * 2, 0, 1) * cover * rng.uniform(0.3, 1)
        surface += (np.array(SNOW, np.float32)[:, None, None] - surface) * snowy.astype(np.float32)[None]
    down_rows, down_cols = (
        g / pixel
        for g in np.gradient(height * np.float32(rng.uniform(150, 700) * min(size * pixel / HILLS_METRES, 1.0)))
    )
    away = down_cols * azimuth_vector[0] + down_rows * azimuth_vector[1]
    cosine = (cos_sun + np.sqrt(1 - cos_sun**2) * away) / np.sqrt(1 + down_rows**2 + down_cols**2) / cos_sun
    surface *= np.clip(0.15 + 0.85 * cosine, 0.15, 1.7).astype(np.float32)[None]


def add_riverbed(rng: Rng, surface: np.ndarray, pixel: float) -> None:
    """A bed of pale gravel and sand that winds through the land, tens to hundreds of metres wide, with threads of water or dry: beside woods it is
    as white and as narrow as a streak of cloud."""
    size = surface.shape[-1]
    field = fractal(rng, size, rng.uniform(4.2, 5.4), rng.uniform(4e3, 2e4) / pixel)
    slope = np.hypot(*np.gradient(smooth(field, 4))) + 2e-3
    wide = np.exp(rng.uniform(np.log(15), np.log(200))) / pixel * np.exp(fractal(rng, size, 3.0) * 0.5)
    off = np.abs(field - rng.normal(0, 0.7)) / slope  # pixels from the middle of the bed
    share = np.clip(wide - off + 0.5, 0, 1) * np.minimum(2 * wide, 1)
    spectrum = np.array(LIBRARY[str(rng.choice(["rock", "limestone", "scree"]))], np.float32) * np.exp(
        rng.normal(0, 0.25) + rng.normal(0, 0.06, len(BANDS))
    )
    gravel = spectrum[:, None, None] * np.exp(fractal(rng, size, 1.8) * rng.uniform(0.05, 0.25))[None]
    if rng.random() < 0.6:
        water = np.array(WATER[str(rng.choice(["black", "green", "turbid"]))], np.float32)
        thread = np.clip(wide * rng.uniform(0.1, 0.6) - off + 0.5, 0, 1)
        gravel += (water[:, None, None] - gravel) * thread[None]
    surface += ((gravel - surface) * share[None]).astype(np.float32)


def add_winter(rng: Rng, surface: np.ndarray) -> None:
    """Land in winter without snow: bare woods, brown meadows, wet fields; dull in the near infrared; lakes under grey ice now and then."""
    size = surface.shape[-1]
    if rng.random() < 0.3:
        ice = np.array(ICE, np.float32) * np.exp(rng.normal(0, 0.35) + rng.normal(0, 0.08, len(BANDS)))
        grain = np.exp(fractal(rng, size, 2.6) * rng.uniform(0.03, 0.25))
        frozen = (surface[INDEX["NIR"]] < 0.05) & (surface[INDEX["B11"]] < 0.04)
        surface += np.where(frozen, ice[:, None, None] * grain[None] - surface, 0).astype(np.float32)
    spectrum = np.array(
        LIBRARY[str(rng.choice(["winter grass", "wet soil", "heath", "soil", "bare wood"]))], np.float32
    ) * np.exp(rng.normal(0, 0.15) + rng.normal(0, 0.06, len(BANDS)))
    share = np.clip(rng.uniform(0.3, 0.9) + fractal(rng, size, rng.uniform(2, 3.4)) * rng.uniform(0.05, 0.25), 0, 0.95)
    mix_in(surface, spectrum.astype(np.float32), np.where(surface[INDEX["NIR"]] > 0.06, share, 0))


def add_works(rng: Rng, surface: np.ndarray, pixel: float) -> None:
    """Industry and greenhouses: large flat roofs of one colour each, in rows and at one angle, on pale concrete."""
    size = surface.shape[-1]
    rows, cols = np.mgrid[:size, :size].astype(np.float32)
    for _ in range(rng.integers(1, 5)):
        angle, (r, c) = rng.uniform(0, np.pi / 2), rng.uniform(0, size, 2)
        along = ((cols - c) * np.cos(angle) + (rows - r) * np.sin(angle)) * pixel
        across = ((rows - r) * np.cos(angle) - (cols - c) * np.sin(angle)) * pixel
        long, wide = rng.uniform(100, 900, 2)
        yard = (np.abs(along) < long) & (np.abs(across) < wide)
        glass = rng.random() < 0.25
        ground = np.array(GREENHOUSE if glass else CONCRETE, np.float32) * np.exp(
            rng.normal(0, 0.25) + rng.normal(0, 0.06, len(BANDS))
        )
        where = yard & (rng.random((size, size)) < rng.uniform(0.7, 1.0))
        surface[:, where] = ground[:, None] * np.exp(rng.normal(0, 0.1, where.sum()))
        step, street = rng.uniform(40, 260, 2), rng.uniform(0.15, 0.5)
        block = np.floor(along / step[0]).astype(int) * 73 + np.floor(across / step[1]).astype(int)
        roof = yard & (along / step[0] % 1 > street) & (across / step[1] % 1 > street)
        for number in np.unique(block[roof]):
            if rng.random() < 0.3:
                continue
            tilt = np.exp(rng.normal(0, 0.2)) ** np.linspace(-1, 1, len(BANDS)) * np.exp(
                rng.normal(0, 0.08, len(BANDS))
            )
            here = roof & (block == number)
            surface[:, here] = (np.exp(rng.uniform(np.log(0.15), np.log(0.95))) * tilt)[:, None]
        if pixel > 20:  # a pixel holds roofs and streets
            mixed = ndi.uniform_filter(surface, (0, 3, 3))
            surface[:, yard] = mixed[:, yard]


#: Where rocks differ most: quartzite and dolomite are twice as bright in the SWIR as in the red, and as bright in B12 as in B11.
INFRARED = np.array([band in ("B11", "B12") for band in BANDS], np.float32)


def share_of_pixels(metres: np.ndarray, pixel: float) -> tuple[np.ndarray, float]:
    """(whole pixels, at least 1, of each side; share of these pixels that is covered) of something (2,) metres wide."""
    pixels = np.maximum(np.round(metres / pixel), 1).astype(int)
    return pixels, float(np.minimum(metres / (pixels * pixel), 1).prod())


def add_bright_things(rng: Rng, surface: np.ndarray, pixel: float) -> None:
    """Roofs, greenhouses, quarries, sand banks, snow patches. A roof is as large as roofs are: at 60 m it is a part of one pixel."""
    size = surface.shape[-1]
    if rng.random() < 0.45:
        for _ in range(rng.poisson(rng.uniform(2, 40))):
            r, c = rng.integers(0, size - 12, 2)
            (h, w), share = share_of_pixels(np.exp(rng.uniform(np.log(8), np.log(90), 2)), pixel)
            tilt = np.exp(rng.normal(0, 0.2)) ** np.linspace(-1, 1, len(BANDS))
            roof = np.exp(rng.uniform(np.log(0.18), np.log(0.85))) * tilt
            surface[:, r : r + h, c : c + w] += (roof[:, None, None] - surface[:, r : r + h, c : c + w]) * share
    if rng.random() < 0.10:
        field = fractal(rng, size, rng.uniform(2.2, 3.2), rng.uniform(10, 60))
        where = field > quantile_threshold(field, rng.uniform(0.005, 0.15))
        spectrum = np.array(SAND, np.float32) * np.exp(rng.normal(-0.1, 0.25) + rng.normal(0, 0.08, len(BANDS)))
        surface[:, where] = spectrum[:, None] * np.exp(rng.normal(0, 0.05, where.sum()))
    if rng.random() < 0.06:
        field = fractal(rng, size, rng.uniform(1.8, 2.8), rng.uniform(10, 120))
        cover = np.clip((field - quantile_threshold(field, rng.uniform(0.02, 0.6))) * 2, 0, 1) * rng.uniform(0.5, 1)
        surface += (np.array(SNOW, np.float32)[:, None, None] - surface) * cover.astype(np.float32)[None]


def add_snow_cover(rng: Rng, surface: np.ndarray) -> None:
    """A land under snow, old or fresh, from which forests and walls stick out and which melts on the dark fields first."""
    size = surface.shape[-1]
    tall = ndi.gaussian_filter(surface[INDEX["NIR"]] - 4 * surface[INDEX["B04"]], 0.7)
    rank = np.argsort(np.argsort(tall.ravel())).reshape(size, size) / tall.size - 0.5
    field = fractal(rng, size, rng.uniform(2.0, 3.4), rng.choice([np.inf, rng.uniform(10, 100)])) * rng.uniform(
        0.05, 0.5
    )
    cover = np.clip(rng.uniform(0.1, 1.0) + field - rank * rng.uniform(0, 1.2), 0, 1) * rng.uniform(0.5, 1)
    grain = np.exp(rng.normal(0, 0.3))  # larger grains are darker the longer the wave
    snow = np.array(SNOW, np.float32) * np.linspace(1.0, 0.85, len(BANDS)) ** grain * rng.uniform(0.6, 1.05)
    snow[-2:] *= np.exp(rng.normal(0, 0.4))
    shade = np.exp(fractal(rng, size, 2.4) * rng.uniform(0.01, 0.12))
    surface += (snow[:, None, None] * shade[None] - surface) * cover.astype(np.float32)[None]


def add_drought(rng: Rng, surface: np.ndarray) -> None:
    """Grass and crops gone dry, fields after the harvest: pale and bright in the SWIR; water stays."""
    size = surface.shape[-1]
    spectrum = np.array(LIBRARY[str(rng.choice(["stubble", "dry soil", "soil"]))], np.float32) * np.exp(
        rng.normal(0, 0.2) + rng.normal(0, 0.08, len(BANDS))
    )
    share = np.clip(rng.uniform(0.2, 0.9) + fractal(rng, size, rng.uniform(2, 3.4)) * rng.uniform(0.02, 0.2), 0, 0.95)
    mix_in(surface, spectrum, np.where(surface[INDEX["NIR"]] > 0.06, share, 0))
