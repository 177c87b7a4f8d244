"""What the short trainings of `ablations.py` differ in: further inputs, jitter, losses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..data.bands import BANDS, INDEX, SCALING, scale_reflectance
from ..network.samples import MISSING

Planes = np.ndarray


def reflectance_of(planes: Planes) -> Planes:
    """(9, H, W) reflectance from scaled input; NaN where missing."""
    gain = np.asarray(SCALING["gain"], np.float32)[:, None, None]
    scaled = planes[: len(BANDS)]
    return np.where(scaled == MISSING, np.nan, np.expm1(np.maximum(scaled, 0)) / gain).astype(np.float32)


def no_extra(planes: Planes) -> Planes:
    """No further input: (0, H, W)."""
    return planes[:0]


def indices(planes: Planes) -> Planes:
    """(3, H, W): NDVI, NDWI and NDSI, 0 where a band is missing."""
    r = reflectance_of(planes)
    pairs = (("NIR", "B04"), ("B03", "NIR"), ("B03", "B11"))
    ratio = [(r[INDEX[a]] - r[INDEX[b]]) / np.maximum(r[INDEX[a]] + r[INDEX[b]], 1e-3) for a, b in pairs]
    return np.nan_to_num(np.stack(ratio)).astype(np.float32)


def rule_mask(planes: Planes) -> Planes:
    """(3, H, W) of 0 and 1: cloud, thin cloud and shadow by fixed limits on brightness, whiteness, B10 and darkness."""
    r = np.nan_to_num(reflectance_of(planes))
    visible = r[[INDEX["B02"], INDEX["B03"], INDEX["B04"]]]
    mean = visible.mean(0)
    white = (np.abs(visible - mean).sum(0) / np.maximum(mean, 1e-3)) < 0.7
    snow = (r[INDEX["B03"]] - r[INDEX["B11"]]) / np.maximum(r[INDEX["B03"]] + r[INDEX["B11"]], 1e-3) > 0.6
    cloud = (mean > 0.22) & white & ~snow
    thin = ~cloud & ((r[INDEX["B10"]] > 0.01) | ((mean > 0.14) & white & ~snow))
    dark = ~cloud & ~thin & (r[INDEX["NIR"]] < 0.14) & (r[INDEX["B11"]] < 0.11)
    return np.stack([cloud, thin, dark]).astype(np.float32)


@dataclass(frozen=True)
class Variant:
    """One training: what it sees besides the bands, and what else differs."""

    name: str
    question: str
    seed: int = 1
    more: Callable[[Planes], Planes] = no_extra
    brightness: float = 0.0  # further jitter of all bands together, as the standard deviation of a logarithm
    tilt: float = 0.0  # the same for each band by itself
    sun: bool = True
    dice: float = 0.0  # share of the loss
    hardest: float = 1.0  # share of a batch's pixels, those with the largest loss, that count
    physics: float = 0.0  # weight of telling opacity and light as well, by a second head
    unlabelled: int = 0  # real patches in a batch, taught what the start says of them (see `unlabelled.py`)


VARIANTS = (
    Variant("as it is", "reference"),
    Variant("as it is, seed 2", "chance", seed=2),
    Variant("as it is, seed 3", "chance", seed=3),
    Variant("rule mask", "does a rule-based mask as input help?", more=rule_mask),
    Variant("indices", "do NDVI, NDWI and NDSI as inputs help?", more=indices),
    Variant("brightness 0.1", "how far may brightness be varied?", brightness=0.1),
    Variant("brightness 0.3", "how far may brightness be varied?", brightness=0.3),
    Variant("colour 0.1", "how far may single bands be varied?", tilt=0.1),
    Variant("sun withheld", "what is the sun's direction worth?", sun=False),
    Variant("Dice", "does Dice as half of the loss help?", dice=0.5),
    Variant("hardest quarter", "does it help to learn from the hardest pixels only?", hardest=0.25),
    Variant("opacity and light", "does it help to tell the physics as well?", physics=0.5),
    Variant("consistency", "does consistency on unlabelled real patches help?", unlabelled=2),
)


def preprocess(variant: Variant, planes: Planes) -> Planes:
    """(9 + more + 3, H, W): the bands, what the variant adds, the auxiliary planes."""
    planes = planes.copy()
    if not variant.sun:
        planes[-3:-1] = 0
    return np.concatenate([planes[: len(BANDS)], variant.more(planes), planes[len(BANDS) :]]).astype(np.float32)


def vary(variant: Variant, rng: np.random.Generator, planes: Planes) -> Planes:
    """Planes with the variant's own jitter of brightness and of single bands."""
    if variant.brightness == 0 and variant.tilt == 0:
        return planes
    factor = np.exp(rng.normal(0, variant.brightness) + rng.normal(0, variant.tilt, (len(BANDS), 1, 1))).astype(
        np.float32
    )
    return np.concatenate([scale_reflectance(reflectance_of(planes) * factor), planes[len(BANDS) :]])
