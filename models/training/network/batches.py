"""Batches of a training: simulated windows, the first two of them a pair where pairs are wanted, and behind them real ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from ..data.bands import BANDS
from ..simulate.cache import SceneStore
from .pairs import draw_pair
from .real_windows import draw_windows
from .samples import MISSING, Drop, Teacher, draw, drop_bands

#: How often a batch is cut into 1, 2 x 2 or 4 x 4 windows: a network that sees large windows only takes the zeros beyond
#: the border of a small image for the rim of a shadow.
CUTS, CUT_ODDS = (1, 2, 4), (0.8, 0.08, 0.12)

#: A real sample counts for as much as a simulated one, though a kilometre fills little of a window; no pixel for more
#: than this many times its own weight.
LARGEST_REAL_WEIGHT = 8.0

#: Batches after which new scenes are looked for in the store.
REFRESH_EVERY = 50


@dataclass(frozen=True)
class Recipe:
    """What batches are made of."""

    level: str  # of products: L1C, L2A or both
    samples: int  # in a batch
    size: int  # of a sample, pixels
    real: int = 0  # samples that are real images with labels that time gave; the others are simulated
    paired: bool = False  # whether the first two samples show the same ground a pixel apart
    teacher: Teacher | None = None
    drop: Drop = drop_bands  # how simulated samples lack bands
    coarser: float = 0.0  # how often a batch is averaged to pixels twice as large; needs a teacher


class Batch(NamedTuple):
    """N windows of H x W pixels, N = `parts` x samples: first all samples' first windows, then their second, and so on."""

    image: torch.Tensor  # (N, 12, H, W) float32, as `Sample.planes`
    taught: torch.Tensor  # (N, H, W) float32, or (N, 4, H, W) probabilities, as `Sample.taught`
    weight: torch.Tensor  # (N, H, W) float32
    rows: int  # by which the second window of the pair lies further down than the first, pixels
    cols: int  # and further to the right
    parts: int  # into which each sample is cut
    simulated: int  # samples in front of the real ones
    paired: bool = True  # whether the first two are a pair


def cut(batch: torch.Tensor, pieces: int) -> torch.Tensor:
    """(N, ..., H, W) to (N * pieces ** 2, ..., H / pieces, W / pieces): the same pixels in smaller windows."""
    strips = torch.cat(batch.chunk(pieces, -2))
    return torch.cat(strips.chunk(pieces, -1))


def coarsened(image: torch.Tensor, taught: torch.Tensor, weight: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """The same windows with pixels twice as large: (N, 12, H, W), probabilities (N, 4, H, W) and weights (N, H, W) to half of H and W.

    Reflectance is averaged, not its logarithm; what is missing in part is missing.
    """
    halve = torch.nn.functional.avg_pool2d
    bands, auxiliary = image[:, : len(BANDS)], image[:, len(BANDS) :, ::2, ::2].clone()
    auxiliary[:, -1] += 1  # the logarithm of the pixel size, to base 2
    missing = torch.nn.functional.max_pool2d((bands == MISSING).float(), 2) > 0
    mean = torch.where(missing, torch.tensor(MISSING), torch.log1p(halve(torch.expm1(bands), 2)))
    counted = -torch.nn.functional.max_pool2d(-weight[:, None], 2)[:, 0] > 0
    return torch.cat([mean, auxiliary], 1), halve(taught, 2), halve(weight[:, None], 2)[:, 0] * counted


def as_heavy(weight: np.ndarray, total: float) -> np.ndarray:
    """`weight` scaled to a sum of `total`, but by no more than `LARGEST_REAL_WEIGHT`."""
    return weight * np.float32(min(total / max(float(weight.sum()), 1e-6), LARGEST_REAL_WEIGHT))


def as_taught(label: np.ndarray, beside: torch.Tensor) -> np.ndarray:
    """Classes (N, H, W) in the form of what is taught `beside` them: (N, H, W), or a probability for each (N, 4, H, W); float32."""
    if beside.dim() == label.ndim:
        return label.astype(np.float32)
    return np.eye(beside.shape[1], dtype=np.float32)[label].transpose(0, 3, 1, 2)


class BatchSource:
    """Draws one batch after the other; which ones follows from the seed, and from the scenes that the store has by then."""

    def __init__(self, store: SceneStore, recipe: Recipe, seed: int) -> None:
        self.store, self.recipe = store, recipe
        self.rng = np.random.default_rng(seed)
        self.drawn = 0

    def __call__(self) -> Batch:
        if self.drawn % REFRESH_EVERY == 0:
            self.store.refresh()
        self.drawn += 1
        rows, cols, samples = self._simulated()
        pieces = int(self.rng.choice(CUTS, p=CUT_ODDS))
        windows = tuple(torch.from_numpy(np.stack(part)) for part in zip(*samples))
        if self.recipe.coarser and self.rng.random() < self.recipe.coarser:
            windows = coarsened(*windows)
        windows = tuple(cut(part, pieces) for part in windows)
        if self.recipe.real:
            windows = self._with_real(windows, pieces)
        return Batch(*windows, rows, cols, pieces**2, len(samples), self.recipe.paired)

    def _simulated(self) -> tuple[int, int, list[tuple[np.ndarray, np.ndarray, np.ndarray]]]:
        """How far the windows of a pair lie apart, and (planes, what is taught, weight) of each simulated sample."""
        rng, store, recipe = self.rng, self.store, self.recipe
        level, size, taught = recipe.level, recipe.size, {"teacher": recipe.teacher, "drop": recipe.drop}
        count = recipe.samples - recipe.real
        levels = [str(one) for one in rng.choice(["L1C", "L2A"], count)] if level == "both" else [level] * count
        rows, cols = ((0, 1), (1, 0), (1, 1))[int(rng.integers(3))]
        samples = list(draw_pair(rng, store, levels[0], size, rows, cols, **taught)) if recipe.paired else []
        for one in levels[len(samples) :]:
            sample = draw(rng, store, one, size, **taught)
            samples.append((sample.planes, sample.taught, sample.weight))
        return rows, cols, samples

    def _with_real(
        self, windows: tuple[torch.Tensor, torch.Tensor, torch.Tensor], pieces: int
    ) -> tuple[torch.Tensor, ...]:
        """The same with windows of real images behind them, each as heavy as the mean of the simulated ones."""
        image, label, weight = draw_windows(self.rng, self.recipe.size, pieces, self.recipe.real)
        each = float(windows[2].sum()) / (self.recipe.samples - self.recipe.real) / pieces**2
        heavy = np.stack([as_heavy(one, each) for one in weight])
        real = image, as_taught(label, windows[1]), heavy
        return tuple(torch.cat([one, torch.from_numpy(more)]) for one, more in zip(windows, real))


@contextmanager
def drawn_ahead(draw: Callable[[], Batch], count: int = 5) -> Iterator[Callable[[], Batch]]:
    """What gives the results of `draw` in their order, of which `count` are made meanwhile, in a thread: numpy and torch
    release the interpreter. What `draw` raises is raised where its result is taken."""
    with ThreadPoolExecutor(1) as thread:
        waiting = deque(thread.submit(draw) for _ in range(count))

        def take() -> Batch:
            waiting.append(thread.submit(draw))
            return waiting.popleft().result()

        try:
            yield take
        finally:
            thread.shutdown(cancel_futures=True)
