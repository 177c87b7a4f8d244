"""What was tried of a second look by geometry, before it became the packs' own (`measure/sunward.py`): is there cloud on the way to the sun?

`python -m models.training.experiments.sunward --out DIR [--models models]`

The way ends at some height; where it leaves the image or meets missing pixels anything may be. Shadow without cloud becomes clear, either pixel by
pixel, or as whole objects (8-connected) of which less than a share has cloud on its way. Writes DIR/sunward.md: T29UNU, T11UPT and T33UUU at their
points and Alberta's painted shadows, over thresholds of shadow. Cloud is what the mask itself calls thin or opaque.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..data.bands import CLEAR, SEMI, SHADOW
from ..data.places import t11upt, t33uuu
from ..data.validation import Image, alberta, t29unu
from ..measure.inference import Pack, claim
from ..measure.intervals import balanced
from ..measure.scores import confusion
from ..measure.sunward import HIGHEST, under_cloud, without_lone_objects

#: Up to which heights above the ground clouds are looked for, metres, and the thresholds of shadow.
HEIGHTS = (HIGHEST, 7000.0, 11000.0)
SHADOWS = (0.2, 0.25, 0.3, 0.33)


def without_lone_pixels(mask: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Shadow without cloud on its way (H, W) becomes clear."""
    return np.where((mask == SHADOW) & ~way, CLEAR, mask)


def masks(pack: Pack, image: Image) -> Iterator[tuple[float, list[np.ndarray]]]:
    """For each threshold of shadow, and the pack's own, the mask as it is, and without lone pixels and lone objects for each height."""
    planes = pack.probabilities(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
    own = pack.thresholds(image.reflectance)
    for shadow in sorted({*SHADOWS, own["shadow"]}):
        mask = claim(planes, own | {"shadow": shadow})
        missing = ~np.isfinite(image.reflectance).any(0)
        mask[missing] = CLEAR
        sun = image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg
        ways = [under_cloud((mask >= SEMI) | missing, *sun, height) for height in HEIGHTS]
        yield (
            shadow,
            [mask, *(without(mask, way) for way in ways for without in (without_lone_pixels, without_lone_objects))],
        )


def rows(l1c: Pack, l2a: Pack) -> Iterator[tuple[str, ...]]:
    """(place, threshold, what each mask has)."""
    for name, pack, image in (("T29UNU", l2a, t29unu()), ("T11UPT", l2a, t11upt()), ("T33UUU", l1c, t33uuu())):
        for shadow, found in masks(pack, image):
            cells = []
            for mask in found:
                matrix = confusion(image.truth, mask[image.rows, image.cols])
                kept = f"{matrix[CLEAR, CLEAR]} of {matrix[CLEAR].sum()} clear, {matrix[SHADOW, SHADOW]} of {matrix[SHADOW].sum()} shadow"
                cells.append(f"{balanced(matrix):.3f}: {kept}; {100 * (mask == SHADOW).mean():.1f} % shadow")
            yield name, f"{shadow:g}", *cells
    for image, painted in alberta():
        for shadow, found in masks(l2a, image):
            hits = [(mask == SHADOW) & painted for mask in found]
            cells = [
                f"{hit.sum() / painted.sum():.3f} at {hit.sum() / max((mask == SHADOW).sum(), 1):.3f}"
                for hit, mask in zip(hits, found)
            ]
            yield f"Alberta {image.name}, recall at precision", f"{shadow:g}", *cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    kinds = [f"{kind} to {height / 1000:g} km" for height in HEIGHTS for kind in ("pixels", "objects")]
    lines = [f"| {' | '.join(('place', 'shadow from', 'network', *kinds))} |", "|---" * (3 + len(kinds)) + "|"]
    for row in rows(Pack(args.models / "nephos-l1c"), Pack(args.models / "nephos-l2a")):
        lines.append("| " + " | ".join(row) + " |")
        print(lines[-1], flush=True)
    (args.out / "sunward.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
