"""Where thin cloud ends: what a network that is shipped says of it, for another to keep (self-distillation).

Physics gives a scene's opacity, and people draw the limit between thin and opaque cloud where no opacity says. What a shipped network has
learnt of it is kept by telling the next one, pixel by pixel, what part of a cloud's probability is opaque; whether there is cloud at all, and
shadow, is learnt from the labels.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from ..data.bands import CLOUD, SEMI, scale_reflectance
from ..simulate.cache import SceneStore
from ..simulate.scene import SIZE
from .samples import as_level, face_northwest, level_channels
from .weights import network_of

#: Where a network gives all cloud less than this probability, it says nothing of how opaque it is.
SEEN = 0.2


class Split:
    """What the networks of `models`/nephos-l1c and nephos-l2a say of the scenes of a store, each judged once and kept."""

    def __init__(self, models: Path, store: SceneStore) -> None:
        self.store = store
        self.networks = {level: network_of(models / f"nephos-{level.lower()}") for level in ("L1C", "L2A")}
        self._known: dict[tuple[str, int], np.ndarray] = {}

    def __call__(self, level: str, index: int) -> np.ndarray:
        """(N, N) float16: of a scene's cloud the part that is opaque, 0..1; NaN where the network of that level sees none."""
        if (level, index) not in self._known:
            self._known[level, index] = self._judge(level, index)
        return self._known[level, index]

    @torch.no_grad()
    def _judge(self, level: str, index: int) -> np.ndarray:
        """The same, as the mean over two places on the network's grid, all bands given."""
        toa, _, _, small = self.store.window(index, 0, 0, SIZE)
        image = scale_reflectance(as_level(toa, small[3:12], small[12:21], level))
        (image,), vector = face_northwest([image], small[:2])
        constant = np.broadcast_to(np.array([*vector, small[2]], np.float32)[:, None, None], (3, SIZE, SIZE))
        planes = np.concatenate([image, constant])[level_channels(level)]
        moved = np.pad(planes[:, 1:, 1:], ((0, 0), (0, 1), (0, 1)), mode="reflect")
        here, there = (
            self.networks[level](torch.from_numpy(np.ascontiguousarray(one))[None]).softmax(1)[0].numpy()
            for one in (planes, moved)
        )
        here[:, 1:, 1:] = (here[:, 1:, 1:] + there[:, :-1, :-1]) / 2
        cloud = here[SEMI] + here[CLOUD]
        share = np.where(cloud < SEEN, np.nan, here[CLOUD] / np.maximum(cloud, SEEN))
        (share,), _ = face_northwest([share], small[:2])  # mirrored once more it lies as it lay
        return share.astype(np.float16)
