"""Measures the packs on every real place at once: the mean over places, with an interval, instead of one place alone.

`python -m models.training.measure.yardsticks --out DIR [--split tuning studied testing] [--withheld] [--sizes] [--suffix=-int8]`

Tuning places may be looked at while thresholds and class limits are chosen; of studied places the pixels and the answers at points were
looked at to find what the simulator gets wrong, but nothing is chosen by their scores; testing places are looked at once for a version and never chosen by. Intervals are percentiles of a bootstrap: of a place over its groups (what was imaged together; single points
where there is one image only), of the mean over places and their groups. Writes DIR/yardsticks.json and DIR/yardsticks.md.

`--withheld`: the same with one band at a time told to the network as missing. `--sizes`: one image at 10, 20, 30 and 60 m, and how many
pixels change their class, those within two pixels (of the coarser grid) of a border in either mask aside.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from ..data.bands import CLASSES, SEMI, SHADOW
from ..data.imagery import data_root
from ..data.places import lahinch, t11upt, t33uuu
from ..data.series import dates
from ..data.validation import Image, l1c_patches, t29unu
from .evaluate import BORDER_PIXELS, near
from .inference import Pack
from .scores import confusion
from .sizes import class_changes

#: Place: (split, level, its images).
PLACES: dict[str, tuple[str, str, Callable[[], Iterator[Image]]]] = {
    "T29UNU 60 m": ("tuning", "L2A", lambda: iter([t29unu()])),
    "L1C patches 10 m": ("tuning", "L1C", lambda: l1c_patches(10)),
    "T11UPT 60 m": ("studied", "L2A", lambda: iter([t11upt()])),
    "Lahinch 10 m": ("testing", "L1C", lahinch),
    "T33UUU 10 m": ("studied", "L1C", lambda: iter([t33uuu()])),
}
SPLITS = ("tuning", "studied", "testing")
WITHHELD = ("B01", "B09", "B10", "B11", "B12")
REPEATS = 2000


def balanced(matrix: np.ndarray) -> float:
    """Mean producer's accuracy over the classes that occur in a confusion matrix (4, 4)."""
    there = matrix.sum(1) > 0
    return float((np.diag(matrix)[there] / matrix.sum(1)[there]).mean())


def interval(places: list[list[np.ndarray]], rng: np.random.Generator, repeats: int = REPEATS) -> tuple[float, float]:
    """2.5 and 97.5 % of the mean balanced accuracy over `places`, each a list of its groups' confusion matrices; one place is not resampled itself."""
    means = []
    for _ in range(repeats):
        chosen = places if len(places) == 1 else [places[k] for k in rng.integers(len(places), size=len(places))]
        means.append(
            np.mean(
                [
                    balanced(np.sum([groups[k] for k in rng.integers(len(groups), size=len(groups))], 0))
                    for groups in chosen
                ]
            )
        )
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def group_names(images: list[Image]) -> list[list[str]]:
    """For each image and point what it was imaged together with: the patches' `group`, else the image, and of one image every point by itself."""
    with open(data_root() / "points" / "l1c_chips_points.csv", encoding="utf-8") as file:
        of_patch = {row["file"]: row["group"] for row in csv.DictReader(file)}
    if len(images) == 1:
        return [[str(k) for k in range(len(images[0].truth))]]
    return [[of_patch.get(image.name, image.name)] * len(image.truth) for image in images]


