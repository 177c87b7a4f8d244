"""Shade: what clouds throw on the ground, on the air, on lower clouds and on themselves."""

from __future__ import annotations

import numpy as np

from ..data.bands import BANDS, INDEX
from .atmosphere import AEROSOL_SCALE_HEIGHT_METRES, RAYLEIGH_SCALE_HEIGHT_METRES
from .fields import Rng, shift, shift_finely, smooth
from .layer import ASYMMETRY, PIXEL_BLUR, Layer, two_stream

#: Layers that tower: their thick middle is as high as the layer's top, their thin rim and their small pieces hardly above the base.
TOWERING = ("cumulus", "humilis", "broken", "frontal")
#: Copies of a layer that its shadow is made of, at most, and how many pixels they lie apart until then.
MOST_COPIES, COPIES_APART = 36, 1.0
#: A cloud's depth falls to nothing within this part of its layer above its own top.
TALL_EDGE = 15.0


def tallness(layer: Layer, pixel: float) -> np.ndarray | None:
    """(N, N) how far a layer reaches from its base to its top, 0..1; None where it does so everywhere.

    A cloud is about as high as it is wide: the depth, smoothed over half of the layer's thickness, says how much cloud there is.
    """
    if layer.kind not in TOWERING:
        return None
    much = smooth(layer.depth, 0.4 * (layer.top_metres - layer.base_metres) / pixel)
    thick = layer.depth[layer.depth > 0.1]
    return np.sqrt(much / (float(np.quantile(thick, 0.8)) if thick.size else 1.0)).clip(0, 1)


def cast(layer: Layer, vector: tuple[float, float], pixel: float, above_metres: float = 0.0) -> np.ndarray:
    """(N, N) optical depth between the sun and the ground (or a level above it): a layer's copies from base to top, each moved by its height.

    `vector` is the way (columns, rows) from a cloud to its shadow per metre of height.
    """
    tall = tallness(layer, pixel)
    highest = 1.0 if tall is None else min(1.0, float(tall.max()) + 1 / TALL_EDGE)
    reach = highest * np.hypot(*vector) * (layer.top_metres - layer.base_metres) / pixel
    copies = int(np.clip(np.ceil(reach / COPIES_APART), 1, MOST_COPIES)) + 1
    out = None
    for part in np.linspace(0, highest, copies):
        height = layer.base_metres + part * (layer.top_metres - layer.base_metres)
        here = layer.depth if tall is None or part == 0 else layer.depth * np.clip(1 + TALL_EDGE * (tall - part), 0, 1)
        drop = max(height - above_metres, 0.0) / pixel
        moved = shift_finely(here, vector[1] * drop, vector[0] * drop)
        out = moved if out is None else np.maximum(out, moved)
    return out


def relief(layer: Layer, shadow_vector: tuple[float, float], pixel: float, strength: float) -> np.ndarray:
    """(N, N) brightness factor of the cloud's own slopes: sunny sides brighter, far sides darker."""
    thickness = smooth(np.log1p(layer.depth), 0.8) * (layer.top_metres - layer.base_metres) / pixel / 3
    length = np.hypot(*shadow_vector) + 1e-6
    down_rows, down_cols = np.gradient(thickness)
    facing = (down_cols * shadow_vector[0] + down_rows * shadow_vector[1]) / length
    return np.clip(1 + strength * np.tanh(facing * length), 0.45, 1.35).astype(np.float32)


def light_shares(layer: Layer, depth: np.ndarray, cos_sun: float, pixel: float) -> tuple[np.ndarray, np.ndarray]:
    """(direct, diffused) share of sunlight beneath a depth: the forward peak counts as direct, the rest spreads out."""
    forward = 0.5 if layer.phase == "ice" else 0.3
    direct = np.exp(-np.minimum(depth * (1 - forward) / cos_sun, 30))
    total = two_stream(depth, 1e-5, ASYMMETRY[layer.phase])[1]
    reach = max(layer.base_metres, 100.0) / pixel
    half_shade = SUN_RADIUS * layer.base_metres / cos_sun / 2 / pixel
    wandered = SHADE_BLUR * layer.blur_metres / pixel
    return smooth(direct, float(np.sqrt(half_shade**2 + wandered**2 + PIXEL_BLUR**2))), smooth(
        np.maximum(total - direct, 0), min(reach, 60)
    )


#: The sun's apparent radius, radians; and how blurred the edge of a shadow is by light that wanders inside the cloud, over how blurred its picture is.
SUN_RADIUS, SHADE_BLUR = 0.00465, 0.5


