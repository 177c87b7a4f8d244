"""A second look after the network, by geometry: is there cloud on the way from a shadow to the sun?

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
import scipy.ndimage as ndi

from ..data.bands import CLEAR, CLOUD, SEMI, SHADOW
from ..data.places import t11upt, t33uuu
from ..data.validation import Image, alberta, t29unu
from ..measure.inference import Pack, claim
from ..measure.intervals import balanced
from ..measure.scores import confusion

#: Up to which heights above the ground clouds are looked for, metres, and the share of an object that must have one.
HEIGHTS, SHARE = (4000.0, 7000.0, 11000.0), 0.25
#: Lowest height that is looked at, metres, and steps along the way, pixels; a cloud counts a pixel to either side.
LOWEST, STEP = 100.0, 2.0
SHADOWS = (0.2, 0.25, 0.3, 0.33)


def sunward(
    cloud: np.ndarray, pixel_metres: float, zenith_deg: float, azimuth_deg: float, highest: float = HEIGHTS[0]
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


def shadows_with_cloud(mask: np.ndarray, image: Image, highest: float) -> np.ndarray:
    """(H, W) whether a pixel of `mask` has cloud, or what is not known, between itself and the sun up to `highest` metres."""
    cloud = np.isin(mask, (SEMI, CLOUD)) | ~np.isfinite(image.reflectance).any(0)
    return (
        sunward(cloud.astype(np.float32), image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg, highest) > 0
    )


def without_lone_pixels(mask: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Shadow without cloud on its way (H, W) becomes clear."""
    return np.where((mask == SHADOW) & ~way, CLEAR, mask)


def without_lone_objects(mask: np.ndarray, way: np.ndarray, share: float = SHARE) -> np.ndarray:
    """Shadows of which less than `share` has cloud on its way (H, W) become clear, the others stay whole."""
    labels, count = ndi.label(mask == SHADOW, np.ones((3, 3)))
    pixels = np.bincount(labels.ravel(), minlength=count + 1)
    met = np.bincount(labels.ravel(), weights=way.ravel(), minlength=count + 1)
    lone = met < share * pixels
    return np.where((mask == SHADOW) & lone[labels], CLEAR, mask)


def masks(pack: Pack, image: Image) -> Iterator[tuple[float, list[np.ndarray]]]:
    """For each threshold of shadow, and the pack's own, the mask as it is, and without lone pixels and lone objects for each height."""
    planes = pack.probabilities(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
    own = pack.thresholds(image.reflectance)
    for shadow in sorted({*SHADOWS, own["shadow"]}):
        mask = claim(planes, own | {"shadow": shadow})
        mask[~np.isfinite(image.reflectance).any(0)] = CLEAR
        ways = [shadows_with_cloud(mask, image, height) for height in HEIGHTS]
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
