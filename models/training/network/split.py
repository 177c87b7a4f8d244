"""What networks that are shipped say of a scene, for another to keep (self-distillation): where thin cloud ends, or all but shadow.

Physics gives a scene's opacity, and people draw the limits between thin and opaque cloud, and between thin cloud and clear ground, where no
opacity says. What a shipped network has learnt of them is kept by telling the next one, pixel by pixel: `Split` what part of a cloud's
probability is opaque (whether there is cloud at all, and shadow, is learnt from the labels), `ButShadow` all, but where ground is in shadow.
`Together` asks several networks, who know more than any of them, and lets labels say only that bare ground is clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from ..data.bands import BANDS, CLASSES, CLEAR, CLOUD, LEVEL_BANDS, SEMI, SHADOW, scale_reflectance
from ..simulate.cache import SceneStore
from .answers import agreed
from .cloudnet import CloudNet, without_bands
from .labels import bare_ground, teach_split
from .samples import as_level, face_northwest, level_channels
from .weights import network_of

#: Where a network gives all cloud less than this probability, it says nothing of how opaque it is.
SEEN = 0.2
#: What the label counts for beside a network that is sure of shadow where there is none: a probability.
DOUBT = 0.1
#: Of shadow, and of clear bare ground, how much the label says; the rest says the network.
LEARNT = 0.8


class Shipped:
    """What the networks of `models`/nephos-l1c and nephos-l2a say of the scenes of a store, each judged once and kept."""

    def __init__(self, models: Path, store: SceneStore) -> None:
        self.store = store
        self.networks = {level: network_of(models / f"nephos-{level.lower()}") for level in ("L1C", "L2A")}
        self._known: dict[tuple[str, int], np.ndarray] = {}

    def probabilities(self, level: str, index: int) -> np.ndarray:
        """(4, N, N) float16 of a whole scene, by the network of that level."""
        if (level, index) not in self._known:
            self._known[level, index] = self._judge(level, index)
        return self._known[level, index]

    def times(self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray) -> np.ndarray | float:
        """How many times its weight each pixel has: here once."""
        return 1.0

    def _judge(self, level: str, index: int) -> np.ndarray:
        """The same, all bands given."""
        toa, _, _, small = self.store.window(index, 0, 0, self.store.size)
        image = scale_reflectance(as_level(toa, small[3:12], small[12:21], level))
        (image,), vector = face_northwest([image], small[:2])
        said = self._of(level, image, np.array([*vector, small[2]], np.float32))
        (said,), _ = face_northwest([said], small[:2])  # mirrored once more it lies as it lay
        return said.astype(np.float16)

    def _of(self, level: str, image: np.ndarray, auxiliary: np.ndarray) -> np.ndarray:
        """(4, H, W) of an image (9, H, W) as a network sees it, and what it is told of shadow and pixel size (3,)."""
        constant = np.broadcast_to(auxiliary[:, None, None], (3, *image.shape[1:]))
        return self._say(level, np.concatenate([image, constant])[level_channels(level)])

    def _say(self, level: str, planes: np.ndarray) -> np.ndarray:
        """(4, H, W) of a network's input (C, H, W)."""
        return at_two_places(self.networks[level], planes)


@torch.no_grad()
def at_two_places(network: CloudNet, planes: np.ndarray) -> np.ndarray:
    """Probabilities (4, H, W) of an input (C, H, W), as the mean over two places on the network's grid."""
    moved = np.pad(planes[:, 1:, 1:], ((0, 0), (0, 1), (0, 1)), mode="reflect")
    here, there = (
        network(torch.from_numpy(np.ascontiguousarray(one))[None]).softmax(1)[0].numpy() for one in (planes, moved)
    )
    here[:, 1:, 1:] = (here[:, 1:, 1:] + there[:, :-1, :-1]) / 2
    return here


