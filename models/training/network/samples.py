"""From stored scenes to training samples: level, labels, turned suns, dropped bands, missing edges."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import BANDS, CLEAR, CLOUD, INDEX, LEVEL_BANDS, SCALING, SEMI, SHADOW, scale_reflectance
from ..simulate.cache import SceneStore

#: A cloud counts as opaque where it has taken this share of the ground's place; as semi-transparent from a share
#: that a person can see. L1C has B10, which shows thinner ice, and path reflectance, which hides the ground sooner.
OPAQUE = {"L1C": 0.15, "L2A": 0.2}
THIN = {"L1C": 0.012, "L2A": 0.03}
#: A shadow is where less than this share of the clear-sky light arrives (near infrared).
SHADOWED = 0.75
#: A rim between cloud and shadow is cloud from this part of the opacity of cloud on, else shadow.
RIM_CLOUD = 0.5
#: Over sea as dark as this a compact cumulus is cloud from this opacity on; compact: against its neighbourhood of so many pixels.
SEA_CLOUD = 0.08
COMPACT_PIXELS = 15
#: A veil over a shadow hides it only from this share on: below, a person still sees the shadow.
VEIL_OVER_SHADOW = 0.025
#: Around a threshold the truth is a matter of taste: such pixels weigh this much.
DOUBTFUL_WEIGHT = 0.25
#: On a border between classes a pixel holds some of both. Of a cloud of a few pixels each one is on its border.
BORDER_WEIGHT = 1.5
#: Lakes and sea in full sun are what shadows are mistaken for most: they weigh more.
DARK_CLEAR_WEIGHT = 1.5
#: So do roofs, concrete and sand, which are what clouds are mistaken for: ground brighter than this in the blue, but not snow.
BRIGHT_GROUND = 0.13
BRIGHT_CLEAR_WEIGHT = 2.6
#: Weighing them alone makes clouds pass for roofs: opaque cloud as bright weighs nearly as much, so that only thin cloud yields.
BRIGHT_CLOUD_WEIGHT = 2.6
#: Snow, bright in the blue and dark in the SWIR, can be told from ice cloud by B10 and hardly without it; out of the networks'
#: scope, it must not cost them cloud.
SNOW = {"B02": 0.35, "B11": 0.25}
SNOW_WEIGHT = {"L1C": 1.0, "L2A": 0.3}
#: Veils over shadows are rare in the simulations, and common where it matters: along every thick cloud's ragged edge.
VEILED_SHADOW_WEIGHT = 4.0
CLASS_WEIGHT = np.array([1.0, 1.7, 2.0, 1.4], np.float32)
#: Of Level-1C, whose path light veils them, shadows weigh more.
SHADOW_WEIGHT = {"L1C": 1.4, "L2A": 1.0}

#: How often B10 shows nothing but its dark signal, whatever is above: so that it can say "cloud", and never "no cloud".
CIRRUS_BLIND_ODDS = 0.06

MISSING = np.float32(SCALING["missing"])
VISIBLE = [INDEX[b] for b in ("B02", "B03", "B04")]
LONELY = [INDEX[b] for b in ("B02", "B03", "B04", "NIR")]


def classify(opacity: np.ndarray, light: np.ndarray, level: str) -> np.ndarray:
    """Physics to classes (H, W) uint8: cloud over semi-transparent over shadow over clear."""
    label = np.where(light < SHADOWED, SHADOW, CLEAR)
    label = np.where(opacity > np.where(label == SHADOW, VEIL_OVER_SHADOW, THIN[level]), SEMI, label)
    return np.where(opacity > OPAQUE[level], CLOUD, label).astype(np.uint8)


def certainty(label: np.ndarray, opacity: np.ndarray, light: np.ndarray, level: str) -> np.ndarray:
    """(H, W) float32, 0..1: less where the truth is doubtful."""
    thin = THIN[level]
    shaded = light < SHADOWED
    doubtful = (np.abs(opacity - OPAQUE[level]) < 0.04) | (~shaded & (opacity > thin * 0.5) & (opacity < thin * 1.25))
    doubtful |= shaded & (opacity > 0.017) & (opacity < 0.038)
    doubtful |= (opacity < OPAQUE[level]) & (light > SHADOWED - 0.04) & (light < 0.87)
    edge = np.zeros_like(doubtful)
    edge[1:] |= label[1:] != label[:-1]
    edge[:, 1:] |= label[:, 1:] != label[:, :-1]
    edge[:-1] |= label[1:] != label[:-1]
    edge[:, :-1] |= label[:, 1:] != label[:, :-1]
    return np.where(doubtful, DOUBTFUL_WEIGHT, np.where(edge, BORDER_WEIGHT, 1.0)).astype(np.float32)


def importance(
    label: np.ndarray, light: np.ndarray, dark: np.ndarray, bright: np.ndarray, snow: np.ndarray, level: str
) -> np.ndarray:
    """(H, W) float32: what is rare, or easily mistaken, weighs more; snow, also under thin cloud, less."""
    weight = np.where(snow & (label != CLOUD), SNOW_WEIGHT[level], 1.0) * CLASS_WEIGHT[label]
    weight = np.where(label == SHADOW, SHADOW_WEIGHT[level] * weight, weight)
    weight = np.where((light < SHADOWED) & (label == SEMI), VEILED_SHADOW_WEIGHT * weight, weight)
    weight = np.where(dark & (label == CLEAR), DARK_CLEAR_WEIGHT * weight, weight)
    weight = np.where(bright & (label == CLOUD), BRIGHT_CLOUD_WEIGHT * weight, weight)
    return np.where(bright & (label == CLEAR), BRIGHT_CLEAR_WEIGHT * weight, weight).astype(np.float32)


def dark_ground(toa: np.ndarray, light: np.ndarray, gain: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """(H, W) bool: ground that is as dark in full sun (water, above all); `gain`, `offset` (9,) bring TOA to the ground.

    A shadow there can't be told from none. It counts as clear: else all dark water near clouds would be called shadow.
    """
    bands = [INDEX["NIR"], INDEX["B11"]]
    ground = (toa[bands] * gain[bands, None, None] + offset[bands, None, None]) / np.maximum(light, 0.08)
    return (ground[0] < 0.07) & (ground[1] < 0.05)


def bright_ground(toa: np.ndarray, gain: np.ndarray, offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(H, W) bool twice: as bright as roofs, concrete and sand; and as snow; `gain`, `offset` (9,) bring TOA to the ground."""
    blue, infrared = (toa[INDEX[name]] * gain[INDEX[name]] + offset[INDEX[name]] for name in ("B02", "B11"))
    snow = (blue > SNOW["B02"]) & (infrared < SNOW["B11"])
    return (blue > BRIGHT_GROUND) & ~snow, snow


