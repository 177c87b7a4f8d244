"""Statistics of images, real or simulated, by which they are compared: by class, of shadows, borders, wavelengths, parallax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import distance_transform_edt

from ..data.bands import BANDS, CLASSES, INDEX
from ..network.labels import dark_ground, label_ground
from ..network.samples import as_level
from ..simulate.cache import SceneStore
from ..simulate.scene import SIZE

#: Pixels that stand for a class in each simulated scene, so that no scene speaks for all.
PER_SCENE = 400
#: Blue reflectance above which a pixel is cloud without asking a network, and below which it is surely none.
BRIGHT, DULL = 0.38, 0.2
#: Distances from the border of a bright cloud, pixels; negative inside.
EDGE_PIXELS = (-6, -4, -2, -1, 1, 2, 4, 6, 10)
#: Shadow is compared with lit ground between these distances from it, pixels, block by block.
NEIGHBOURHOOD_PIXELS = (2, 12)
BLOCK_PIXELS = 96
FEWEST_PIXELS = 30
#: Windows whose spectra are compared are as large as the real clear chips; wavelengths are band limits, pixels.
WINDOW_PIXELS = 64
WAVELENGTHS = (64, 16, 8, 4, 2)
#: Bands whose displacement against B02 is measured, the furthest that is looked for, pixels, and how well pictures must match there.
PARALLAX_BANDS = ("B03", "B04")
PARALLAX_PIXELS = 14
MATCH = 0.8
#: B10 above which a window holds high cloud, and below which it holds none.
HIGH, LOW = 0.02, 0.004


@dataclass
class Simulated:
    """reflectance (9, N, N) of a level; label (N, N); sun zenith in degrees."""

    reflectance: np.ndarray
    label: np.ndarray
    sun_zenith_deg: float


def simulations(store: SceneStore, level: str, *pixel_metres: float) -> Iterator[Simulated]:
    """The scenes of some pixel sizes as products of a level."""
    for index in range(len(store)):
        toa, opacity, light, small = store.window(index, 0, 0, SIZE)
        metres = float(20 * np.exp2(small[2]))
        if min(abs(metres - one) for one in pixel_metres) > 1:
            continue
        gain, offset = small[3:12], small[12:21]
        label = label_ground(opacity, light, dark_ground(toa, light, gain, offset), level)
        yield Simulated(
            as_level(toa, gain, offset, level), label, float(np.degrees(np.arctan(np.hypot(small[0], small[1]))))
        )


def by_class_real(images) -> dict[int, np.ndarray]:
    """(9, n) reflectance at the points of each class."""
    images = list(images)
    return {
        one: np.concatenate([i.reflectance[:, i.rows[i.truth == one], i.cols[i.truth == one]] for i in images], 1)
        for one in range(len(CLASSES))
    }


def by_class_simulated(scenes) -> dict[int, np.ndarray]:
    """(9, n) reflectance of some pixels of each class of each scene."""
    rng = np.random.default_rng(1)
    found: dict[int, list[np.ndarray]] = {one: [] for one in range(len(CLASSES))}
    for scene in scenes:
        for one, parts in found.items():
            rows, cols = np.nonzero(scene.label == one)
            if len(rows) >= PER_SCENE:
                some = rng.choice(len(rows), PER_SCENE, replace=False)
                parts.append(scene.reflectance[:, rows[some], cols[some]])
    return {one: np.concatenate(parts, 1) for one, parts in found.items()}


def shadow_ratios(reflectance: np.ndarray, shadow: np.ndarray) -> np.ndarray:
    """(9, blocks) median of the shadow over the median of the lit ground beside it; NaN where a band is missing."""
    dull = np.nan_to_num(reflectance[INDEX["B02"]], nan=1) < DULL
    distance = distance_transform_edt(~shadow)
    low, high = NEIGHBOURHOOD_PIXELS
    lit = ~shadow & dull & (distance >= low) & (distance <= high)
    ratios = []
    for row in range(0, shadow.shape[0], BLOCK_PIXELS):
        for col in range(0, shadow.shape[1], BLOCK_PIXELS):
            block = np.s_[row : row + BLOCK_PIXELS, col : col + BLOCK_PIXELS]
            inside, outside = shadow[block] & dull[block], lit[block]
            if min(inside.sum(), outside.sum()) >= FEWEST_PIXELS:
                part = reflectance[:, *block]
                ratios.append(np.median(part[:, inside], 1) / np.median(part[:, outside], 1))
    return np.array(ratios).reshape(-1, len(BANDS)).T


def edge_profile(reflectance: np.ndarray) -> np.ndarray | None:
    """(2, distances) median of B02 and NIR by distance from the border of bright cloud; None where there is too little."""
    bright = reflectance[INDEX["B02"]] > BRIGHT
    if not 0.02 < bright.mean() < 0.98:
        return None
    distance = np.where(bright, -distance_transform_edt(bright), distance_transform_edt(~bright))
    rows = []
    for one in EDGE_PIXELS:
        there = np.abs(distance - one) < 0.75
        if there.sum() < FEWEST_PIXELS:
            return None
        rows.append(np.nanmedian(reflectance[[INDEX["B02"], INDEX["NIR"]]][:, there], 1))
    return np.array(rows).T


def windows(planes: np.ndarray) -> Iterator[np.ndarray]:
    """(bands, 64, 64) windows side by side."""
    for row in range(0, planes.shape[-2] - WINDOW_PIXELS + 1, WINDOW_PIXELS):
        for col in range(0, planes.shape[-1] - WINDOW_PIXELS + 1, WINDOW_PIXELS):
            yield planes[..., row : row + WINDOW_PIXELS, col : col + WINDOW_PIXELS]


def amplitudes(window: np.ndarray) -> np.ndarray:
    """(bands, wavelength ranges) standard deviation of reflectance in each range of wavelengths."""
    taper = np.outer(np.hanning(WINDOW_PIXELS), np.hanning(WINDOW_PIXELS))
    flat = (window - window.mean((1, 2), keepdims=True)) * taper
    power = np.abs(np.fft.fft2(flat)) ** 2 / (taper**2).sum() / WINDOW_PIXELS**2
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(WINDOW_PIXELS), np.fft.fftfreq(WINDOW_PIXELS)))
    ranges = zip(WAVELENGTHS[:-1], WAVELENGTHS[1:])
    return np.array(
        [np.sqrt(power[:, (frequency >= 1 / long) & (frequency < 1 / short)].sum(1)) for long, short in ranges]
    ).T


def displacement(first: np.ndarray, second: np.ndarray) -> float | None:
    """Rows by which the picture `second` (64, 64) lies below `first`, to a fraction; None where the two do not match."""
    reach = PARALLAX_PIXELS
    middle = first[reach:-reach]
    match = np.array(
        [np.corrcoef(middle.ravel(), second[k : k + len(middle)].ravel())[0, 1] for k in range(2 * reach + 1)]
    )
    best = int(match.argmax())
    if not 0 < best < 2 * reach or match[best] < MATCH:
        return None
    before, here, after = match[best - 1 : best + 2]
    return best - reach + 0.5 * (before - after) / (before - 2 * here + after)


def parallax(images: list[np.ndarray], high: bool) -> dict[str, np.ndarray]:
    """Displacements against B02 without their sign, pixels, of windows (9, 64, 64) whose middle B10 is high or low, by band."""
    found: dict[str, list[float]] = {band: [] for band in PARALLAX_BANDS}
    for window in (w for image in images for w in windows(image)):
        level = np.median(window[INDEX["B10"]])
        if (level > HIGH if high else level < LOW) and window[INDEX["B02"]].std() > 0.01:
            for band, parts in found.items():
                rows = displacement(window[INDEX["B02"]], window[INDEX[band]])
                parts += [] if rows is None else [abs(rows)]
    return {band: np.array(parts) for band, parts in found.items()}
