"""Measures both packs on everything that was not trained on, and writes one table.

`python -m models.training.measure.evaluate --out DIR [--scenes HELD_OUT] [--models models] [--without B10 ...]`

Writes DIR/scores.json and DIR/scores.md. HELD_OUT is a folder of scenes from a seed that training did not use.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ..data.bands import BANDS, CLASSES, CLEAR, INDEX, SEMI, SHADOW, sun_of
from ..data.validation import (
    Image,
    alberta,
    cirrus,
    clear_validation_chips,
    coarser,
    coast,
    contrail,
    l1c_patches,
    slovenia,
    t29unu,
    tropics,
    with_deep_shadow,
)
from ..network.samples import draw, level_channels
from ..simulate.cache import SceneStore
from .inference import Pack
from .intervals import balanced, by_block, by_group, share, spread
from .score_table import table
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


#: An image, a pack's probabilities (4, H, W) of it, and the mask (H, W).
Judged = tuple[Image, np.ndarray, np.ndarray]


def judged(pack: Pack, images: Iterable[Image]) -> list[Judged]:
    """What a pack says of images."""
    out = []
    for image in images:
        planes = pack.probabilities(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
        mask = pack.classes(planes, image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
        out.append((image, planes, mask))
    return out


def point_scores(said: list[Judged]) -> dict:
    """Accuracy at points, the calibration there, and the same accuracy where a border may be off by two pixels."""
    images, truth, found, tolerant, probabilities = [], [], [], [], []
    for image, planes, mask in said:
        images.append(image)
        truth.append(image.truth)
        found.append(mask[image.rows, image.cols])
        tolerant.append(near(mask, image.rows, image.cols, image.truth, BORDER_PIXELS))
        probabilities.append(planes[:, image.rows, image.cols])
    truth = np.concatenate(truth)
    tolerated = summary(confusion(truth, np.concatenate(tolerant)))
    return summary(confusion(truth, np.concatenate(found))) | {
        "interval": spread(by_group(images, found), balanced),
        "calibrationError": round(calibration_error(np.concatenate(probabilities, 1), truth), 4),
        "tolerant": {
            "pixels": BORDER_PIXELS,
            "balancedAccuracy": tolerated["balancedAccuracy"],
            "interval": spread(by_group(images, tolerant), balanced),
            "classes": tolerated["classes"],
        },
    }


def patch_scores(pack: Pack) -> dict:
    """Scores at the patches' points by pixel size, as labelled and with those of land in deep shadow as shadow."""
    out = {}
    for metres in (10, 20):
        said = judged(pack, l1c_patches(metres))
        out[f"l1c{metres}"] = point_scores(said)
        seen = [(with_deep_shadow(image), planes, mask) for image, planes, mask in said]
        out[f"l1c{metres}DeepShadow"] = point_scores(seen)
    return out


def false_alarms(pack: Pack) -> dict:
    """Share of clear pixels flagged, by class and by chip, with intervals over chips."""
    masks = np.stack([pack.mask(i.reflectance, i.pixel_metres) for i in clear_validation_chips()])
    flagged = (masks != CLEAR).mean((1, 2))
    return {
        "pixels": round(float(flagged.mean()), 5),
        "shadowPixels": round(float((masks == SHADOW).mean()), 5),
        "chipsOver5Percent": round(float((flagged > 0.05).mean()), 4),
        "interval": spread(list(np.stack([flagged, np.ones(len(flagged))], 1)), share),
        "chipsInterval": spread(list(np.stack([flagged > 0.05, np.ones(len(flagged))], 1).astype(int)), share),
        "worst": [int(600 + k) for k in np.argsort(-flagged)[:20]],
    }