def as_level(toa: np.ndarray, gain: np.ndarray, offset: np.ndarray, level: str) -> np.ndarray:
    """(9, H, W) TOA reflectance as a product of a level holds it; `gain`, `offset` (9,) are what Sen2Cor would apply."""
    if level == "L1C":
        return toa
    ground = np.maximum(toa * gain[:, None, None] + offset[:, None, None], 0.0001)
    ground[INDEX["B09"]] = np.minimum(ground[INDEX["B09"]], 1.55)
    return ground


def label_ground(opacity: np.ndarray, light: np.ndarray, dark: np.ndarray, level: str) -> np.ndarray:
    """Classes (H, W) uint8 as they are taught: shadow on `dark_ground` counts as clear."""
    label = classify(opacity, light, level)
    return np.where(dark & (label == SHADOW), CLEAR, label).astype(np.uint8)


def settle_rims(label: np.ndarray, opacity: np.ndarray, dark: np.ndarray, level: str) -> np.ndarray:
    """Classes (H, W) where a narrow limit is drawn as people draw it: a rim of semi-transparent pixels between a cloud and its shadow is
    cloud or shadow, by its opacity; small compact cumulus over dark sea, white to the eye, is cloud."""
    beside = [ndi.maximum_filter(label == one, 3) for one in (CLOUD, SHADOW)]
    rim = (label == SEMI) & beside[0] & beside[1]
    label = np.where(rim, np.where(opacity > RIM_CLOUD * OPAQUE[level], CLOUD, SHADOW), label)
    if dark.any():
        compact = (
            dark
            & (label == SEMI)
            & (opacity > SEA_CLOUD)
            & (opacity > 2.5 * ndi.uniform_filter(opacity, COMPACT_PIXELS))
        )
        label = np.where(compact, CLOUD, label)
    return label.astype(np.uint8)


def label_scene(
    toa: np.ndarray, opacity: np.ndarray, light: np.ndarray, gain: np.ndarray, offset: np.ndarray, level: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classes (H, W) uint8 of a scene as it is stored, how much each pixel matters and how certain it is, both (H, W) float32."""
    dark, (bright, snow) = dark_ground(toa, light, gain, offset), bright_ground(toa, gain, offset)
    label = settle_rims(label_ground(opacity, light, dark, level), opacity, dark, level)
    return label, importance(label, light, dark, bright, snow, level), certainty(label, opacity, light, level)


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


def draw(
    rng: np.random.Generator, store: SceneStore, level: str, size: int, augment: bool = True, index: int | None = None
) -> Sample:
    """One sample of `size` x `size` pixels: of a random scene, or of scene `index`; without `augment` from its middle, as it is."""
    index = int(rng.integers(len(store))) if index is None else index
    slack = store.images[0].shape[-1] - size
    row, col = rng.integers(0, slack + 1, 2) if augment else (slack // 2, slack // 2)
    image, opacity, light, small = store.window(index, int(row), int(col), size)
    auxiliary = small[:3].copy()
    gain, offset = small[3:12], small[12:21]
    label, matters, certain = label_scene(image, opacity, light, gain, offset, level)
    truth = [label, matters * certain, certain == 1, np.stack([opacity, light])]
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
    label, weight, sure, physics = map(np.ascontiguousarray, truth)
    image = scale_reflectance(image)
    if level == "L2A":
        image[INDEX["B10"]] = MISSING
    if augment:
        drop_bands(rng, image)
        if rng.random() < 0.08:  # the edge of a swath
            slope, start = rng.normal(0, 0.5), rng.integers(0, size)
            outside = (np.arange(size)[None] > start + slope * np.arange(size)[:, None]) ^ (rng.random() < 0.5)
            image[:, outside] = MISSING
            weight = np.where(outside, 0, weight).astype(np.float32)
    constant = np.broadcast_to(auxiliary[:, None, None], (3, size, size))
    return Sample(np.concatenate([image, constant]).astype(np.float32), label, weight, sure, physics)


def level_channels(level: str) -> list[int]:
    """Which of the twelve input channels a network of this level reads."""
    return [*LEVEL_BANDS[level], len(BANDS), len(BANDS) + 1, len(BANDS) + 2]
