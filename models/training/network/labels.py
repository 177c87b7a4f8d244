"""From the physics of a scene to classes, and to how much each pixel counts."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import CLEAR, CLOUD, INDEX, SEMI, SHADOW

#: A cloud counts as opaque where it has taken this share of the ground's place; as semi-transparent from a share
#: that a person can see. L1C has B10, which shows thinner ice, and path reflectance, which hides the ground sooner.
OPAQUE = {"L1C": 0.15, "L2A": 0.2}
THIN = {"L1C": 0.012, "L2A": 0.03}
#: A shadow is where less than this share of the clear-sky light arrives (near infrared).
SHADOWED = 0.75
#: A rim between cloud and shadow is cloud from this part of the opacity of cloud on, else shadow.
RIM_CLOUD = 0.5
#: Where a network says how opaque cloud is (`teach_split`): within so many pixels of its edge physics says it beside what has this many times the
#: opacity of cloud, and such a brim is cloud from this part of that opacity on.
EDGE_PIXELS, SURELY_OPAQUE, BRIM_CLOUD = 2, 2.0, 0.5
#: Over sea as dark as this a compact cumulus is cloud from this opacity on; compact: against its neighbourhood of so many pixels.
SEA_CLOUD = 0.08
COMPACT_PIXELS = 15
#: A veil over a shadow hides it only from this share on: below, a person still sees the shadow.
VEIL_OVER_SHADOW = 0.025
#: Around a threshold the truth is a matter of taste: such pixels weigh this much.
DOUBTFUL_WEIGHT = 0.25
#: On a border between classes a pixel holds some of both. Of a cloud of a few pixels each one is on its border.
BORDER_WEIGHT = 1.5
#: Clouds and shadows narrower than so many pixels are few pixels of many, and what users look for: they weigh more.
NARROW_PIXELS, NARROW_WEIGHT = 7, 2.0
#: Lakes and sea in full sun are what shadows are mistaken for most: they weigh more.
DARK_CLEAR_WEIGHT = 1.5
#: So do roofs, concrete and sand, which are what clouds are mistaken for: ground brighter than this in the blue, but not snow.
BRIGHT_GROUND = 0.13
BRIGHT_CLEAR_WEIGHT = 3.4
#: And rock, scree and dry soil, also where they are darker: brighter than this in the red, a spectrum that climbs into B11, no green leaves.
BARE_RED, BARE_CLIMB, BARE_LEAVES = 0.09, 1.25, 1.8
BARE_CLEAR_WEIGHT, BRIGHT_BARE_WEIGHT = 2.0, 4.0
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
    label: np.ndarray,
    light: np.ndarray,
    dark: np.ndarray,
    bright: np.ndarray,
    snow: np.ndarray,
    bare: np.ndarray,
    level: str,
) -> np.ndarray:
    """(H, W) float32: what is rare, or easily mistaken, weighs more; snow, also under thin cloud, less."""
    weight = np.where(snow & (label != CLOUD), SNOW_WEIGHT[level], 1.0) * CLASS_WEIGHT[label]
    weight = np.where(label == SHADOW, SHADOW_WEIGHT[level] * weight, weight)
    weight = np.where((light < SHADOWED) & (label == SEMI), VEILED_SHADOW_WEIGHT * weight, weight)
    weight = np.where(dark & (label == CLEAR), DARK_CLEAR_WEIGHT * weight, weight)
    weight = np.where(bright & (label == CLOUD), BRIGHT_CLOUD_WEIGHT * weight, weight)
    mistaken = np.where(bright, BRIGHT_CLEAR_WEIGHT, np.where(bare, BARE_CLEAR_WEIGHT, 1.0))
    mistaken = np.where(bright & bare, BRIGHT_BARE_WEIGHT, mistaken)
    return np.where(label == CLEAR, mistaken * weight, weight).astype(np.float32)


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


def bare_ground(toa: np.ndarray, gain: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """(H, W) bool: rock, scree, dry soil; `gain`, `offset` (9,) bring TOA to the ground."""
    red, infrared, swir = (toa[INDEX[name]] * gain[INDEX[name]] + offset[INDEX[name]] for name in ("B04", "NIR", "B11"))
    return (red > BARE_RED) & (swir > BARE_CLIMB * red) & (infrared < BARE_LEAVES * red)


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


def narrow(label: np.ndarray) -> np.ndarray:
    """(H, W) bool: cloud of either kind, or shadow, in which no square of `NARROW_PIXELS` has room."""
    found = np.zeros(label.shape, bool)
    for classes in ((SEMI, CLOUD), (SHADOW,)):
        there = np.isin(label, classes)
        room = ndi.minimum_filter(there, NARROW_PIXELS)
        found |= there & ~ndi.maximum_filter(room, NARROW_PIXELS)
    return found


def teach_split(label: np.ndarray, opacity: np.ndarray, share: np.ndarray, level: str) -> np.ndarray:
    """Classes (H, W) float32 as they are taught: of cloud the values from `SEMI` to `CLOUD`, the part above `SEMI` being how opaque.

    That is what a network says (`share`, (H, W), 0..1, NaN where it sees no cloud), since where thin cloud ends is a matter of taste that physics
    does not settle. But along the edges of surely opaque cloud, where a network's picture is soft, physics says it.
    """
    cloud = label >= SEMI
    taught = np.where(cloud & np.isfinite(share), SEMI + share, label)
    edge = cloud & ndi.maximum_filter(~cloud, 2 * EDGE_PIXELS + 1)
    edge &= ndi.maximum_filter(opacity, 3) > SURELY_OPAQUE * OPAQUE[level]
    return np.where(edge, np.where(opacity > BRIM_CLOUD * OPAQUE[level], CLOUD, SEMI), taught).astype(np.float32)


def label_scene(
    toa: np.ndarray,
    opacity: np.ndarray,
    light: np.ndarray,
    gain: np.ndarray,
    offset: np.ndarray,
    level: str,
    water: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classes (H, W) uint8 of a scene as it is stored, how much each pixel matters and how certain it is, both (H, W) float32.

    `water` (H, W) bool, where it is stored, narrows down which dark ground hides a shadow.
    """
    dark, (bright, snow) = dark_ground(toa, light, gain, offset), bright_ground(toa, gain, offset)
    dark = dark if water is None else dark & water
    label = settle_rims(label_ground(opacity, light, dark, level), opacity, dark, level)
    matters = importance(label, light, dark, bright, snow, bare_ground(toa, gain, offset), level)
    matters = np.where(narrow(label), NARROW_WEIGHT * matters, matters).astype(np.float32)
    return label, matters, certainty(label, opacity, light, level)
