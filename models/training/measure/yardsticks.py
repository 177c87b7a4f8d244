"""Measures the packs on every real place at once: the mean over places, with an interval, instead of one place alone.

`python -m models.training.measure.yardsticks --out DIR [--split tuning studied testing] [--withheld] [--sizes] [--suffix=-int8]`

Tuning places may be looked at while thresholds and class limits are chosen; of studied places the pixels and the answers at points were
looked at to find what the simulator gets wrong, but nothing is chosen by their scores; testing places are looked at once for a version and never
chosen by. Every figure has its interval (`intervals.py`), the mean over places one over places and what was imaged together. Writes DIR/yardsticks.json and DIR/yardsticks.md.

`--withheld`: the same with one band at a time told to the network as missing. `--sizes`: one image at 10, 20, 30 and 60 m, and how many
pixels change their class, those within two pixels (of the coarser grid) of a border in either mask aside.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from ..data.bands import CLASSES, SEMI, SHADOW
from ..data.places import lahinch, t11upt, t33uuu
from ..data.series import dates
from ..data.validation import Image, l1c_patches, t29unu
from .evaluate import BORDER_PIXELS, near
from .inference import Pack
from .intervals import balanced, by_group, f1_of, over_places, spread, told
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


def found_at(pack: Pack, image: Image, reach: int = 0) -> np.ndarray:
    """(n,) classes at an image's points, borders off by up to `reach` pixels."""
    mask = pack.mask(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
    return near(mask, image.rows, image.cols, image.truth, reach) if reach else mask[image.rows, image.cols]


def score(groups: list[np.ndarray], rng: np.random.Generator) -> dict:
    """Balanced accuracy, its interval and producer's accuracies."""
    matrix = np.sum(groups, 0)
    return {"balancedAccuracy": round(balanced(matrix), 4), "interval": over_places([groups], rng), "confusion": matrix.tolist(),
            "producers": {name: round(float(matrix[k, k] / matrix[k].sum()), 3) for k, name in enumerate(CLASSES) if matrix[k].sum()}}  # fmt: skip


def measure(packs: dict[str, Pack], splits: tuple[str, ...]) -> tuple[dict, list[list[np.ndarray]]]:
    """Every place of some splits, what its SCL has where it has one, and the mean over places; then each place's groups' matrices."""
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
    out["meanInterval"] = over_places(all_groups, rng)
    return out, all_groups


def without_bands(
    packs: Callable[[tuple[str, ...]], dict[str, Pack]], splits: tuple[str, ...], all_bands: list
) -> dict:
    """The same with one band at a time withheld, and what is lost by it; `all_bands` are the groups' matrices with none withheld."""
    out = {}
    for band in WITHHELD:
        row, groups = measure(packs((band,)), splits)
        lost = np.mean([balanced(np.sum(one, 0)) for one in all_bands]) - row["mean"]
        between = over_places(all_bands, np.random.default_rng(0), less=groups)
        out[band] = row | {"lost": round(float(lost), 4), "lostInterval": between}
    return out


def through_dates(pack: Pack) -> dict:
    """Cloud of any kind and shadow on the held-out dates of the Romanian series: F1 of the pack and of the SCL, over pixels whose label is sure."""
    held = [one for one in dates() if one.held_out]
    masks = [pack.mask(one.reflectance, 10.0, one.sun_zenith_deg, one.sun_azimuth_deg) for one in held]
    out: dict = {"dates": len(held)}
    for name, found in (("pack", masks), ("scl", [one.scl for one in held])):
        out[name] = {}
        for what, is_it in (("cloud", lambda mask: mask >= SEMI), ("shadow", lambda mask: mask == SHADOW)):
            pairs = [(is_it(one.label)[one.sure], is_it(mask)[one.sure]) for one, mask in zip(held, found)]
            counts = [np.array([(truth & here).sum(), truth.sum(), here.sum()]) for truth, here in pairs]
            out[name][what] = round(f1(pairs), 3)
            out[name][f"{what}Interval"] = spread(counts, f1_of)
    return out


def f1(pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """F1 over pairs of (truth, found), each (n,) bool."""
    truth, found = (np.concatenate(part) for part in zip(*pairs))
    return f1_of(np.array([(truth & found).sum(), truth.sum(), found.sum()]))


def table(result: dict) -> str:
    """The same for a person."""
    lines = [
        f"| place | split | balanced accuracy (95 %) | off by {BORDER_PIXELS} pixels | producer's accuracies | SCL |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in result["places"].items():
        classes = ", ".join(f"{key} {value:.2f}" for key, value in row["producers"].items())
        scl = f"{row['scl']['balancedAccuracy']:.3f}{told(row['scl']['interval'])}" if "scl" in row else "-"
        lines.append(
            f"| {name} | {row['split']} | {row['balancedAccuracy']:.3f}{told(row['interval'])} | {row['tolerant']:.3f} | {classes} | {scl} |"
        )
    lines.append(f"| mean over places | | {result['mean']:.3f}{told(result['meanInterval'])} | | | |")
    if "series" in result:
        one = result["series"]
        ours, scl = (
            {what: f"{of[what]:.3f}{told(of[f'{what}Interval'])}" for what in ("cloud", "shadow")}
            for of in (one["pack"], one["scl"])
        )
        lines += [
            "",
            f"Romania, {one['dates']} held-out dates: F1 of cloud {ours['cloud']}, SCL {scl['cloud']}; of shadow {ours['shadow']}, SCL {scl['shadow']}.",
        ]
    if "withheld" in result:
        lines += [
            "",
            "| withheld | lost, mean over places | " + " | ".join(result["places"]) + " |",
            "|" + "---|" * (2 + len(result["places"])),
        ]
        for band, row in result["withheld"].items():
            lines.append(
                f"| {band} | {row['lost']:.3f}{told(row['lostInterval'])} | "
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
            f"| {name} | "
            + " | ".join(f"{100 * one['changed']:.1f} %{told(one['interval'], 1, 100)}" for one in row.values())
            + " |"
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
    places, groups = measure(packs(()), tuple(args.split))
    result = {"command": " ".join(["python -m models.training.measure.yardsticks --out OUT", *flags])} | places
    result["series"] = through_dates(packs(())["L2A"])
    if args.withheld:
        result["withheld"] = without_bands(packs, tuple(args.split), groups)
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
