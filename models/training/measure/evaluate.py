"""Measures both packs on everything that was not trained on, and writes one table.

`python -m models.training.measure.evaluate --out DIR [--scenes HELD_OUT] [--models models] [--without B10 ...]`

Writes DIR/scores.json and DIR/scores.md. HELD_OUT is a folder of scenes from a seed that training did not use.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from ..data.bands import BANDS, CLASSES, CLEAR, INDEX, SEMI, SHADOW
from ..data.validation import alberta, cirrus, clear_validation_chips, contrail, l1c_patches, slovenia, t29unu, tropics
from ..network.samples import draw, level_channels
from ..simulate.cache import SceneStore
from .inference import Pack
from .scores import calibration_error, confusion, summary

#: How far a border may be off in the tolerant scores.
BORDER_PIXELS = 2
#: Blue reflectance above which a prairie in June is cloud.
BRIGHT = 0.3


def near(mask: np.ndarray, rows: np.ndarray, cols: np.ndarray, truth: np.ndarray, reach: int) -> np.ndarray:
    """(n,) classes found at points: the true one wherever a pixel within `reach` pixels has it."""
    found = mask[rows, cols].copy()
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            if down**2 + right**2 <= reach**2:
                there = mask[np.clip(rows + down, 0, mask.shape[0] - 1), np.clip(cols + right, 0, mask.shape[1] - 1)]
                found = np.where(there == truth, truth, found)
    return found


def point_scores(pack: Pack, images) -> dict:
    """Accuracy at points, the calibration there, and the same accuracy where a border may be off by two pixels."""
    truth, found, tolerant, probabilities = [], [], [], []
    for image in images:
        planes = pack.probabilities(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
        mask = pack.classes(planes, image.reflectance)
        truth.append(image.truth)
        found.append(mask[image.rows, image.cols])
        tolerant.append(near(mask, image.rows, image.cols, image.truth, BORDER_PIXELS))
        probabilities.append(planes[:, image.rows, image.cols])
    truth = np.concatenate(truth)
    tolerated = summary(confusion(truth, np.concatenate(tolerant)))
    return summary(confusion(truth, np.concatenate(found))) | {
        "calibrationError": round(calibration_error(np.concatenate(probabilities, 1), truth), 4),
        "tolerant": {
            "pixels": BORDER_PIXELS,
            "balancedAccuracy": tolerated["balancedAccuracy"],
            "classes": tolerated["classes"],
        },
    }


def false_alarms(pack: Pack) -> dict:
    """Share of clear pixels flagged, by class and by chip."""
    masks = np.stack([pack.mask(i.reflectance, i.pixel_metres) for i in clear_validation_chips()])
    share = (masks != CLEAR).mean((1, 2))
    return {
        "pixels": round(float(share.mean()), 5),
        "shadowPixels": round(float((masks == SHADOW).mean()), 5),
        "chipsOver5Percent": round(float((share > 0.05).mean()), 4),
        "worst": [int(600 + k) for k in np.argsort(-share)[:20]],
    }


def painted_shadows(pack: Pack) -> dict:
    """Recall and precision of shadow against the painted masks; every pixel of the image counts. What is bright there is cloud.

    `recallOfDark` leaves out what was painted over thin cloud: painted pixels brighter in the blue than half of the ground in the sun.
    """
    out = {}
    for image, painted in alberta():
        planes = pack.probabilities(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
        row = {}
        blue = image.reflectance[INDEX["B02"]]
        bright = blue > BRIGHT
        dark = painted & (blue <= np.nanmedian(blue[~painted & ~bright]))
        for name, mask in (("pack", pack.classes(planes, image.reflectance)), ("scl", image.scl)):
            shadow = mask == SHADOW
            row[name] = {"recall": round(float(shadow[painted].mean()), 3), "recallOfDark": round(float(shadow[dark].mean()), 3), "precision": round(float(painted[shadow].mean()) if shadow.any() else 0.0, 3),
                         "brightCalledClear": round(float((mask[bright] == CLEAR).mean()), 3)}  # fmt: skip
        out[image.name] = row
    return out


def elsewhere(l1c: Pack, l2a: Pack) -> dict:
    """Outside of the scope, or with few labels: cloud of any kind against what is known of each image."""
    share = lambda mask: {name: round(float((mask == k).mean()), 4) for k, name in enumerate(CLASSES)}
    out: dict = {"tropics": {}, "slovenia": {}}
    for image, label in tropics():
        cloudy = l2a.mask(image.reflectance, image.pixel_metres) >= SEMI
        out["tropics"][image.name] = {
            "recall": round(float(cloudy[label].mean()), 3),
            "precision": round(float(label[cloudy].mean()), 3) if cloudy.any() else None,
        }
    for image, cloudy in slovenia():
        out["slovenia"][image.name] = {"cloudy": cloudy} | share(l1c.mask(image.reflectance, image.pixel_metres))
    for name, pack, image in (("contrail", l2a, contrail()), ("cirrus", l1c, cirrus())):
        out[name] = share(pack.mask(image.reflectance, image.pixel_metres))
    return out


def dice_of(matrix: np.ndarray) -> dict:
    """Dice of each class, which is its F1, and their mean, from a confusion matrix (4, 4)."""
    per_class = [one["f1"] for one in summary(matrix)["classes"].values()]
    return {"mean": round(float(np.mean(per_class)), 3), "perClass": per_class}


def held_out_scores(pack: Pack, level: str, folder: Path) -> dict:
    """Dice per class and calibration on held-out scenes, by pixel size: of all pixels, and of the undoubted ones alone.

    Shadow on water, which can't be seen, counts as clear. Withheld bands are not withheld here.
    """
    store = SceneStore(folder)
    matrices: dict[str, dict[str, np.ndarray]] = {"dice": {}, "undoubtedDice": {}}
    calibrations = []
    rng = np.random.default_rng(0)
    for index in range(len(store)):
        planes, label, weight, sure, *_ = draw(rng, store, level, 288, augment=False, index=index)
        probabilities = pack.session.run(None, {"input": planes[level_channels(level)][None]})[0][0]
        grid = f"{20 * 2 ** planes[len(BANDS) + 2, 0, 0]:.0f} m"
        mask = pack.classes(probabilities, planes)
        for name, counted in (("dice", weight > 0), ("undoubtedDice", (weight > 0) & sure)):
            for key in (grid, "all"):
                matrices[name][key] = matrices[name].get(key, 0) + confusion(label[counted], mask[counted])
        calibrations.append((probabilities[:, weight > 0][:, ::37], label[weight > 0][::37]))
    every = np.concatenate([p for p, _ in calibrations], 1), np.concatenate([t for _, t in calibrations])
    dice = {name: {key: dice_of(matrix) for key, matrix in sorted(of.items())} for name, of in matrices.items()}
    return {"scenes": len(store), **dice, "calibrationError": round(calibration_error(*every), 4)}


def table(scores: dict) -> str:
    """The same figures for a person."""
    l1c, l2a = scores["packs"]["L1C"], scores["packs"]["L2A"]
    lines = [
        "| measured on | balanced accuracy | clear PA/UA/F1 | shadow | semi-transparent | cloud |",
        "|---|---|---|---|---|---|",
    ]
    for title, key in (
        (f"T29UNU points, 60 m: {l2a}", "t29unu"),
        ("the same: Sen2Cor's SCL", "t29unuScl"),
        (f"L1C patch points, 10 m: {l1c}", "l1c10"),
        (f"L1C patch points, 20 m: {l1c}", "l1c20"),
    ):
        s = scores[key]
        cells = [f"{c['producers']:.2f} / {c['users']:.2f} / {c['f1']:.2f}" for c in s["classes"].values()]
        lines.append(f"| {title} | {s['balancedAccuracy']:.3f} | " + " | ".join(cells) + " |")
        if "tolerant" in s:
            cells = [
                f"{c['producers']:.2f} / {c['users']:.2f} / {c['f1']:.2f}" for c in s["tolerant"]["classes"].values()
            ]
            lines.append(
                f"| the same, borders may be off by {BORDER_PIXELS} pixels | {s['tolerant']['balancedAccuracy']:.3f} | "
                + " | ".join(cells)
                + " |"
            )
    clear = scores["clearChips"]
    lines += [
        "",
        f"Clear chips 600-799 (10 m, {l2a}): {clear['pixels'] * 100:.2f} % of pixels flagged ({clear['shadowPixels'] * 100:.2f} % as shadow), {clear['chipsOver5Percent'] * 100:.1f} % of chips over 5 %.",
        "",
    ]
    lines += [
        "| Alberta, painted shadow, 4 bands | recall | of what no veil brightens | precision | SCL recall | of what no veil brightens | SCL precision | bright cloud called clear |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for date, row in scores["alberta"].items():
        lines.append(
            f"| {date} | {row['pack']['recall']:.2f} | {row['pack']['recallOfDark']:.2f} | {row['pack']['precision']:.2f} | {row['scl']['recall']:.2f} | {row['scl']['recallOfDark']:.2f} | {row['scl']['precision']:.2f} | {row['pack']['brightCalledClear'] * 100:.1f} % |"
        )
    other = scores["elsewhere"]
    lines += ["", "| outside of the scope, sun unknown | what is known | found |", "|---|---|---|"]
    for name, row in other["tropics"].items():
        precision = "none found" if row["precision"] is None else f"{row['precision']:.2f}"
        lines.append(
            f"| tropics, {name}, 4 bands, L2A | rough outlines of cloud | recall {row['recall']:.2f}, precision {precision} |"
        )
    shares = lambda row: ", ".join(f"{name} {row[name] * 100:.1f} %" for name in CLASSES)
    for name, row in other["slovenia"].items():
        lines.append(f"| {name}, L1C | {'cloud all over' if row['cloudy'] else 'clear forest'} | {shares(row)} |")
    lines.append(f"| Pyrenees, L1C | thin cirrus all over | {shares(other['cirrus'])} |")
    lines.append(f"| Bavarian Alps, 6 bands, L2A | clear but for one contrail | {shares(other['contrail'])} |")
    for level in ("L1C", "L2A"):
        if f"simulated{level}" in scores:
            s = scores[f"simulated{level}"]
            dice, sure = (
                ", ".join(f"{k}: {v['mean']:.3f}" for k, v in s[name].items()) for name in ("dice", "undoubtedDice")
            )
            lines += [
                "",
                f"Held-out simulations, {level}: mean Dice {dice}; without borders and doubtful pixels {sure}; calibration error {s['calibrationError']:.3f} ({s['scenes']} scenes).",
            ]
    lines += [
        "",
        f"Calibration error at points: T29UNU {scores['t29unu']['calibrationError']:.3f}, L1C 10 m {scores['l1c10']['calibrationError']:.3f}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--scenes", type=Path)
    parser.add_argument("--suffix", default="", help="of the packs' names: -int8 for the 8-bit variants")
    parser.add_argument("--without", nargs="*", default=(), choices=BANDS, help="bands to withhold from the networks")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    l2a, l1c = (
        Pack(args.models / f"nephos-{level}{args.suffix}", without=tuple(args.without)) for level in ("l2a", "l1c")
    )
    ireland = t29unu()
    scores = {
        "command": f"python -m models.training.measure.evaluate --out OUT --scenes HELD_OUT{f' --suffix={args.suffix}' if args.suffix else ''}",
        "packs": {"L1C": l1c.manifest["id"], "L2A": l2a.manifest["id"]},
        "t29unu": point_scores(l2a, [ireland]),
        "t29unuScl": summary(confusion(ireland.truth, ireland.scl[ireland.rows, ireland.cols])),
        "l1c10": point_scores(l1c, l1c_patches(10)),
        "l1c20": point_scores(l1c, l1c_patches(20)),
        "clearChips": false_alarms(l2a),
        "alberta": painted_shadows(l2a),
        "elsewhere": elsewhere(l1c, l2a),
    }
    if args.scenes:
        for level, pack in (("L1C", l1c), ("L2A", l2a)):
            scores[f"simulated{level}"] = held_out_scores(pack, level, args.scenes)
    (args.out / "scores.json").write_text(json.dumps(scores, indent=1))
    (args.out / "scores.md").write_text(table(scores))
    print(table(scores))


if __name__ == "__main__":
    main()
