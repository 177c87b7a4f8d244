"""Pairs of windows that lie a pixel apart: what a network says of a pixel should not hang on where an image lies on its halved grids."""

from __future__ import annotations

import numpy as np
import torch

from ..simulate.cache import SceneStore
from .samples import Drop, Teacher, draw, drop_bands

#: Pixels beside a window's border, which two windows a pixel apart cannot judge alike.
EDGE = 8


def draw_pair(
    rng: np.random.Generator,
    store: SceneStore,
    level: str,
    size: int,
    rows: int,
    cols: int,
    teacher: Teacher | None = None,
    drop: Drop = drop_bands,
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Two windows of one sample (planes, what is taught, weight), the second from `rows`, `cols` (0 or 1) pixels further on; `teacher`, `drop` as in `draw`."""
    sample = draw(rng, store, level, size + 1, teacher=teacher, drop=drop)
    parts = sample.planes, sample.taught, sample.weight
    return tuple([plane[..., r : r + size, c : c + size] for plane in parts] for r, c in ((0, 0), (rows, cols)))


def disagreement(logits: torch.Tensor, rows: int, cols: int, parts: int, samples: int) -> torch.Tensor:
    """How differently the same pixels are judged where the image lies elsewhere on the network's grid: symmetric divergence, mean over pixels.

    `logits` (parts * samples + more, 4, H, W) as `cut` orders them; the first two of each `samples` are a pair of `draw_pair`.
    """
    pair = logits[: parts * samples].unflatten(0, (parts, samples))[:, :2]
    height, width = pair.shape[-2:]
    first = pair[:, 0, :, rows:, cols:].log_softmax(1)
    second = pair[:, 1, :, : height - rows, : width - cols].log_softmax(1)
    apart = ((first.exp() - second.exp()) * (first - second)).sum(1)
    return apart[:, EDGE:-EDGE, EDGE:-EDGE].mean()
