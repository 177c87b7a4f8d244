"""What wide scenes teach of shadows that lie far from their clouds: networks are asked at two pixel sizes, and labels say what they cannot see.

Under a sun of 24 degrees the shadow of a streak 1,300 m high lies 300 pixels of 10 m from it, and no window of 256 pixels holds both.
"""

from __future__ import annotations

import numpy as np
import torch

from ..data.bands import CLASSES, CLEAR, CLOUD, INDEX, SEMI, SHADOW
from .split import Together

#: The shadow of a cloud lies this many times its height away under a low sun: one at 34 degrees.
LOW_SUN = 1.5
#: Under a low sun what labels call shadow is so by this share; the rest say the networks.
SHADOW_LEARNT = 0.85
#: Such shadow, and lit ground, have no more cloud than this above them: opacity.
CLEAR_ABOVE = 0.02
#: Ground with at least this much of the clear sky's light is lit; it keeps this part of what networks say of shadow there, unless it is darker than
#: `DARKEST` (TOA reflectance in the near infrared): what is darker than conifers may as well be shadow, and is as networks say.
LIT, LIT_KEPT, DARKEST = 0.95, 0.08, 0.115
#: Cloud is what networks give at least this probability of cloud, or a label calls so: it weighs this many times, and is as networks say.
CLOUD_SEEN, CLOUD_WEIGHT = 0.2, 2.0
#: Lit ground as dark as T33UUU's conifers weighs this many times: TOA reflectance in B04, B11 and the near infrared below.
WOODS_RED, WOODS_SWIR, WOODS_INFRARED, WOODS_WEIGHT = 0.08, 0.11, 0.2, 2.5
#: Of pixels of this size and larger shadows are near as it is: log2 of 20 m over 20 m.
COARSE = 0.0


class FarShadows(Together):
    """A `Teacher` like `Together`, which also asks fine images at twice their pixel size and leaves lit ground and the shadows of low suns to the labels."""

    def _of(self, level: str, image: np.ndarray, auxiliary: np.ndarray) -> np.ndarray:
        said = super()._of(level, image, auxiliary)
        if auxiliary[2] >= COARSE:
            return said
        coarse = super()._of(level, halved(image), auxiliary + np.array([0, 0, 1], np.float32))
        return (said + doubled(coarse)) / 2

    def __call__(
        self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray, opacity: np.ndarray
    ) -> np.ndarray:
        """(4, H, W) float32, see `teach_light`."""
        said = super().__call__(level, index, where, label, opacity)
        toa, _, light, small = self._window(index, where)
        lit = (light > LIT) & (toa[INDEX["NIR"]] > DARKEST)
        return teach_light(label, opacity, lit, said, low_sun=float(np.hypot(*small[:2])) > LOW_SUN)

    def times(self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray) -> np.ndarray:
        """(H, W) float32: cloud and lit dark woods weigh more."""
        toa, _, light, _ = self._window(index, where)
        weight = np.where(is_cloud(label, self.probabilities(level, index)[:, *where]), CLOUD_WEIGHT, 1.0)
        return np.where((label == CLEAR) & (light > LIT) & like_woods(toa), WOODS_WEIGHT, weight).astype(np.float32)

    def _window(self, index: int, where: tuple[slice, slice]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        rows, cols = where
        start = rows.start or 0, cols.start or 0
        return self.store.window(index, *start, (rows.stop or self.store.size) - start[0])


def is_cloud(label: np.ndarray, said: np.ndarray) -> np.ndarray:
    """(H, W) bool: what a label (H, W), or networks' probabilities (4, H, W), call cloud of either kind."""
    return (label >= SEMI) | (said[SEMI] + said[CLOUD] > CLOUD_SEEN)


def like_woods(toa: np.ndarray) -> np.ndarray:
    """(H, W) bool: TOA reflectance (9, H, W) like that of conifers under a low sun."""
    red, infrared, swir = (toa[INDEX[band]] for band in ("B04", "NIR", "B11"))
    return (red < WOODS_RED) & (swir < WOODS_SWIR) & (infrared > DARKEST) & (infrared < WOODS_INFRARED)


def teach_light(
    label: np.ndarray, opacity: np.ndarray, lit: np.ndarray, said: np.ndarray, *, low_sun: bool
) -> np.ndarray:
    """Probabilities (4, H, W) as networks `said` them, but where there is no cloud: ground that is surely `lit` (H, W) and clear loses its shadow, and
    under a low sun what labels call shadow is so. `label`, `opacity` (H, W) as in `Scene`."""
    open_sky = (opacity < CLEAR_ABOVE) & ~is_cloud(label, said)
    sure = (np.arange(len(CLASSES)) == SHADOW).astype(np.float32)[:, None, None]
    taught = said
    if low_sun:
        taught = np.where((label == SHADOW) & open_sky, SHADOW_LEARNT * sure + (1 - SHADOW_LEARNT) * taught, taught)
    lost = np.where(lit & (label == CLEAR) & open_sky, (1 - LIT_KEPT) * taught[SHADOW], 0)
    taught = taught - sure * lost
    taught[CLEAR] += lost
    return taught.astype(np.float32)


def halved(image: np.ndarray) -> np.ndarray:
    """(C, H, W) to (C, H / 2, W / 2) of pixels twice as large; H and W even."""
    bands, height, width = image.shape
    return image.reshape(bands, height // 2, 2, width // 2, 2).mean((2, 4))


def doubled(planes: np.ndarray) -> np.ndarray:
    """(C, H, W) to (C, 2 H, 2 W), between pixels' middles by straight lines."""
    return torch.nn.functional.interpolate(
        torch.from_numpy(planes)[None], scale_factor=2, mode="bilinear", align_corners=False
    )[0].numpy()
