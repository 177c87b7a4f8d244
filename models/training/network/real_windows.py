"""Training windows of real images, in the form of `samples.draw`: dates with labels that time gave (`data/series.py`), and clear ground as it is.

A kilometre is smaller than a window: as in use, the image goes on by reflection, which weighs nothing. Clear ground comes from what
simulated scenes are laid on: untouched, it shows real noise, real B09 and B10 and Sen2Cor's own errors.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import rasterio

from ..data.bands import BANDS, CLASSES, CLEAR, CLOUD, INDEX, SEMI, SHADOW, auxiliary_planes, scale_reflectance
from ..data.imagery import L1C_ORDER, TRAINING_CHIPS, clear_chips, clear_scenes, data_root, pick_bands
from ..data.series import PIXEL_METRES, Date, dates
from ..simulate.surfaces import collage, hard_chips
from .labels import BRIGHT_GROUND
from .samples import MISSING, drop_bands, turn

#: Averaged by these factors, so that the same cloud is seen at 10, 20 and 30 m, and how often.
FACTORS, FACTOR_ODDS = (1, 2, 3), (0.55, 0.3, 0.15)
#: How much a date with this class is drawn oftener than one that is clear.
DATE_WEIGHT = {CLEAR: 0.3, SHADOW: 1.5, SEMI: 1.0, CLOUD: 0.7}
#: Shares of a date below which a class does not count.
FEW = 0.01
CLASS_WEIGHT = np.array([1.2, 1.2, 1.5, 1.0], np.float32)
#: How often a window is clear ground, how often that is Level-1C, how often one chip fills the window, and how often that is a hard one.
CLEAR_ODDS, CLEAR_L1C_ODDS, SINGLE_ODDS, HARD_ODDS = 0.5, 0.3, 0.6, 0.6
#: What clear ground weighs where it is bright, or as dark in the red and in the near infrared as shadowed meadows: woods.
MISTAKEN_WEIGHT, DARK_RED, DARK_INFRARED = 2.5, 0.03, 0.24
#: Of the Lazio series the two dates without points, both clear.
LAZIO_CLEAR = ("ImgNo_12_2018-05-31", "ImgNo_13_2018-06-10")


@lru_cache(maxsize=1)
def training_dates() -> tuple[list[Date], np.ndarray]:
    """Dates that are not held out, and how likely each is drawn, summing to 1."""
    chosen = [one for one in dates() if not one.held_out and one.sure.any()]
    odds = [
        max(DATE_WEIGHT[k] for k in range(len(CLASSES)) if (one.sure & (one.label == k)).mean() > FEW or k == CLEAR)
        for one in chosen
    ]
    return chosen, np.array(odds) / sum(odds)


def coarser(one: Date, factor: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Reflectance (9, h, w), label and certainty (h, w) averaged by a factor; sure only where all pixels are and agree."""
    side = one.label.shape[0] // factor * factor
    split = lambda plane: plane[..., :side, :side].reshape(
        *plane.shape[:-2], side // factor, factor, side // factor, factor
    )
    label, sure = split(one.label), split(one.sure)
    first = label[:, 0, :, 0]
    return split(one.reflectance).mean((-3, -1)), first, (sure & (label == first[:, None, :, None])).all((1, 3))


def window(plane: np.ndarray, top: int, left: int, size: int, mode: str) -> np.ndarray:
    """(..., size, size) from (..., h, w): row `top`, column `left` first, either of them negative beyond the border."""
    height, width = plane.shape[-2:]
    pads = [(max(-top, 0), max(top + size - height, 0)), (max(-left, 0), max(left + size - width, 0))]
    padded = np.pad(plane, [(0, 0)] * (plane.ndim - 2) + pads, mode=mode)
    return padded[..., max(top, 0) :, max(left, 0) :][..., :size, :size]


