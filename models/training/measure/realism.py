"""Compares simulated scenes with real imagery, in figures: where they differ, the networks learn what is not so.

`python -m models.training.measure.realism --scenes HELD_OUT --out DIR`

Writes DIR/realism.md. HELD_OUT is a folder of scenes from a seed that training did not use; the real imagery is that of
`data/validation.py`. The same rules pick the pixels on both sides (`statistics.py`).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..data.bands import BANDS, CLASSES, CLEAR, INDEX, LEVEL_BANDS, SHADOW
from ..data.validation import alberta, clear_validation_chips, l1c_patches, t29unu
from ..simulate.cache import SceneStore
from .statistics import (
    BRIGHT,
    EDGE_PIXELS,
    HIGH,
    LOW,
    MATCH,
    PARALLAX_BANDS,
    WAVELENGTHS,
    amplitudes,
    by_class_real,
    by_class_simulated,
    edge_profile,
    parallax,
    shadow_ratios,
    simulations,
    windows,
)

PERCENTILES = (10, 50, 90)
SPECTRUM_BANDS = ("B02", "NIR", "B11")
#: NIR below which a window is water all over.
WATER = 0.04


def numbers(values: np.ndarray, digits: int = 3) -> str:
    """`0.123 / 0.234`; a dash where there is none."""
    return " / ".join("—" if np.isnan(v) else f"{v:.{digits}f}" for v in np.atleast_1d(values))


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """The lines of a Markdown table, and an empty one."""
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]


def class_table(level: str, real: dict[int, np.ndarray], made: dict[int, np.ndarray]) -> list[str]:
    """Percentiles of every band of a level by class: real pixels, (bands, n) each, beside simulated ones."""
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


def classes(store: SceneStore) -> list[str]:
    """Reflectance by class, of points beside simulated pixels."""
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
    return lines


def shadows(store: SceneStore) -> list[str]:
    """Shadow over the lit ground beside it."""
    lines = [
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
    return lines


def borders(store: SceneStore) -> list[str]:
    """Reflectance across the borders of clouds."""
    lines = [
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
    return lines


def ground_and_cloud(store: SceneStore) -> list[str]:
    """Spatial spectra of ground, of broken cloud and of water."""
    lines = [
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
    return lines


def displacement(store: SceneStore) -> list[str]:
    """Displacement between bands of high cloud, and of what is not."""
    lines = [
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
    return lines


def report(store: SceneStore) -> str:
    """The whole comparison as Markdown."""
    sections = (classes, shadows, borders, ground_and_cloud, displacement)
    return "\n".join(line for section in sections for line in section(store))


def report_on_scenes(usage: str | None, name: str, report: Callable[[SceneStore], str]) -> None:
    """A command with `--scenes` and `--out`: writes what `report` says of the scenes to `name` there, and prints it."""
    parser = argparse.ArgumentParser(description=usage, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    text = report(SceneStore(args.scenes))
    (args.out / name).write_text(text, encoding="utf-8")
    print(text)


def main() -> None:
    report_on_scenes(__doc__, "realism.md", report)


if __name__ == "__main__":
    main()
