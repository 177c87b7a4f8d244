"""A second look after the network, by geometry: shadow stays shadow only where there is cloud towards the sun.

`python -m models.training.experiments.sunward --out DIR [--models models]`

Of every pixel the largest probability of cloud is taken on its way to the sun, up to some height; beyond the image's border anything may be. Writes
DIR/sunward.md: T29UNU, T11UPT and T33UUU at their points and Alberta's painted shadows, over thresholds of shadow, with and without.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import CLEAR, CLOUD, SEMI, SHADOW
from ..data.places import t11upt, t33uuu
from ..data.validation import Image, alberta, t29unu
from ..measure.inference import Pack, claim
from ..measure.intervals import balanced
from ..measure.scores import confusion

#: Up to which height above the ground clouds are looked for, metres, and from which probability on one is there.
HIGHEST, SEEN = 4000.0, 0.3
#: Lowest height that is looked at, metres, and steps along the way, pixels; a cloud counts a pixel to either side.
LOWEST, STEP = 100.0, 2.0
SHADOWS = (0.12, 0.16, 0.2, 0.25, 0.3, 0.33)


def sunward(
    cloud: np.ndarray, pixel_metres: float, zenith_deg: float, azimuth_deg: float, highest: float = HIGHEST
) -> np.ndarray:
    """(H, W) largest probability of `cloud` (H, W) that each pixel has between itself and the sun; 1 where its way leaves the image first."""
    broad = ndi.maximum_filter(cloud, 3)
    tangent, azimuth = np.tan(np.radians(zenith_deg)), np.radians(azimuth_deg)
    best = np.zeros_like(broad)
    for metres in np.arange(LOWEST, highest, STEP * pixel_metres / tangent):
        reach = metres * tangent / pixel_metres
        best = np.maximum(best, moved(broad, round(-np.cos(azimuth) * reach), round(np.sin(azimuth) * reach)))
    return best


def moved(plane: np.ndarray, rows: int, cols: int) -> np.ndarray:
    """What a plane (H, W) holds `rows` further down and `cols` further right of each pixel; 1 beyond its border."""
    out, (height, width) = np.ones_like(plane), plane.shape
    if abs(rows) < height and abs(cols) < width:
        here = np.s_[max(0, -rows) : height - max(0, rows), max(0, -cols) : width - max(0, cols)]
        there = np.s_[max(0, rows) : height - max(0, -rows), max(0, cols) : width - max(0, -cols)]
        out[here] = plane[there]
    return out


def judged(pack: Pack, image: Image) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (4, H, W) of an image and whether there is cloud towards the sun (H, W)."""
    planes = pack.probabilities(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
    way = sunward(
        np.nan_to_num(planes[SEMI] + planes[CLOUD]), image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg
    )
    return planes, way >= SEEN


def masks(pack: Pack, image: Image) -> Iterator[tuple[float, list[np.ndarray]]]:
    """For each threshold of shadow, and the pack's own, the mask without and with the second look."""
    planes, cloud = judged(pack, image)
    own = pack.thresholds(image.reflectance)
    for shadow in sorted({*SHADOWS, own["shadow"]}):
        mask = claim(planes, own | {"shadow": shadow})
        yield shadow, [mask, np.where((mask == SHADOW) & ~cloud, CLEAR, mask)]


def rows(l1c: Pack, l2a: Pack) -> Iterator[tuple[str, str, str, str]]:
    """(place, threshold, without, with)."""
    for name, pack, image in (("T29UNU", l2a, t29unu()), ("T11UPT", l2a, t11upt()), ("T33UUU", l1c, t33uuu())):
        for shadow, both in masks(pack, image):
            cells = []
            for mask in both:
                matrix = confusion(image.truth, mask[image.rows, image.cols])
                kept = f"{matrix[CLEAR, CLEAR]} of {matrix[CLEAR].sum()} clear, {matrix[SHADOW, SHADOW]} of {matrix[SHADOW].sum()} shadow"
                cells.append(f"{balanced(matrix):.3f}: {kept}; {100 * (mask == SHADOW).mean():.1f} % shadow")
            yield name, f"{shadow:g}", *cells
    for image, painted in alberta():
        for shadow, both in masks(l2a, image):
            hits = [(mask == SHADOW) & painted for mask in both]
            cells = [
                f"{hit.sum() / painted.sum():.3f} at {hit.sum() / max((mask == SHADOW).sum(), 1):.3f}"
                for hit, mask in zip(hits, both)
            ]
            yield f"Alberta {image.name}, recall at precision", f"{shadow:g}", *cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    lines = ["| place | shadow from | network | and cloud towards the sun |", "|---|---|---|---|"]
    for row in rows(Pack(args.models / "nephos-l1c"), Pack(args.models / "nephos-l2a")):
        lines.append("| " + " | ".join(row) + " |")
        print(lines[-1], flush=True)
    (args.out / "sunward.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
