"""How sure a figure is: percentiles of a bootstrap over what was imaged together, never over single pixels of one image.

Where there is one image only, its points are drawn one by one, and a painted image by blocks.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence

import numpy as np

from ..data.imagery import data_root
from ..data.validation import Image
from .scores import confusion

REPEATS = 2000
LIMITS = (0.025, 0.975)
#: Side of the blocks into which one painted image is cut, pixels.
BLOCK = 64


def balanced(matrix: np.ndarray) -> float:
    """Mean producer's accuracy over the classes that occur in a confusion matrix (4, 4)."""
    there = matrix.sum(1) > 0
    return float((np.diag(matrix)[there] / matrix.sum(1)[there]).mean())


def f1_of(counts: np.ndarray) -> float:
    """F1 of (3,) counts: in both, true, found."""
    return 2 * float(counts[0]) / max(float(counts[1] + counts[2]), 1.0)


def share(counts: np.ndarray) -> float:
    """The first of (2,) counts over the second."""
    return float(counts[0]) / max(float(counts[1]), 1.0)


def limits(values: Sequence[float]) -> list[float]:
    """What 95 % of `values` lie between, to three digits."""
    return [round(float(np.quantile(values, at)), 3) for at in LIMITS]


def spread(counts: Sequence[np.ndarray], figure: Callable[[np.ndarray], float], repeats: int = REPEATS) -> list[float]:
    """95 % of `figure` when groups are drawn anew: it is given the sum of the drawn ones' `counts`, arrays of one shape."""
    stack, rng = np.stack(counts), np.random.default_rng(0)
    drawn = rng.multinomial(len(stack), np.full(len(stack), 1 / len(stack)), repeats)
    return limits([figure(one) for one in np.tensordot(drawn, stack, 1)])


def over_places(
    places: list[list[np.ndarray]], rng: np.random.Generator, repeats: int = REPEATS, less: list | None = None
) -> list[float]:
    """95 % of the mean balanced accuracy over `places`, each a list of its groups' confusion matrices; one place is not resampled itself.

    With `less`, the same places and groups found otherwise, of how much more the first have.
    """
    means = []
    for _ in range(repeats):
        chosen = [0] if len(places) == 1 else rng.integers(len(places), size=len(places))
        picks = [(k, rng.integers(len(places[k]), size=len(places[k]))) for k in chosen]
        means.append(_mean(places, picks) - (_mean(less, picks) if less else 0))
    return limits(means)


def _mean(places: list[list[np.ndarray]], picks: list[tuple[int, np.ndarray]]) -> float:
    """Mean balanced accuracy over (place, which of its groups)."""
    return float(np.mean([balanced(np.sum([places[k][one] for one in groups], 0)) for k, groups in picks]))


def group_names(images: list[Image]) -> list[list[str]]:
    """For each image and point what it was imaged together with: the patches' `group`, else the image, and of one image every point by itself."""
    with open(data_root() / "points" / "l1c_chips_points.csv", encoding="utf-8") as file:
        of_patch = {row["file"]: row["group"] for row in csv.DictReader(file)}
    if len(images) == 1:
        return [[str(k) for k in range(len(images[0].truth))]]
    return [[of_patch.get(image.name, image.name)] * len(image.truth) for image in images]


def by_group(images: list[Image], found: list[np.ndarray]) -> list[np.ndarray]:
    """One confusion matrix (4, 4) for each group."""
    out: dict[str, np.ndarray] = {}
    for image, names, classes in zip(images, group_names(images), found):
        for name, truth, one in zip(names, image.truth, classes):
            out[name] = out.get(name, 0) + confusion(np.array([truth]), np.array([one]))
    return list(out.values())


def by_block(*planes: np.ndarray) -> list[np.ndarray]:
    """(n,) sums of n planes (H, W) in each block of an image."""
    height, width = planes[0].shape
    return [
        np.array([plane[row : row + BLOCK, col : col + BLOCK].sum() for plane in planes])
        for row in range(0, height, BLOCK)
        for col in range(0, width, BLOCK)
    ]


def told(interval: Sequence[float], digits: int = 2, times: float = 1) -> str:
    """An interval for a person, in brackets after a figure."""
    return f" ({' to '.join(f'{one * times:.{digits}f}' for one in interval)})"
