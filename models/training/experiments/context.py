"""What is context worth? The shipped networks at the points of the validation sets, shown no more than a window around each.

`python -m models.training.experiments.context [--models models]`

Prints a table. A window is continued by reflection to the least size that the engine gives a network, as the engine does
with a small image: so what lies beyond the window is hidden, and nothing else changes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ..data.validation import Image, l1c_patches, t29unu
from ..measure.inference import Pack
from ..measure.scores import confusion, summary

#: Sides of the windows, pixels.
WINDOWS = (8, 16, 32, 64, 128, 256)


def classes_within(pack: Pack, image: Image, side: int) -> np.ndarray:
    """(n,) classes at an image's points from windows of `side` pixels around them, or as near to them as the image allows."""
    _, height, width = image.reflectance.shape
    found = []
    for row, col in zip(image.rows, image.cols):
        top, left = (int(np.clip(at - side // 2, 0, max(size - side, 0))) for at, size in ((row, height), (col, width)))
        window = image.reflectance[:, top : top + side, left : left + side]
        mask = pack.mask(window, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
        found.append(mask[row - top, col - left])
    return np.array(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    args = parser.parse_args()
    l2a, l1c = (Pack(args.models / f"nephos-{level}") for level in ("l2a", "l1c"))
    sets = [(l2a, [t29unu()]), (l1c, list(l1c_patches(10))), (l1c, list(l1c_patches(20)))]
    print(
        "| window, pixels | T29UNU 60 m | its shadow / thin cloud | L1C 10 m | its shadow / thin cloud | L1C 20 m | its shadow / thin cloud |"
    )
    print("|---|---|---|---|---|---|---|")
    for side in WINDOWS:
        cells = []
        for pack, images in sets:
            score = summary(sum(confusion(image.truth, classes_within(pack, image, side)) for image in images))
            cells += [
                f"{score['balancedAccuracy']:.3f}",
                " / ".join(f"{score['classes'][name]['producers']:.2f}" for name in ("shadow", "semi")),
            ]
        print(f"| {side} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
