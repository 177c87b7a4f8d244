"""From stored scenes to training samples: level, labels (`labels.py`), turned suns, dropped bands, missing edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from ..data.bands import BANDS, INDEX, LEVEL_BANDS, SCALING, scale_reflectance
from ..simulate.cache import SceneStore
from .labels import label_scene

#: How often B10 shows nothing but its dark signal, whatever is above: so that it can say "cloud", and never "no cloud".
CIRRUS_BLIND_ODDS = 0.06

#: Where B11 and B12 are withheld oftener: how often they are, and how often bands are withheld as usual; else none is.
INFRARED_ODDS, USUAL_ODDS = 0.3, 0.4

MISSING = np.float32(SCALING["missing"])
VISIBLE = [INDEX[b] for b in ("B02", "B03", "B04")]
LONELY = [INDEX[b] for b in ("B02", "B03", "B04", "NIR")]


def as_level(toa: np.ndarray, gain: np.ndarray, offset: np.ndarray, level: str) -> np.ndarray:
    """(9, H, W) TOA reflectance as a product of a level holds it; `gain`, `offset` (9,) are what Sen2Cor would apply."""
    if level == "L1C":
        return toa
    ground = np.maximum(toa * gain[:, None, None] + offset[:, None, None], 0.0001)
    ground[INDEX["B09"]] = np.minimum(ground[INDEX["B09"]], 1.55)
    return ground


def drop_bands(rng: np.random.Generator, image: np.ndarray) -> None:
    """Marks bands (9, H, W) as missing, the way products and exports lack them."""
    if rng.random() < CIRRUS_BLIND_ODDS:
        level = np.float32(rng.uniform(0.0006, 0.0025))
        flat = level + rng.normal(0, rng.uniform(0, 0.0002), (1, *image.shape[1:])).astype(np.float32)
        image[INDEX["B10"]] = np.where(
            image[INDEX["B10"]] == MISSING,
            MISSING,
            scale_reflectance(flat, SCALING | {"gain": SCALING["gain"][INDEX["B10"]]})[0],
        )
    for name, odds in (("B01", 0.2), ("B09", 0.22), ("B10", 0.3)):
        if rng.random() < odds:
            image[INDEX[name]] = MISSING
    swir = rng.random()
    if swir < 0.19:  # both, or one alone
        image[[INDEX[name] for name in (("B11", "B12") if swir < 0.09 else ("B11",) if swir < 0.14 else ("B12",))]] = (
            MISSING
        )
    choice = rng.random()
    if choice < 0.18:
        image[[i for i in range(len(BANDS)) if i not in LONELY]] = MISSING
        if rng.random() < 0.45:  # colours from a picture of 8 bits
            image[VISIBLE] = np.minimum(
                image[VISIBLE],
                scale_reflectance(
                    np.full((len(VISIBLE), 1, 1), rng.uniform(0.3, 0.6), np.float32), SCALING | {"gain": 40.0}
                ),
            )
    elif choice < 0.28:
        image[[INDEX["B01"], INDEX["B09"], INDEX["B10"]]] = MISSING
    elif choice < 0.34:
        image[rng.choice(len(BANDS), rng.integers(1, 3), replace=False)] = MISSING


def drop_infrared(rng: np.random.Generator, image: np.ndarray) -> None:
    """Marks bands (9, H, W) as missing as `drop_bands` does, but B11, B12 or both by themselves oftener: in three images of ten."""
    choice = rng.random()
    if choice < INFRARED_ODDS:
        part = choice / INFRARED_ODDS
        names = ("B11",) if part < 0.4 else ("B12",) if part < 0.8 else ("B11", "B12")
        if rng.random() < 0.15:
            names += (("B01", "B09", "B10")[int(rng.integers(3))],)
        image[[INDEX[name] for name in names]] = MISSING
    elif choice < INFRARED_ODDS + USUAL_ODDS:
        drop_bands(rng, image)


def face_northwest(planes: list[np.ndarray], vector: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Mirror (..., H, W) planes so that shadows fall to the upper left; with the shadow vector (col, row) that results."""
    col, row = vector
    if col > 0:
        planes = [p[..., ::-1] for p in planes]
    if row > 0:
        planes = [p[..., ::-1, :] for p in planes]
    return planes, np.array([-abs(col), -abs(row)], np.float32)


