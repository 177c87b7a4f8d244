"""Shadows need a cloud: what no cloud can throw becomes clear, as the engine does it (`dropLoneShadows` in electron/engine/mask/lone-shadows.ts)."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import CLEAR, SEMI, SHADOW

#: Up to which height above the ground a cloud is looked for, metres, and the share of an object's pixels that must have one on their way.
HIGHEST, SHARE = 4000.0, 0.25


def under_cloud(
    cloud: np.ndarray, pixel_metres: float, zenith_deg: float, azimuth_deg: float, highest: float = HIGHEST
) -> np.ndarray:
    """(H, W) whether a pixel has `cloud` (H, W) bool between itself and the sun, up to `highest` metres above the ground.

    A cloud counts a pixel to either side of the way, and all beyond the image is cloud. Line by line (rows or columns) from the sun's side, each ray
    counts the lines since the last cloud; rays are rounded as the engine rounds them.
    """
    azimuth = np.radians(azimuth_deg)
    east, south = np.sin(azimuth), -np.cos(azimuth)
    by_rows = abs(south) >= abs(east)
    along, across = (south, east) if by_rows else (east, south)
    turned = (lambda plane: plane) if by_rows else np.transpose
    lines = turned(cloud)[:: -1 if along > 0 else 1]
    broad = ndi.maximum_filter1d(lines.astype(np.uint8), 3, axis=1, mode="constant") > 0
    slope, begin = across / abs(along), 1 - len(lines) if along > 0 else 0
    nearer = np.floor(slope * (begin + np.arange(len(lines))) + 0.5).astype(int)
    nearer -= min(nearer[0], nearer[-1])
    ground = highest * np.tan(np.radians(zenith_deg)) if zenith_deg < 90 else np.inf
    reach = min(ground * abs(along) // pixel_metres, len(lines))
    since = np.zeros(lines.shape[1] + nearer.max(), int)
    out = np.zeros(lines.shape, bool)
    for line, (here, first) in enumerate(zip(broad, nearer)):
        rays = since[first : first + len(here)]
        rays[:] = np.where(here, 0, rays + 1)
        out[line] = rays <= reach
    return turned(out[:: -1 if along > 0 else 1])


def without_lone_objects(mask: np.ndarray, way: np.ndarray, share: float = SHARE) -> np.ndarray:
    """Shadows (8-connected) in `mask` of which less than `share` has cloud on its `way` (H, W) become clear, the others stay whole."""
    labels, count = ndi.label(mask == SHADOW, np.ones((3, 3)))
    pixels = np.bincount(labels.ravel(), minlength=count + 1)
    met = np.bincount(labels.ravel(), weights=way.ravel(), minlength=count + 1)
    lone = met < share * pixels
    return np.where((mask == SHADOW) & lone[labels], CLEAR, mask)


def without_lone_shadows(
    mask: np.ndarray, missing: np.ndarray, pixel_metres: float, zenith_deg: float, azimuth_deg: float
) -> np.ndarray:
    """A mask (H, W) of classes without the shadows that no cloud can throw; what is `missing` (H, W) stays, and may be cloud."""
    way = under_cloud((mask >= SEMI) | missing, pixel_metres, zenith_deg, azimuth_deg)
    return np.where(missing, mask, without_lone_objects(np.where(missing, CLEAR, mask), way))
