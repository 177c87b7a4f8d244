"""Compares simulated scenes with real imagery, in figures: where they differ, the networks learn what is not so.

`python -m models.training.measure.realism --scenes HELD_OUT --out DIR`

Writes DIR/realism.md. HELD_OUT is a folder of scenes from a seed that training did not use; the real imagery is that of
`data/validation.py`. The same rules pick the pixels on both sides.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt

from ..data.bands import BANDS, CLASSES, CLEAR, INDEX, LEVEL_BANDS, SHADOW
from ..data.validation import alberta, clear_validation_chips, l1c_patches, t29unu
from ..network.samples import as_level, dark_ground, label_ground
from ..simulate.cache import SceneStore
from ..simulate.scene import SIZE

PERCENTILES = (10, 50, 90)
#: Pixels that stand for a class in each simulated scene, so that no scene speaks for all.
PER_SCENE = 400
#: Blue reflectance above which a pixel is cloud without asking a network, and below which it is surely none.
BRIGHT, DULL = 0.38, 0.2
#: Distances from the border of a bright cloud, pixels; negative inside.
EDGE_PIXELS = (-6, -4, -2, -1, 1, 2, 4, 6, 10)
#: Shadow is compared with lit ground between these distances from it, pixels, block by block.
NEIGHBOURHOOD_PIXELS = (2, 12)
BLOCK_PIXELS = 96
FEWEST_PIXELS = 30
#: Windows whose spectra are compared are as large as the real clear chips; wavelengths are band limits, pixels.
WINDOW_PIXELS = 64
WAVELENGTHS = (64, 16, 8, 4, 2)
SPECTRUM_BANDS = ("B02", "NIR", "B11")
#: Bands whose displacement against B02 is measured, the furthest that is looked for, pixels, and how well pictures must match there.
PARALLAX_BANDS = ("B03", "B04")
PARALLAX_PIXELS = 14
MATCH = 0.8
#: B10 above which a window holds high cloud, and below which it holds none.
HIGH, LOW = 0.02, 0.004
#: NIR below which a window is water all over.
WATER = 0.04


@dataclass
class Simulated:
    """reflectance (9, N, N) of a level; label (N, N); sun zenith in degrees."""

    reflectance: np.ndarray
    label: np.ndarray
    sun_zenith_deg: float


def simulations(store: SceneStore, level: str, *pixel_metres: float) -> Iterator[Simulated]:
    """The scenes of some pixel sizes as products of a level."""
    for index in range(len(store)):
        toa, opacity, light, small = store.window(index, 0, 0, SIZE)
        metres = float(20 * np.exp2(small[2]))
        if min(abs(metres - one) for one in pixel_metres) > 1:
            continue
        gain, offset = small[3:12], small[12:21]
        label = label_ground(opacity, light, dark_ground(toa, light, gain, offset), level)
        yield Simulated(
            as_level(toa, gain, offset, level), label, float(np.degrees(np.arctan(np.hypot(small[0], small[1]))))
        )


def by_class_real(images) -> dict[int, np.ndarray]:
    """(9, n) reflectance at the points of each class."""
    images = list(images)
    return {
        one: np.concatenate([i.reflectance[:, i.rows[i.truth == one], i.cols[i.truth == one]] for i in images], 1)
        for one in range(len(CLASSES))
    }


def by_class_simulated(scenes) -> dict[int, np.ndarray]:
    """(9, n) reflectance of some pixels of each class of each scene."""
    rng = np.random.default_rng(1)
    found: dict[int, list[np.ndarray]] = {one: [] for one in range(len(CLASSES))}
    for scene in scenes:
        for one, parts in found.items():
            rows, cols = np.nonzero(scene.label == one)
            if len(rows) >= PER_SCENE:
                some = rng.choice(len(rows), PER_SCENE, replace=False)
                parts.append(scene.reflectance[:, rows[some], cols[some]])
    return {one: np.concatenate(parts, 1) for one, parts in found.items()}


def shadow_ratios(reflectance: np.ndarray, shadow: np.ndarray) -> np.ndarray:
    """(9, blocks) median of the shadow over the median of the lit ground beside it; NaN where a band is missing."""
    dull = np.nan_to_num(reflectance[INDEX["B02"]], nan=1) < DULL
    distance = distance_transform_edt(~shadow)
    low, high = NEIGHBOURHOOD_PIXELS
    lit = ~shadow & dull & (distance >= low) & (distance <= high)
    ratios = []
    for row in range(0, shadow.shape[0], BLOCK_PIXELS):
        for col in range(0, shadow.shape[1], BLOCK_PIXELS):
            block = np.s_[row : row + BLOCK_PIXELS, col : col + BLOCK_PIXELS]
            inside, outside = shadow[block] & dull[block], lit[block]
            if min(inside.sum(), outside.sum()) >= FEWEST_PIXELS:
                part = reflectance[:, *block]
                ratios.append(np.median(part[:, inside], 1) / np.median(part[:, outside], 1))
    return np.array(ratios).reshape(-1, len(BANDS)).T


def edge_profile(reflectance: np.ndarray) -> np.ndarray | None:
    """(2, distances) median of B02 and NIR by distance from the border of bright cloud; None where there is too little."""
    bright = reflectance[INDEX["B02"]] > BRIGHT
    if not 0.02 < bright.mean() < 0.98:
        return None
    distance = np.where(bright, -distance_transform_edt(bright), distance_transform_edt(~bright))
    rows = []
    for one in EDGE_PIXELS:
        there = np.abs(distance - one) < 0.75
        if there.sum() < FEWEST_PIXELS:
            return None
        rows.append(np.nanmedian(reflectance[[INDEX["B02"], INDEX["NIR"]]][:, there], 1))
    return np.array(rows).T


def windows(planes: np.ndarray) -> Iterator[np.ndarray]:
    """(bands, 64, 64) windows side by side."""
    for row in range(0, planes.shape[-2] - WINDOW_PIXELS + 1, WINDOW_PIXELS):
        for col in range(0, planes.shape[-1] - WINDOW_PIXELS + 1, WINDOW_PIXELS):
            yield planes[..., row : row + WINDOW_PIXELS, col : col + WINDOW_PIXELS]


def amplitudes(window: np.ndarray) -> np.ndarray:
    """(bands, wavelength ranges) standard deviation of reflectance in each range of wavelengths."""
    taper = np.outer(np.hanning(WINDOW_PIXELS), np.hanning(WINDOW_PIXELS))
    flat = (window - window.mean((1, 2), keepdims=True)) * taper
    power = np.abs(np.fft.fft2(flat)) ** 2 / (taper**2).sum() / WINDOW_PIXELS**2
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(WINDOW_PIXELS), np.fft.fftfreq(WINDOW_PIXELS)))
    ranges = zip(WAVELENGTHS[:-1], WAVELENGTHS[1:])
    return np.array(
        [np.sqrt(power[:, (frequency >= 1 / long) & (frequency < 1 / short)].sum(1)) for long, short in ranges]
    ).T


def displacement(first: np.ndarray, second: np.ndarray) -> float | None:
    """Rows by which the picture `second` (64, 64) lies below `first`, to a fraction; None where the two do not match."""
    reach = PARALLAX_PIXELS
    middle = first[reach:-reach]
    match = np.array(
        [np.corrcoef(middle.ravel(), second[k : k + len(middle)].ravel())[0, 1] for k in range(2 * reach + 1)]
    )
    best = int(match.argmax())
    if not 0 < best < 2 * reach or match[best] < MATCH:
        return None
    before, here, after = match[best - 1 : best + 2]
    return best - reach + 0.5 * (before - after) / (before - 2 * here + after)


def parallax(images: list[np.ndarray], high: bool) -> dict[str, np.ndarray]:
    """Displacements against B02 without their sign, pixels, of windows (9, 64, 64) whose middle B10 is high or low, by band."""
    found: dict[str, list[float]] = {band: [] for band in PARALLAX_BANDS}
    for window in (w for image in images for w in windows(image)):
        level = np.median(window[INDEX["B10"]])
        if (level > HIGH if high else level < LOW) and window[INDEX["B02"]].std() > 0.01:
            for band, parts in found.items():
                rows = displacement(window[INDEX["B02"]], window[INDEX[band]])
                parts += [] if rows is None else [abs(rows)]
    return {band: np.array(parts) for band, parts in found.items()}


def numbers(values: np.ndarray, digits: int = 3) -> str:
    return " / ".join("—" if np.isnan(v) else f"{v:.{digits}f}" for v in np.atleast_1d(values))


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]


def class_table(level: str, real: dict[int, np.ndarray], made: dict[int, np.ndarray]) -> list[str]:
    rows = []
    for one, name in enumerate(CLASSES):
        for band in LEVEL_BANDS[level]:
            percentiles = [np.percentile(part[one][band], PERCENTILES) for part in (real, made)]
            darker = (made[one][band] < percentiles[0][1]).mean()
            rows.append([name, BANDS[band], numbers(percentiles[0]), numbers(percentiles[1]), f"{darker:.2f}"])
    counts = ", ".join(f"{name} {real[one].shape[1]}" for one, name in enumerate(CLASSES))
    return [
        f"Points: {counts}.",
        "",
        *table(["class", "band", "real 10 / 50 / 90 %", "simulated", "real median's place"], rows),
    ]


def spectra(parts: list[tuple[str, list[np.ndarray]]]) -> list[str]:
    """A table of the median `amplitudes` of named lists of windows (3, 64, 64) of `SPECTRUM_BANDS`."""
    rows = []
    for name, found in parts:
        middle = (
            np.median([amplitudes(w) for w in found], 0)
            if found
            else np.full((len(SPECTRUM_BANDS), len(WAVELENGTHS) - 1), np.nan)
        )
        rows += [
            [name, str(len(found)), band, *(f"{v:.4f}" for v in middle[k])] for k, band in enumerate(SPECTRUM_BANDS)
        ]
    return table(["", "windows", "band", *(f"{a} to {b} px" for a, b in zip(WAVELENGTHS[:-1], WAVELENGTHS[1:]))], rows)


def report(store: SceneStore) -> str:
    """The whole comparison as Markdown."""
    lines = [
        "## Reflectance by class",
        "",
        "Percentiles over pixels. The last column says which share of the simulated pixels is darker than the real median:",
        "0.5 is the middle, and below 0.05 or above 0.95 the real thing is rare in training.",
        "",
        "Level 2A, 60 m: the points of T29UNU (one October scene) beside simulated scenes of all suns.",
        "",
    ]
    lines += class_table("L2A", by_class_real([t29unu()]), by_class_simulated(simulations(store, "L2A", 60)))
    lines += ["Level 1C, 10 m: the points of the patches.", ""]
    lines += class_table("L1C", by_class_real(l1c_patches(10)), by_class_simulated(simulations(store, "L1C", 10, 20)))

    lines += [
        "## Darkness of shadows",
        "",
        "Shadow over the lit ground beside it, 10 / 50 / 90 % of blocks; level 2A, 30 m.",
        "",
    ]
    names = ("B02", "B03", "B04", "NIR")
    rows = []
    for image, painted in alberta():
        found = shadow_ratios(image.reflectance, painted)
        rows.append(
            [
                f"Alberta {image.name}",
                f"{image.sun_zenith_deg:.0f}°",
                str(found.shape[1]),
                *(numbers(np.percentile(found[INDEX[n]], PERCENTILES), 2) for n in names),
            ]
        )
    scenes = [
        (s.sun_zenith_deg, shadow_ratios(s.reflectance, s.label == SHADOW)) for s in simulations(store, "L2A", 20, 30)
    ]
    for low, high in ((25, 40), (40, 55), (55, 67)):
        found = np.concatenate([r for zenith, r in scenes if low <= zenith < high] or [np.empty((len(BANDS), 0))], 1)
        if found.shape[1]:
            rows.append(
                [
                    "simulated",
                    f"{low} to {high}°",
                    str(found.shape[1]),
                    *(numbers(np.percentile(found[INDEX[n]], PERCENTILES), 2) for n in names),
                ]
            )
    lines += table(["", "sun's zenith", "blocks", *names], rows)

    lines += [
        "## Borders of clouds",
        "",
        f"Median reflectance by distance in pixels from the border of cloud brighter than {BRIGHT} in B02 (negative: inside).",
        "",
    ]
    rows = []
    sets = [
        ("T29UNU, 60 m, L2A", [t29unu().reflectance]),
        ("simulated, 60 m, L2A", [s.reflectance for s in simulations(store, "L2A", 60)]),
        ("Alberta, 30 m, L2A", [i.reflectance for i, _ in alberta()]),
        ("simulated, 20 and 30 m, L2A", [s.reflectance for s in simulations(store, "L2A", 20, 30)]),
        ("patches, 10 m, L1C", [i.reflectance for i in l1c_patches(10)]),
        ("simulated, 10 m, L1C", [s.reflectance for s in simulations(store, "L1C", 10)]),
    ]
    for name, images in sets:
        profiles = [p for p in map(edge_profile, images) if p is not None]
        for k, band in enumerate(("B02", "NIR")):
            rows.append([name, str(len(profiles)), band, *(f"{v:.2f}" for v in np.median([p[k] for p in profiles], 0))])
    lines += table(["", "images", "band", *(f"{d:+d}" for d in EDGE_PIXELS)], rows)

    lines += [
        "## Spatial spectra",
        "",
        "Standard deviation of reflectance within ranges of wavelengths, median over windows of 64 pixels at 10 m.",
        "",
    ]
    chosen = [INDEX[n] for n in SPECTRUM_BANDS]
    ground = [
        w
        for s in simulations(store, "L2A", 10)
        for w, label in zip(windows(s.reflectance[chosen]), windows(s.label))
        if (label == CLEAR).all()
    ]
    cloudy = lambda planes: [w for w in windows(planes) if 0.2 < (w[0] > BRIGHT).mean() < 0.8]
    parts = [
        ("ground: real clear chips", [c.reflectance[chosen] for c in clear_validation_chips()]),
        ("ground: simulated", ground),
        ("broken cloud: L1C patches", [w for i in l1c_patches(10) for w in cloudy(i.reflectance[chosen])]),
        ("broken cloud: simulated", [w for s in simulations(store, "L1C", 10) for w in cloudy(s.reflectance[chosen])]),
    ]
    lines += spectra(parts)

    lines += ["## Water, for the noise", "", "The same, median over windows that are water all over.", ""]
    calm = lambda found: [w for w in found if w[1].max() < WATER]
    chips = [w for chip in clear_validation_chips() for w in windows(chip.reflectance[chosen])]
    lines += spectra([("real clear chips", calm(chips)), ("simulated", calm(ground))])

    lines += [
        "## Parallax",
        "",
        "Displacement along the track against B02 without its sign, pixels of 10 m, 10 / 50 / 90 % of windows of 64 pixels in which",
        f"the two bands match (correlation over {MATCH}); high cloud is B10 over {HIGH} at the window's median, none under {LOW}.",
        "",
    ]
    rows = []
    for name, images in (
        ("L1C patches", [i.reflectance for i in l1c_patches(10)]),
        ("simulated, 10 m", [s.reflectance for s in simulations(store, "L1C", 10)]),
    ):
        for high in (True, False):
            found = parallax(images, high)
            rows.append(
                [
                    name,
                    "high cloud" if high else "none",
                    *(
                        f"{len(v)}: " + numbers(np.percentile(v, PERCENTILES) if len(v) else np.full(3, np.nan), 1)
                        for v in found.values()
                    ),
                ]
            )
    lines += table(["", "", *(f"{band}, windows: pixels" for band in PARALLAX_BANDS)], rows)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    text = report(SceneStore(args.scenes))
    (args.out / "realism.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
