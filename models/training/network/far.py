"""What wide scenes teach of shadows that lie far from their clouds: networks are asked at two pixel sizes, and labels say what they cannot see.

Under a sun of 24 degrees the shadow of a streak 1,300 m high lies 300 pixels of 10 m from it, and no window of 256 pixels holds both.
"""

from __future__ import annotations

import numpy as np
import torch

from ..data.bands import CLASSES, CLOUD, SHADOW
from .split import Together

#: The shadow of a cloud lies this many times its height away under a low sun: one at 34 degrees.
LOW_SUN = 1.5
#: Under a low sun what labels call shadow, and opaque cloud, is so by this share; the rest say the networks.
SHADOW_LEARNT, CLOUD_LEARNT = 0.8, 0.6
#: Such shadow has no more cloud than this above it, and such cloud no less: opacity.
CLEAR_ABOVE, OPAQUE = 0.02, 0.19
#: Of pixels of this size and larger shadows are near as it is: log2 of 20 m over 20 m.
COARSE = 0.0


class FarShadows(Together):
    """A `Teacher` like `Together`, which also asks fine images at twice their pixel size and leaves shadows and opaque cloud of low suns to the labels."""

    def _of(self, level: str, image: np.ndarray, auxiliary: np.ndarray) -> np.ndarray:
        said = super()._of(level, image, auxiliary)
        if auxiliary[2] >= COARSE:
            return said
        coarse = super()._of(level, halved(image), auxiliary + np.array([0, 0, 1], np.float32))
        return (said + doubled(coarse)) / 2

    def __call__(
        self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray, opacity: np.ndarray
    ) -> np.ndarray:
        """(4, H, W) float32, see `teach_low_sun`."""
        said = super().__call__(level, index, where, label, opacity)
        *_, small = self.store.window(index, 0, 0, 1)
        return teach_low_sun(label, opacity, said) if np.hypot(*small[:2]) > LOW_SUN else said


def teach_low_sun(label: np.ndarray, opacity: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Probabilities (4, H, W) as networks `said` them, but for shadow and opaque cloud of labels and opacity (H, W)."""
    taught = said
    for one, where, share in (
        (SHADOW, (label == SHADOW) & (opacity < CLEAR_ABOVE), SHADOW_LEARNT),
        (CLOUD, (label == CLOUD) & (opacity > OPAQUE), CLOUD_LEARNT),
    ):
        sure = (np.arange(len(CLASSES)) == one).astype(np.float32)[:, None, None]
        taught = np.where(where, share * sure + (1 - share) * taught, taught)
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