def found_at(pack: Pack, image: Image, reach: int = 0) -> np.ndarray:
    """(n,) classes at an image's points, borders off by up to `reach` pixels."""
    mask = pack.mask(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
    return near(mask, image.rows, image.cols, image.truth, reach) if reach else mask[image.rows, image.cols]


def by_group(images: list[Image], found: list[np.ndarray]) -> list[np.ndarray]:
    """One confusion matrix (4, 4) for each group."""
    out: dict[str, np.ndarray] = {}
    for image, names, classes in zip(images, group_names(images), found):
        for name, truth, one in zip(names, image.truth, classes):
            out[name] = out.get(name, 0) + confusion(np.array([truth]), np.array([one]))
    return list(out.values())


def score(groups: list[np.ndarray], rng: np.random.Generator) -> dict:
    """Balanced accuracy, its interval and producer's accuracies."""
    matrix = np.sum(groups, 0)
    low, high = interval([groups], rng)
    return {"balancedAccuracy": round(balanced(matrix), 4), "interval": [round(low, 3), round(high, 3)], "confusion": matrix.tolist(),
            "producers": {name: round(float(matrix[k, k] / matrix[k].sum()), 3) for k, name in enumerate(CLASSES) if matrix[k].sum()}}  # fmt: skip


def measure(packs: dict[str, Pack], splits: tuple[str, ...]) -> dict:
    """Every place of some splits, what its SCL has where it has one, and the mean over places."""
    rng = np.random.default_rng(0)
    out, all_groups = {"places": {}}, []
    for name, (split, level, read) in PLACES.items():
        if split not in splits:
            continue
        images = [image for image in read() if len(image.truth)]
        groups = by_group(images, [found_at(packs[level], image) for image in images])
        row = {"split": split} | score(groups, rng)
        row["tolerant"] = round(
            balanced(np.sum(by_group(images, [found_at(packs[level], image, BORDER_PIXELS) for image in images]), 0)), 4
        )
        if images[0].scl is not None:
            row["scl"] = score(by_group(images, [image.scl[image.rows, image.cols] for image in images]), rng)
        out["places"][name] = row
        all_groups.append(groups)
    out["mean"] = round(float(np.mean([row["balancedAccuracy"] for row in out["places"].values()])), 4)
    out["meanInterval"] = [round(one, 3) for one in interval(all_groups, rng)]
    return out


def through_dates(pack: Pack) -> dict:
    """Cloud of any kind and shadow on the held-out dates of the Romanian series: F1 of the pack and of the SCL, over pixels whose label is sure."""
    held = [one for one in dates() if one.held_out]
    masks = [pack.mask(one.reflectance, 10.0, one.sun_zenith_deg, one.sun_azimuth_deg) for one in held]
    out: dict = {"dates": len(held)}
    for name, found in (("pack", masks), ("scl", [one.scl for one in held])):
        out[name] = {what: round(f1([(is_it(one.label)[one.sure], is_it(mask)[one.sure]) for one, mask in zip(held, found)]), 3)
                     for what, is_it in (("cloud", lambda mask: mask >= SEMI), ("shadow", lambda mask: mask == SHADOW))}  # fmt: skip
    return out


def f1(pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """F1 over pairs of (truth, found), each (n,) bool."""
    truth, found = (np.concatenate(part) for part in zip(*pairs))
    return 2 * float((truth & found).sum()) / max(float(truth.sum() + found.sum()), 1.0)


def table(result: dict) -> str:
    """The same for a person."""
    lines = [
        f"| place | split | balanced accuracy (95 %) | off by {BORDER_PIXELS} pixels | producer's accuracies | SCL |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in result["places"].items():
        classes = ", ".join(f"{key} {value:.2f}" for key, value in row["producers"].items())
        scl = f"{row['scl']['balancedAccuracy']:.3f}" if "scl" in row else "-"
        lines.append(
            f"| {name} | {row['split']} | {row['balancedAccuracy']:.3f} ({row['interval'][0]:.2f} to {row['interval'][1]:.2f}) | {row['tolerant']:.3f} | {classes} | {scl} |"
        )
    lines.append(
        f"| mean over places | | {result['mean']:.3f} ({result['meanInterval'][0]:.2f} to {result['meanInterval'][1]:.2f}) | | | |"
    )
    if "series" in result:
        one = result["series"]
        lines += [
            "",
            f"Romania, {one['dates']} held-out dates: F1 of cloud {one['pack']['cloud']:.3f} (SCL {one['scl']['cloud']:.3f}), of shadow {one['pack']['shadow']:.3f} (SCL {one['scl']['shadow']:.3f}).",
        ]
    if "withheld" in result:
        lines += [
            "",
            "| withheld | lost, mean over places | " + " | ".join(result["places"]) + " |",
            "|" + "---|" * (2 + len(result["places"])),
        ]
        for band, row in result["withheld"].items():
            lines.append(
                f"| {band} | {result['mean'] - row['mean']:.3f} | "
                + " | ".join(f"{one['balancedAccuracy']:.3f}" for one in row["places"].values())
                + " |"
            )
    if "sizes" in result:
        lines += [
            "",
            "| one image at another pixel size than 10 m: class changed | "
            + " | ".join(next(iter(result["sizes"].values())))
            + " |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {name} | " + " | ".join(f"{100 * value:.1f} %" for value in row.values()) + " |"
            for name, row in result["sizes"].items()
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--suffix", default="", help="of the packs' names: -int8 for the 8-bit variants")
    parser.add_argument("--split", nargs="+", choices=SPLITS, default=SPLITS)
    parser.add_argument("--withheld", action="store_true")
    parser.add_argument("--sizes", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    packs = lambda without: {
        level: Pack(args.models / f"nephos-{level.lower()}{args.suffix}", without=without) for level in ("L1C", "L2A")
    }
    flags = [
        flag
        for flag, on in (
            ("--withheld", args.withheld),
            ("--sizes", args.sizes),
            (f"--suffix={args.suffix}", args.suffix),
        )
        if on
    ]
    result = {"command": " ".join(["python -m models.training.measure.yardsticks --out OUT", *flags])} | measure(
        packs(()), tuple(args.split)
    )
    result["series"] = through_dates(packs(())["L2A"])
    if args.withheld:
        result["withheld"] = {band: measure(packs((band,)), tuple(args.split)) for band in WITHHELD}
    if args.sizes:
        read = {
            "L1C patches": ("tuning", lambda: list(l1c_patches(10))),
            "Lahinch": ("testing", lambda: list(lahinch())),
            "T33UUU": ("studied", lambda: [t33uuu()]),
        }
        result["sizes"] = {
            name: class_changes(packs(()), images()) for name, (split, images) in read.items() if split in args.split
        }
    (args.out / "yardsticks.json").write_text(json.dumps(result, indent=1))
    (args.out / "yardsticks.md").write_text(table(result))
    print(table(result))


if __name__ == "__main__":
    main()
