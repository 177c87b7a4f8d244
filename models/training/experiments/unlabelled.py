"""Real cloudy patches of which nobody said what is where, for consistency training.

A teacher (the averaged network) looks at a patch with all of its bands. The student sees the same patch as a product
would hold it that lacks bands, is darker, or was brought to Level-2A, and must say the same. So what B10 shows of a thin
cloud on a real image teaches what that cloud looks like without it. The points read in these patches are not used.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import rasterio
import torch

from ..data.bands import INDEX, SCALING, auxiliary_planes, scale_reflectance
from ..data.imagery import L1C_ORDER, data_root, pick_bands
from ..network.samples import MISSING, as_level, drop_bands, turn
from ..simulate.cache import SceneStore

#: Pixels of which the teacher is less sure than this are not taught.
SURE = 0.6
#: How often a patch is averaged to 20 m.
COARSE_ODDS = 0.35


@lru_cache(maxsize=1)
def patches() -> list[np.ndarray]:
    """The L1C patches that a person chose for their clouds, at 10 m: [(9, 256, 256) TOA reflectance]."""
    out = []
    for path in sorted((data_root() / "chips" / "l1c_13b_10m").glob("*.tif")):
        if not path.stem.endswith("_clear") and "__s2__" not in path.stem:
            with rasterio.open(path) as source:
                out.append(pick_bands(source.read().astype(np.float32) / 1e4, L1C_ORDER))
    return out


def draw_pair(rng: np.random.Generator, store: SceneStore, level: str, size: int) -> tuple[np.ndarray, np.ndarray]:
    """What the teacher and the student see of one patch: (12, size, size) float32 twice, sun unknown.

    Level-2A takes gain and offset from a scene of `store`, since a patch does not tell its own.
    """
    image = patches()[rng.integers(len(patches()))]
    pixel = 10.0
    if rng.random() < COARSE_ODDS:
        image, pixel = image.reshape(len(image), 128, 2, 128, 2).mean((2, 4)), 20.0
    missing = max(size - image.shape[-1], 0)
    image = np.pad(image, ((0, 0), (0, missing), (0, missing)), mode="reflect")
    row, col = rng.integers(0, image.shape[-1] - size + 1, 2)
    auxiliary = auxiliary_planes(None, None, pixel)
    (image,), _ = turn(rng, [image[:, row : row + size, col : col + size]], auxiliary[:2], sun_known=False)
    seen = scale_reflectance(np.ascontiguousarray(image))
    small = store.small[rng.integers(len(store.small))]
    gain, offset = small[rng.integers(len(small))][3:21].reshape(2, -1)
    less = as_level(image, gain, offset, level) * np.exp(
        rng.normal(0, 0.06) + rng.normal(0, 0.015, (len(image), 1, 1))
    ).astype(np.float32)
    less = scale_reflectance(less, SCALING)
    if level == "L2A":
        less[INDEX["B10"]] = MISSING
    drop_bands(rng, less)
    planes = np.broadcast_to(auxiliary[:, None, None], (len(auxiliary), size, size))
    return tuple(np.concatenate([x, planes]).astype(np.float32) for x in (seen, less))


def agreement(logits: torch.Tensor, taught: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Cross entropy of logits (N, 4, H, W) against the teacher's probabilities, and its weight, both (N, H, W)."""
    each = -(taught * torch.log_softmax(logits, 1)).sum(1)
    return each, (taught.amax(1) > SURE).to(each.dtype)
