"""Training windows of real images with labels that time gave (`series.py`), in the form of `samples.draw`.

A kilometre is smaller than a window: as in use, the image goes on by reflection, which weighs nothing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .bands import BANDS, CLASSES, CLEAR, CLOUD, INDEX, SEMI, SHADOW, auxiliary_planes, scale_reflectance
from .samples import MISSING, drop_bands, turn
from .series import PIXEL_METRES, Date, dates

#: Averaged by these factors, so that the same cloud is seen at 10, 20 and 30 m, and how often.
FACTORS, FACTOR_ODDS = (1, 2, 3), (0.55, 0.3, 0.15)
#: How much a date with this class is drawn oftener than one that is clear.
DATE_WEIGHT = {CLEAR: 0.3, SHADOW: 1.5, SEMI: 1.0, CLOUD: 0.7}
#: Shares of a date below which a class does not count.
FEW = 0.01
CLASS_WEIGHT = np.array([0.7, 2.0, 1.5, 1.0], np.float32)


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


def draw_windows(
    rng: np.random.Generator, size: int, parts: int, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`count` x `parts` squared windows of `size` / `parts` pixels, each drawn by itself and stacked."""
    return tuple(np.stack(part) for part in zip(*(draw_real(rng, size // parts) for _ in range(count * parts**2))))
