"""Small clouds and shadows one by one, real beside simulated: how many there are of which size, how bright, how sharp, how dark.

`python -m models.training.measure.objects --scenes HELD_OUT --out DIR`

Clouds are found by the picture alone, on both sides by one rule: what is brighter in B02 than the ground around it, and stands by itself.
Shadows are those that a person painted over Alberta, and those of the labels. Writes DIR/objects.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import INDEX, SHADOW
from ..data.places import lahinch, t11upt
from ..data.validation import alberta, coarser, l1c_patches
from ..simulate.cache import SceneStore
from .realism import PERCENTILES, numbers, report_on_scenes, table
from .statistics import BRIGHT, simulations

#: Sizes of objects, pixels, from and to.
SIZES = ((4, 9), (10, 25), (26, 80), (81, 300))
#: How much brighter than the ground around it a cloud is in B02, and how much of what surrounds it may be as bright.
CONTRAST, COMPANY = 0.04, 0.1
#: Ground around an object: this far from it, pixels.
NEAR, FAR = 3, 8
#: Objects of one size in one image that percentiles are taken of, at most, so that none speaks for all; and the fewest that are told of.
PER_IMAGE, FEWEST = 60, 5
#: Steps across a border, pixels; negative inside.
ACROSS = (-3, -2, -1, 1, 2, 3)
BANDS_TOLD = ("B02", "B04", "NIR")


@dataclass
class Object:
    """`pixels` of it; its peak in B02 above the ground around it; what is left of that a pixel inside and a pixel outside of its border;
    its darkness, per band of `BANDS_TOLD` the median over the ground's; how far the next cloud is, pixels."""

    pixels: int
    peak: float
    inside: float
    outside: float
    darkness: np.ndarray
    cloud_distance: float