def draw_real(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Planes (12, size, size), label and weight (size, size) of one date, as Level-2A."""
    chosen, odds = training_dates()
    one = chosen[rng.choice(len(chosen), p=odds)]
    factor = int(rng.choice(FACTORS, p=FACTOR_ODDS))
    image, label, sure = coarser(one, factor)
    auxiliary = auxiliary_planes(one.sun_zenith_deg, one.sun_azimuth_deg, PIXEL_METRES * factor)
    side = label.shape[0]
    low, high = sorted((0, side - size))
    top, left = (int(at) for at in rng.integers(low, high + 1, 2))
    weight = np.where(sure, CLASS_WEIGHT[label], 0).astype(np.float32)
    image = image * np.exp(rng.normal(0, 0.03) + rng.normal(0, 0.012, (len(BANDS), 1, 1))).astype(np.float32)
    planes = [
        window(image, top, left, size, "reflect"),
        window(label, top, left, size, "edge"),
        window(weight, top, left, size, "constant"),
    ]
    planes, auxiliary[:2] = turn(rng, planes, auxiliary[:2], sun_known=rng.random() > 0.25)
    image, label, weight = map(np.ascontiguousarray, planes)
    image = scale_reflectance(image)
    image[INDEX["B10"]] = MISSING
    drop_bands(rng, image)
    constant = np.broadcast_to(auxiliary[:, None, None], (len(auxiliary), size, size))
    return np.concatenate([image, constant]).astype(np.float32), label, weight


@lru_cache(maxsize=1)
def clear_l1c() -> list[np.ndarray]:
    """Clear Level-1C images at 10 m: [(9, H, W) TOA reflectance]; a band that the file lacks is NaN."""
    out = [stack for stack, level in clear_scenes() if level == "L1C"]
    for date in LAZIO_CLEAR:
        with rasterio.open(next((data_root() / "chips" / "l1c_13b_10m").glob(f"*{date}_patch_0.tif"))) as source:
            out.append(pick_bands(source.read().astype(np.float32) / 1e4, L1C_ORDER))
    return out


def single_chip(rng: np.random.Generator, size: int, factor: int) -> np.ndarray:
    """(9, size, size): one training chip, continued by reflection as in use."""
    bright, dark = hard_chips()
    which = (
        rng.choice(bright if rng.random() < 0.65 else dark)
        if rng.random() < HARD_ODDS
        else rng.integers(len(clear_chips()[TRAINING_CHIPS]))
    )
    chip = clear_chips()[TRAINING_CHIPS][which]
    side = chip.shape[-1] // factor
    chip = chip[:, : side * factor, : side * factor].reshape(len(BANDS), side, factor, side, factor).mean((2, 4))
    return window(chip, 0, 0, size, "reflect")


def draw_clear(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same of clear ground, the sun unknown: training chips side by side as Level-2A, or a window of a Level-1C image."""
    factor = int(rng.choice(FACTORS, p=FACTOR_ODDS))
    if rng.random() < CLEAR_L1C_ODDS:
        images = clear_l1c()
        image = images[rng.integers(len(images))]
        height, width = (side // factor for side in image.shape[1:])
        image = image[:, : height * factor, : width * factor].reshape(len(BANDS), height, factor, width, factor)
        image = image.mean((2, 4))
        top, left = (int(rng.integers(0, max(side - size, 0) + 1)) for side in (height, width))
        image = window(image, top, left, size, "reflect")
        mistaken = image[INDEX["B02"]] > 2 * BRIGHT_GROUND
    else:
        image = (
            single_chip(rng, size, factor) if rng.random() < SINGLE_ODDS else collage(rng, size, PIXEL_METRES * factor)
        )
        image[INDEX["B10"]] = np.nan
        mistaken = image[INDEX["B02"]] > BRIGHT_GROUND
        mistaken |= (image[INDEX["B04"]] < DARK_RED) & (image[INDEX["NIR"]] < DARK_INFRARED)
    auxiliary = auxiliary_planes(None, None, PIXEL_METRES * factor)
    (image, mistaken), _ = turn(rng, [image, mistaken], auxiliary[:2], sun_known=False)
    image = scale_reflectance(np.ascontiguousarray(image))
    drop_bands(rng, image)
    constant = np.broadcast_to(auxiliary[:, None, None], (len(auxiliary), size, size))
    label, weight = np.full((size, size), CLEAR, np.uint8), np.where(mistaken, MISTAKEN_WEIGHT, 1.0).astype(np.float32)
    return np.concatenate([image, constant]).astype(np.float32), label, weight


def draw_windows(
    rng: np.random.Generator, size: int, parts: int, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`count` x `parts` squared windows of `size` / `parts` pixels, each drawn by itself and stacked."""
    makers = (draw_clear if rng.random() < CLEAR_ODDS else draw_real for _ in range(count * parts**2))
    return tuple(np.stack(part) for part in zip(*(make(rng, size // parts) for make in makers)))