class Split(Shipped):
    """A `Teacher` of the limit between thin and opaque cloud alone."""

    def __call__(
        self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray, opacity: np.ndarray
    ) -> np.ndarray:
        """(H, W) float32, see `labels.teach_split`."""
        return teach_split(label, opacity, opaque_part(self.probabilities(level, index)[:, *where]), level)


class ButShadow(Shipped):
    """A `Teacher` of all but shadow, which is learnt from the labels."""

    def __call__(
        self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray, opacity: np.ndarray
    ) -> np.ndarray:
        """(4, H, W) float32, see `teach_but_shadow`."""
        return teach_but_shadow(label, self.probabilities(level, index)[:, *where].astype(np.float32))


class Together(Shipped):
    """A `Teacher` of what the networks of `models` and others of nine bands (`beside`, checkpoints) say together: see `answers.agreed`."""

    def __init__(self, models: Path, store: SceneStore, beside: Sequence[Path]) -> None:
        super().__init__(models, store)
        self.beside = [checkpoint(path) for path in beside]
        self._bare: dict[int, np.ndarray] = {}

    def _say(self, level: str, planes: np.ndarray) -> np.ndarray:
        lacking = tuple(sorted({*range(len(BANDS))} - {*LEVEL_BANDS[level]}))
        others = [without_bands(one, lacking).eval() if lacking else one for one in self.beside]
        return agreed(super()._say(level, planes), [at_two_places(one, planes) for one in others])

    def bare(self, index: int) -> np.ndarray:
        """(N, N) bool of a whole scene: rock, scree and dry soil, as clouds let it be seen."""
        if index not in self._bare:
            toa, _, _, small = self.store.window(index, 0, 0, self.store.size)
            self._bare[index] = bare_ground(toa, small[3:12], small[12:21])
        return self._bare[index]

    def __call__(
        self, level: str, index: int, where: tuple[slice, slice], label: np.ndarray, opacity: np.ndarray
    ) -> np.ndarray:
        """(4, H, W) float32, see `teach_clear`."""
        said = self.probabilities(level, index)[:, *where].astype(np.float32)
        return teach_clear((label == CLEAR) & self.bare(index)[where], said)


def checkpoint(path: Path) -> CloudNet:
    """The network of a training's weights, for inference."""
    network = CloudNet().eval()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return network


def opaque_part(probabilities: np.ndarray) -> np.ndarray:
    """(H, W) float32 of (4, H, W): of the probability of cloud the part that is opaque, 0..1; NaN where there is next to none."""
    thin, opaque = probabilities[[SEMI, CLOUD]].astype(np.float32)
    return np.where(thin + opaque < SEEN, np.nan, opaque / np.maximum(thin + opaque, SEEN))


def teach_but_shadow(label: np.ndarray, shipped: np.ndarray) -> np.ndarray:
    """What is taught (4, H, W), summing to 1, of classes (H, W) and a network's probabilities (4, H, W).

    What is in shadow `label` says, `LEARNT` of it; what is not in shadow is what the network says, given that it is not.
    """
    truth = (label == np.arange(len(CLASSES))[:, None, None]).astype(np.float32)
    shadow = LEARNT * truth[SHADOW] + (1 - LEARNT) * shipped[SHADOW]
    rest = shipped + DOUBT * np.where(truth[SHADOW] > 0, np.arange(len(CLASSES))[:, None, None] == CLEAR, truth)
    rest[SHADOW] = 0
    taught = (1 - shadow) * rest / rest.sum(0)
    taught[SHADOW] = shadow
    return taught.astype(np.float32)


def teach_clear(clear: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Probabilities (4, H, W) as networks `said` them, but where ground is known to be `clear` (H, W): `LEARNT` of that is so."""
    sure = (np.arange(len(CLASSES)) == CLEAR).astype(np.float32)[:, None, None]
    return np.where(clear, LEARNT * sure + (1 - LEARNT) * said, said).astype(np.float32)