#: Heights that stand for slabs of air, with the slabs' upper edges, metres.
AIR_METRES = ((150.0, 400.0), (750.0, 1200.0), (2000.0, 3000.0), (4300.0, 6000.0))


#: Air in shadow still scatters the light of the sky and of lit cloud: of its brightness a share up to this is lost.
AIR_DARKENED = 0.6


def lit_air(
    layers: list[Layer], shares: list[np.ndarray], vector: tuple[float, float], pixel: float, darkened: float
) -> tuple[np.ndarray, np.ndarray]:
    """(N, N) share of the path reflectance of aerosol and of molecules that shadowed air still gives.

    `shares` are the layers' direct light at the ground. At a height, a shadow lies nearer to its cloud; air above the
    cloud is lit. So shadows are darker than their ground alone explains, and wide ones are darkest.
    """
    height, width = shares[0].shape
    lost = [np.zeros((height, width), np.float32) for _ in range(2)]
    lower = 0.0
    for middle, upper in AIR_METRES:
        lit = np.ones((height, width), np.float32)
        for layer, share in zip(layers, shares):
            if layer.base_metres > middle:
                lit = lit * shift(share, -vector[1] * middle / pixel, -vector[0] * middle / pixel)
        for dark, scale in zip(lost, (AEROSOL_SCALE_HEIGHT_METRES, RAYLEIGH_SCALE_HEIGHT_METRES)):
            dark += (1 - lit) * np.float32(darkened * (np.exp(-lower / scale) - np.exp(-upper / scale)))
        lower = upper
    return 1 - lost[0], 1 - lost[1]


def infrared_passed(layer: Layer) -> np.ndarray:
    """(9,) light that comes through the thick parts of a layer, over what would come through without absorption."""
    thick = layer.depth[layer.depth > 0.5]
    depth = np.array([np.median(thick) if thick.size else 0.5], np.float32)
    free = two_stream(depth, 1e-5, ASYMMETRY[layer.phase])[1]
    return np.array(
        [float(two_stream(depth, float(one), ASYMMETRY[layer.phase])[1][0] / free[0]) for one in layer.coalbedo],
        np.float32,
    )


#: How strongly slopes of a cloud that face away from the sun are darkened, at most; deep clouds also throw shadows on themselves.
STEEP, STEEP_DEEP, DEEP_ODDS = 0.35, 0.75, 0.5


def steepness(rng: Rng, layer: Layer) -> float:
    """The strength of a layer's relief, see `relief`."""
    steep = layer.kind == "frontal" and rng.random() < DEEP_ODDS
    return float(rng.uniform(STEEP, STEEP_DEEP) if steep else rng.uniform(0, STEEP))


def shaded_infrared(reflected: np.ndarray, visible: np.ndarray, lit: np.ndarray) -> np.ndarray:
    """(N, N) factor on what a cloud sends back in a band that it absorbs, where it is shaded (`lit` below 1).

    What reaches shaded flanks has been sent back by cloud once already, and lost there what `reflected` is below `visible`:
    so at T29UNU B11 of glaciated cloud is 0.2 in the sun and 0.03 in its own shade, dark as snow's.
    """
    ratio = np.clip(reflected / np.maximum(visible, 1e-4), 0.02, 1)
    return (ratio ** shadiness(lit)).astype(np.float32)


#: In its own shade a cloud is lit by the sky and by other cloud: bluer, and through vapour that takes B09 once more. Least and greatest
#: factor in full shade; T29UNU's flanks have 1.26 times B04 in B02 and 1.1 times the near infrared in B09, its sunlit cloud 1.14 and 2.
SHADE_TINT = {"B01": (1.0, 1.4), "B02": (1.0, 1.27), "B03": (1.0, 1.12), "B09": (0.45, 1.0)}


def shade_tint(rng: Rng) -> np.ndarray:
    """(9,) factor on what a cloud in full shade sends back per band; one mood for the blue bands, one for the vapour."""
    blue, vapour = rng.random(2)
    out = np.ones(len(BANDS), np.float32)
    for band, (low, high) in SHADE_TINT.items():
        out[INDEX[band]] = low + (high - low) * (1 - vapour if band == "B09" else blue)
    return out


def shadiness(lit: np.ndarray) -> np.ndarray:
    """(N, N) 0 in the sun, 1 where a cloud gets less than half of the light."""
    return np.clip(2 * (1 - lit), 0, 1)