def turn(
    rng: np.random.Generator, planes: list[np.ndarray], vector: np.ndarray, sun_known: bool
) -> tuple[list[np.ndarray], np.ndarray]:
    """The orientation in which a network sees (..., H, W) planes, and the shadow vector that it is told.

    With a known sun, shadows fall to the upper left, as the engine presents an image. Else the vector is (0, 0), and
    most images still have the sun of a northern morning; the others are turned any way.
    """
    if sun_known or rng.random() < 0.6:
        planes, vector = face_northwest(planes, vector)
    else:
        turns = int(rng.integers(4))
        planes = [np.rot90(p, turns, (-2, -1)) for p in planes]
    return planes, vector if sun_known else np.zeros(2, np.float32)


class Sample(NamedTuple):
    """A window of H x W pixels as a network sees it, and what is known of it."""

    planes: np.ndarray  # (12, H, W) float32: always all nine bands, B10 missing for L2A, and three auxiliary planes
    label: np.ndarray  # (H, W) uint8
    weight: np.ndarray  # (H, W) float32, 0 outside of the swath
    sure: np.ndarray  # (H, W) bool: no border of classes, and nothing a person would hesitate about
    physics: np.ndarray  # (2, H, W) float32: opacity and light, see `Scene`
    taught: np.ndarray  # (H, W) float32: the label; or what a `Teacher` makes of it


class Teacher(Protocol):
    """Says of pixels of a scene what a network is to learn of them, beside their labels; see `split.py`."""

    def __call__(
        self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray, opacity: np.ndarray
    ) -> np.ndarray:
        """What `losses.cross_entropy` takes, (H, W) or (4, H, W) float32, of the window `where` of scene `index`, which has
        these classes and opacities (H, W)."""

    def times(self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray) -> np.ndarray | float:
        """How many times its weight each pixel of that window has, (H, W) float32 or one number."""


#: Marks bands (9, H, W) as missing.
Drop = Callable[[np.random.Generator, np.ndarray], None]


def draw(
    rng: np.random.Generator,
    store: SceneStore,
    level: str,
    size: int,
    augment: bool = True,
    index: int | None = None,
    teacher: Teacher | None = None,
    drop: Drop = drop_bands,
) -> Sample:
    """One sample of `size` x `size` pixels: of a random scene, or of scene `index`; without `augment` from its middle, as it is."""
    index = int(rng.integers(len(store))) if index is None else index
    slack = store.size - size
    row, col = rng.integers(0, slack + 1, 2) if augment else (slack // 2, slack // 2)
    image, opacity, light, small = store.window(index, int(row), int(col), size)
    auxiliary = small[:3].copy()
    gain, offset = small[3:12], small[12:21]
    water = store.water(index, int(row), int(col), size)
    label, matters, certain = label_scene(image, opacity, light, gain, offset, level, water)
    taught = label.astype(np.float32)
    if teacher:
        where = (slice(int(row), int(row) + size), slice(int(col), int(col) + size))
        taught = teacher(level, index, where, label, opacity)
        matters = matters * np.float32(teacher.times(level, index, where, label))
    truth = [label, matters * certain, certain == 1, np.stack([opacity, light]), taught]
    image = as_level(image, gain, offset, level)
    if augment:
        image *= np.exp(rng.normal(0, 0.03) + rng.normal(0, 0.012, (len(BANDS), 1, 1))).astype(np.float32)
        if level == "L2A" and rng.random() < 0.2:
            image += (
                np.float32(rng.normal(0, 0.004))
                * np.array([1.3, 1, 0.8, 0.6, 0.2, 0.2, 0, 0.1, 0.1], np.float32)[:, None, None]
            )
        sun_known = rng.random() > 0.25
        (image, *truth), auxiliary[:2] = turn(rng, [image, *truth], auxiliary[:2], sun_known)
    else:
        (image, *truth), auxiliary[:2] = face_northwest([image, *truth], auxiliary[:2])
    label, weight, sure, physics, taught = map(np.ascontiguousarray, truth)
    image = scale_reflectance(image)
    if level == "L2A":
        image[INDEX["B10"]] = MISSING
    if augment:
        drop(rng, image)
        if rng.random() < 0.08:  # the edge of a swath
            slope, start = rng.normal(0, 0.5), rng.integers(0, size)
            outside = (np.arange(size)[None] > start + slope * np.arange(size)[:, None]) ^ (rng.random() < 0.5)
            image[:, outside] = MISSING
            weight = np.where(outside, 0, weight).astype(np.float32)
    constant = np.broadcast_to(auxiliary[:, None, None], (3, size, size))
    return Sample(np.concatenate([image, constant]).astype(np.float32), label, weight, sure, physics, taught)


def level_channels(level: str) -> list[int]:
    """Which of the twelve input channels a network of this level reads."""
    return [*LEVEL_BANDS[level], len(BANDS), len(BANDS) + 1, len(BANDS) + 2]