def objects(mask: np.ndarray) -> Iterator[tuple[tuple[slice, slice], np.ndarray, np.ndarray]]:
    """Those in a mask (H, W) that are as large as `SIZES` says and touch no border: a window around each, the object in it and the ring between
    `NEAR` and `FAR` pixels from it, both (h, w) bool."""
    labels, count = ndi.label(mask, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    for number, place in enumerate(ndi.find_objects(labels), 1):
        edges = [one.start > 0 and one.stop < side for one, side in zip(place, mask.shape)]
        if all(edges) and SIZES[0][0] <= sizes[number] <= SIZES[-1][1]:
            window = tuple(slice(max(one.start - FAR - 1, 0), one.stop + FAR + 1) for one in place)
            shape = labels[window] == number
            distance = ndi.distance_transform_edt(~shape)
            yield window, shape, (distance > NEAR) & (distance <= FAR)


def lowland(blue: np.ndarray) -> np.ndarray:
    """(H, W) median of the darkest pixels of squares of four pixels, over four times `FAR`: ground without its small bright things."""
    height, width = blue.shape
    squares = np.pad(blue, ((0, -height % 4), (0, -width % 4)), mode="edge")
    squares = squares.reshape(squares.shape[0] // 4, 4, squares.shape[1] // 4, 4).min((1, 3))
    return ndi.median_filter(squares, FAR + 1).repeat(4, 0).repeat(4, 1)[:height, :width]


def clouds(reflectance: np.ndarray) -> list[Object]:
    """Clouds of an image (9, H, W) that stand by themselves."""
    blue = np.nan_to_num(reflectance[INDEX["B02"]])
    above = blue - lowland(blue)
    found = []
    for window, shape, ring in objects(above > CONTRAST):
        part = blue[window]
        if not ring.any() or (above[window][ring] > CONTRAST).mean() > COMPANY:
            continue
        ground = np.median(part[ring])
        peak = float(np.quantile(part[shape], 0.95) - ground)
        if peak <= CONTRAST:
            continue
        inner = shape & ~ndi.binary_erosion(shape)
        outer = ndi.binary_dilation(shape) & ~shape
        share = lambda where, part=part, ground=ground, peak=peak: float((np.median(part[where]) - ground) / peak)
        found.append(Object(int(shape.sum()), peak, share(inner), share(outer), np.full(3, np.nan), np.nan))
    return found


def shadows(reflectance: np.ndarray, mask: np.ndarray) -> list[Object]:
    """Shadows of a mask (H, W) over ground that is not cloud."""
    planes = reflectance[[INDEX[name] for name in BANDS_TOLD]]
    bright = np.nan_to_num(reflectance[INDEX["B02"]]) > BRIGHT / 2
    far = ndi.distance_transform_edt(~bright) if bright.any() else np.full(mask.shape, np.nan)
    found = []
    for window, shape, ring in objects(mask):
        ring &= ~mask[window] & ~bright[window]
        if ring.sum() < 2 * FAR:
            continue
        part = planes[:, *window]
        darkness = np.median(part[:, shape], 1) / np.maximum(np.median(part[:, ring], 1), 1e-3)
        found.append(Object(int(shape.sum()), np.nan, np.nan, np.nan, darkness, float(np.median(far[window][shape]))))
    return found


def some(images: list[list[Object]], low: int, high: int) -> list[Object]:
    """Those of a size, at most `PER_IMAGE` of each image."""
    rng, out = np.random.default_rng(0), []
    for found in images:
        these = [one for one in found if low <= one.pixels <= high]
        out += [these[k] for k in rng.permutation(len(these))[:PER_IMAGE]]
    return out


def penumbra(images: Iterable[tuple[np.ndarray, np.ndarray]]) -> list[str]:
    """By `ACROSS`, the median near infrared over that of the ground `NEAR` to `FAR` pixels outside; of (reflectance, shadow) of images."""
    rows = []
    for reflectance, mask in images:
        infrared = reflectance[INDEX["NIR"]]
        outside, inside = ndi.distance_transform_edt(~mask), ndi.distance_transform_edt(mask)
        dull = np.nan_to_num(reflectance[INDEX["B02"]], nan=1) < BRIGHT / 2
        ring = (outside > NEAR) & (outside <= FAR) & dull
        if mask.sum() < 500 or ring.sum() < 500:
            continue
        at = lambda step, outside=outside, inside=inside: np.abs((outside if step > 0 else inside) - abs(step)) < 0.5
        rows.append(
            [np.median(infrared[at(step) & dull]) / np.median(infrared[ring]) if (at(step) & dull).any() else np.nan for step in ACROSS]
        )  # fmt: skip
    return [str(len(rows)), *(f"{one:.2f}" for one in np.nanmedian(rows, 0))] if rows else ["0", *"—" * len(ACROSS)]


def size_rows(name: str, images: list[list[Object]], cells) -> list[list[str]]:
    """A row for each of `SIZES` that occurs often enough; `cells` of the objects, besides name, size, and how many of all are as large."""
    rows, every = [], [one.pixels for found in images for one in found]
    for low, high in SIZES:
        these, count = some(images, low, high), sum(low <= one <= high for one in every)
        if count >= FEWEST:
            rows.append([name, f"{low} to {high}", f"{count}, {100 * count / len(every):.0f} %", *cells(these)])
    return rows


def told(values: list[float]) -> str:
    """Percentiles of some objects' figures."""
    return numbers(np.nanpercentile(values, PERCENTILES), 2)


def cloud_table(store: SceneStore) -> list[str]:
    """Small clouds of real places and of simulated scenes, by pixel size."""
    patches = list(l1c_patches(10))
    made = lambda level, metres: [one.reflectance for one in simulations(store, level, metres)]
    sets = (
        ("T11UPT, 60 m, L2A", [t11upt().reflectance]),
        ("simulated, 60 m, L2A", made("L2A", 60)),
        ("Alberta, 30 m, L2A", [image.reflectance for image, _ in alberta()]),
        ("simulated, 30 m, L2A", made("L2A", 30)),
        ("patches, 20 m, L1C", [coarser(image, 2).reflectance for image in patches]),
        ("simulated, 20 m, L1C", made("L1C", 20)),
        ("patches and Lahinch, 10 m, L1C", [image.reflectance for image in (*patches, *lahinch())]),
        ("simulated, 10 m, L1C", made("L1C", 10)),
    )
    rows = []
    for name, images in sets:
        found = [clouds(image) for image in images]
        rows += size_rows(
            name,
            found,
            lambda these: [told([getattr(one, what) for one in these]) for what in ("peak", "inside", "outside")],
        )
    return [
        "## Small clouds",
        "",
        "10 / 50 / 90 % of clouds that stand by themselves. Peak in B02 above the ground; what is left of it in the cloud's outermost pixels, and a pixel outside.",
        "",
        *table(["", "pixels", "clouds", "peak", "outermost", "a pixel outside"], rows),
    ]


def shadow_tables(store: SceneStore) -> list[str]:
    """Shadows by size, by how far the next cloud is, and across their borders."""
    real = [(image.reflectance, painted) for image, painted in alberta()]
    made = {
        metres: [(one.reflectance, one.label == SHADOW) for one in simulations(store, "L2A", metres)]
        for metres in (30, 20)
    }
    rows, borders = [], []
    for name, images in (
        ("Alberta, painted, 30 m", real),
        *((f"simulated, {metres} m", one) for metres, one in made.items()),
    ):
        found = [shadows(*image) for image in images]
        cells = lambda these: [told([one.darkness[k] for one in these]) for k in range(len(BANDS_TOLD))]
        rows += size_rows(name, found, cells)
        for low, high in ((0, 5), (5, 15), (15, 60)):
            these = [one for image in found for one in image if low < one.cloud_distance <= high]
            if len(these) >= FEWEST:
                rows.append([f"{name}, next cloud {low} to {high} pixels away", "all", str(len(these)), *cells(these)])
        borders.append([name, *penumbra(images)])
    return [
        "## Shadows by size and distance",
        "",
        "10 / 50 / 90 % of shadows over the ground around them, Level-2A.",
        "",
        *table(["", "pixels", "shadows", *BANDS_TOLD], rows),
        "Near infrared across the border, median over images, of the ground around; negative steps are inside.",
        "",
        *table(["", "images", *(f"{step:+d}" for step in ACROSS)], borders),
    ]


def main() -> None:
    report_on_scenes(__doc__, "objects.md", lambda store: "\n".join([*cloud_table(store), *shadow_tables(store)]))


if __name__ == "__main__":
    main()