def painted_shadows(pack: Pack) -> dict:
    """Recall and precision of shadow against the painted masks; every pixel of the image counts. What is bright there is cloud.

    `recallOfDark` leaves out what was painted over thin cloud: painted pixels brighter in the blue than half of the ground in the sun.
    """
    out = {}
    for image, painted in alberta():
        planes = pack.probabilities(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
        mask = pack.classes(planes, image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
        row = {}
        blue = image.reflectance[INDEX["B02"]]
        bright = blue > BRIGHT
        dark = painted & (blue <= np.nanmedian(blue[~painted & ~bright]))
        for name, found in (("pack", mask), ("scl", image.scl)):
            shadow = found == SHADOW
            row[name] = shadow_found(shadow, painted, dark) | {
                "brightCalledClear": round(float((found[bright] == CLEAR).mean()), 3)
            }
        out[image.name] = row
    return out


def shadow_found(shadow: np.ndarray, painted: np.ndarray, dark: np.ndarray) -> dict:
    """Recall, of all that is painted and of its `dark` part, and precision of shadow, all (H, W) bool, with intervals over blocks of the image."""
    out = {}
    for name, hit, of in (
        ("recall", shadow & painted, painted),
        ("recallOfDark", shadow & dark, dark),
        ("precision", shadow & painted, shadow),
    ):
        counts = by_block(hit, of)
        out |= {name: round(share(np.sum(counts, 0)), 3), f"{name}Interval": spread(counts, share)}
    return out


def elsewhere(l1c: Pack, l2a: Pack) -> dict:
    """Outside of the scope, or with few labels: cloud of any kind against what is known of each image."""
    shares = lambda mask: {name: round(float((mask == k).mean()), 4) for k, name in enumerate(CLASSES)}
    out: dict = {"tropics": {}, "slovenia": {}}
    for image, label in tropics():
        cloudy = l2a.mask(image.reflectance, image.pixel_metres) >= SEMI
        out["tropics"][image.name] = {
            "recall": round(float(cloudy[label].mean()), 3),
            "precision": round(float(label[cloudy].mean()), 3) if cloudy.any() else None,
        }
    for image, cloudy in slovenia():
        for one in (image, coarser(image, 2)) if cloudy else (image,):
            found = shares(l1c.mask(one.reflectance, one.pixel_metres))
            out["slovenia"][f"{one.name}, {one.pixel_metres:.0f} m"] = {"cloudy": cloudy} | found
    for name, pack, image in (("contrail", l2a, contrail()), ("cirrus", l1c, cirrus()), ("coast", l2a, coast())):
        out[name] = shares(pack.mask(image.reflectance, image.pixel_metres))
    return out


def dice_of(matrix: np.ndarray) -> dict:
    """Dice of each class, which is its F1, and their mean, from a confusion matrix (4, 4)."""
    per_class = [one["f1"] for one in summary(matrix)["classes"].values()]
    return {"mean": round(float(np.mean(per_class)), 3), "perClass": per_class}


def mean_dice(matrix: np.ndarray) -> float:
    """Its mean alone, not rounded."""
    return float(np.mean(2 * np.diag(matrix) / np.maximum(matrix.sum(0) + matrix.sum(1), 1)))


def held_out_scores(pack: Pack, level: str, folder: Path) -> dict:
    """Dice per class and calibration on held-out scenes, by pixel size: of all pixels, and of the undoubted ones alone.

    Shadow on water, which can't be seen, counts as clear. Withheld bands are not withheld here.
    """
    store = SceneStore(folder)
    matrices: dict[str, dict[str, list[np.ndarray]]] = {"dice": {}, "undoubtedDice": {}}
    calibrations = []
    rng = np.random.default_rng(0)
    for index in range(len(store)):
        planes, label, weight, sure, *_ = draw(rng, store, level, 288, augment=False, index=index)
        probabilities = pack.session.run(None, {"input": planes[level_channels(level)][None]})[0][0]
        *shadow, log2_pixel = planes[len(BANDS) :, 0, 0]
        metres = 20 * 2**log2_pixel
        grid = f"{metres:.0f} m"
        mask = pack.classes(probabilities, planes, float(metres), *sun_of(shadow))
        for name, counted in (("dice", weight > 0), ("undoubtedDice", (weight > 0) & sure)):
            for key in (grid, "all"):
                matrices[name].setdefault(key, []).append(confusion(label[counted], mask[counted]))
        calibrations.append((probabilities[:, weight > 0][:, ::37], label[weight > 0][::37]))
    every = np.concatenate([p for p, _ in calibrations], 1), np.concatenate([t for _, t in calibrations])
    dice = {
        name: {key: dice_of(np.sum(one, 0)) | {"interval": spread(one, mean_dice)} for key, one in sorted(of.items())}
        for name, of in matrices.items()
    }
    return {"scenes": len(store), **dice, "calibrationError": round(calibration_error(*every), 4)}


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
    scl = ireland.scl[ireland.rows, ireland.cols]
    scores = {
        "command": f"python -m models.training.measure.evaluate --out OUT --scenes HELD_OUT{f' --suffix={args.suffix}' if args.suffix else ''}",
        "packs": {"L1C": l1c.manifest["id"], "L2A": l2a.manifest["id"]},
        "t29unu": point_scores(judged(l2a, [ireland])),
        "t29unuScl": summary(confusion(ireland.truth, scl))
        | {"interval": spread(by_group([ireland], [scl]), balanced)},
        **patch_scores(l1c),
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
