"""Compares weights before one of them is shipped, each at several thresholds: what a training gives, beside what a moved threshold gives.

`python -m models.training.pack.candidates --out DIR --l2a NAME=PACK NAME=A.pt,B.pt ... [--l1c ...] [--thin 0.4 0.48] [--shadow 0.35] [--cloud 0.12] [--add 0]`

A candidate is a pack's folder, or weights of which the mean is taken. All images with points are judged at three places on the network's grid, since
single points hang on where an image lies there, T29UNU and T11UPT as masks whose shadows need a cloud (`measure/sunward.py`). Writes DIR/candidates.md.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import CLASSES, CLEAR, CLOUD, SEMI, SHADOW
from ..data.places import sunlit_woods, t11upt, t33uuu
from ..data.series import dates
from ..data.validation import Image, clear_mates, clear_validation_chips, l1c_patches, t29unu
from ..measure.inference import Pack, claim
from ..measure.intervals import balanced
from ..measure.scores import confusion
from ..measure.sunward import without_lone_shadows
from ..measure.yardsticks import f1
from ..network.labels import bare_ground
from .export import load, write_onnx

#: Rows and columns by which an image is moved on the network's grid.
PLACES = ((0, 0), (1, 1), (6, 3))
#: Thin cloud within so many pixels of opaque cloud is its rim.
RIM_PIXELS = 8
#: Bare ground counts as clear from so many pixels off what the SCL calls cloud or shadow.
OFF_CLOUD = 6

Thresholds = dict[str, float]
#: Probabilities (4, n) at points, and their classes (n,).
Judged = list[tuple[np.ndarray, np.ndarray]]


def pack_of(text: str, level: str, folder: Path, like: Path) -> Pack:
    """A pack's folder as it is, or weights separated by commas, written into `folder` with the manifest of the pack `like`."""
    if Path(text).is_dir():
        return Pack(Path(text))
    folder.mkdir(parents=True, exist_ok=True)
    write_onnx(load([Path(one) for one in text.split(",")], level), folder / "model.onnx")
    shutil.copy(like / "model.json", folder / "model.json")
    return Pack(folder)


def judge(pack: Pack, image: Image, rows: int = 0, cols: int = 0) -> np.ndarray:
    """Probabilities (4, H, W) of an image that is moved by `rows`, `cols` pixels on the network's grid."""
    moved = np.pad(image.reflectance, ((0, 0), (rows, 0), (cols, 0)), mode="reflect")
    return pack.probabilities(moved, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)[:, rows:, cols:]


def added(probabilities: np.ndarray, thin: float) -> np.ndarray:
    """(4, ...) probabilities when `thin` is added to the logit of thin cloud."""
    if not thin:
        return probabilities
    raised = probabilities.astype(np.float32)
    raised[SEMI] *= np.exp(thin)
    return raised / raised.sum(0)


def at_points(judged: Judged, thresholds: Thresholds, thin: float) -> str:
    """Balanced accuracy, mean over entries with all classes in common, and the producer's accuracies of (probabilities (4, n), classes (n,))."""
    matrices = [confusion(truth, claim(added(planes, thin), thresholds)) for planes, truth in judged]
    there = matrices[0].sum(1) > 0
    producers = np.diag(np.sum(matrices, 0))[there] / np.sum(matrices, 0).sum(1)[there]
    return f"{np.mean([balanced(one) for one in matrices]):.3f}: " + ", ".join(f"{one:.2f}" for one in producers)


def in_masks(judged: list[tuple[np.ndarray, Image]], thresholds: Thresholds, thin: float) -> str:
    """The same of probabilities (4, H, W) of images whose sun is known, without the shadows that no cloud throws."""
    points = []
    for planes, image in judged:
        mask, missing = claim(added(planes, thin), thresholds), ~np.isfinite(image.reflectance).any(0)
        mask = without_lone_shadows(mask, missing, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
        points.append((np.eye(len(CLASSES))[:, mask[image.rows, image.cols]], image.truth))
    return at_points(points, dict.fromkeys(CLASSES[1:], 0.5), 0)


def rim(mask: np.ndarray) -> float:
    """How wide thin cloud lies around opaque cloud: its pixels within `RIM_PIXELS` over the pixels of cloud's border."""
    cloud = mask == CLOUD
    border = cloud & ~ndi.minimum_filter(cloud, 3)
    near = ndi.distance_transform_edt(~cloud) <= RIM_PIXELS if cloud.any() else cloud
    return float(((mask == SEMI) & near).sum()) / max(int(border.sum()), 1)


def clear_bare(image: Image) -> np.ndarray:
    """(H, W) bool: rock, scree and dry soil of a Level-2A image that has an SCL, off its clouds and shadows."""
    bare = bare_ground(image.reflectance, np.ones(len(image.reflectance)), np.zeros(len(image.reflectance)))
    return bare & ~ndi.maximum_filter(image.scl != CLEAR, 2 * OFF_CLOUD + 1)


def points_of(pack: Pack, images: Iterable[Image], rows: int = 0, cols: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (4, n) at the points of several images, moved as in `judge`, and their classes (n,)."""
    parts = [(judge(pack, image, rows, cols)[:, image.rows, image.cols], image.truth) for image in images]
    return np.concatenate([one for one, _ in parts], 1), np.concatenate([one for _, one in parts])


def judge_l2a(pack: Pack) -> dict:
    """What the tables of a Level-2A candidate are made of."""
    out: dict = {
        "chips": np.concatenate([judge(pack, one).reshape(4, -1)[:, ::3] for one in clear_validation_chips()], 1)
    }
    for name, image in (("T29UNU", t29unu()), ("T11UPT", t11upt())):
        out[name] = [(judge(pack, image, *place), image) for place in PLACES]
    out["bare"] = out["T11UPT"][0][0][:, clear_bare(image)]
    held = [one for one in dates() if one.held_out]
    judged = [pack.probabilities(one.reflectance, 10.0, one.sun_zenith_deg, one.sun_azimuth_deg) for one in held]
    out["Romania"] = (
        np.concatenate([one[:, date.sure] for one, date in zip(judged, held)], 1),
        np.concatenate([date.label[date.sure] for date in held]),
    )
    return out


def row_l2a(judged: dict, thresholds: Thresholds, thin: float) -> dict[str, str]:
    """One row of the table."""
    classes = lambda planes: claim(added(planes, thin), thresholds)
    planes, truth = judged["Romania"]
    found = classes(planes)
    whole = {name: classes(judged[name][0][0]) for name in ("T29UNU", "T11UPT")}
    return {
        "T29UNU": in_masks(judged["T29UNU"], thresholds, thin),
        "T11UPT": in_masks(judged["T11UPT"], thresholds, thin),
        "Romania: cloud, shadow": f"{f1([(truth >= SEMI, found >= SEMI)]):.3f}, {f1([(truth == SHADOW, found == SHADOW)]):.3f}",
        "bare ground called thin": f"{100 * (classes(judged['bare']) == SEMI).mean():.1f} %",
        "T11UPT thin": f"{100 * (whole['T11UPT'] == SEMI).mean():.2f} %",
        "rim: T29UNU, T11UPT": f"{rim(whole['T29UNU']):.1f}, {rim(whole['T11UPT']):.1f}",
        "clear chips flagged": f"{100 * (classes(judged['chips']) != CLEAR).mean():.2f} %",
    }


def judge_l1c(pack: Pack) -> dict:
    """What the tables of a Level-1C candidate are made of."""
    brandenburg = t33uuu()
    return {
        "patches 10 m": [points_of(pack, l1c_patches(10), *place) for place in PLACES],
        "patches 20 m": [points_of(pack, l1c_patches(20), *place) for place in PLACES],
        "T33UUU": [points_of(pack, [brandenburg], *place) for place in PLACES],
        "woods": judge(pack, brandenburg)[:, sunlit_woods(brandenburg)],
        "mates": [np.concatenate([judge(pack, one).reshape(4, -1) for one in clear_mates(m)], 1) for m in (10, 20)],
    }


def row_l1c(judged: dict, thresholds: Thresholds, thin: float) -> dict[str, str]:
    """One row of the table."""
    classes = lambda planes: claim(added(planes, thin), thresholds)
    called = lambda planes: ", ".join(f"{100 * (classes(planes) == one).mean():.2f}" for one in (SHADOW, SEMI))
    return {
        **{name: at_points(judged[name], thresholds, thin) for name in ("patches 10 m", "patches 20 m", "T33UUU")},
        "T33UUU's sunlit woods called shadow": f"{100 * (classes(judged['woods']) == SHADOW).mean():.1f} %",
        "clear mates called shadow, thin; 10 m; 20 m": "; ".join(called(one) for one in judged["mates"]) + " %",
    }


def sweep(name: str, judged: dict, row, choices: Iterable[tuple[float, ...]]) -> list[dict[str, str]]:
    """A row for each (shadow, thin, cloud, added) of `choices`."""
    rows = []
    for shadow, thin, cloud, more in choices:
        thresholds = dict(zip(CLASSES[1:], (shadow, thin, cloud)))
        rows.append(
            {"weights": name, "thresholds": f"{shadow:g}, {thin:g}, {cloud:g}, {more:g}"}
            | row(judged, thresholds, more)
        )
    return rows


def table(rows: list[dict[str, str]]) -> str:
    """Rows of one kind for a person."""
    head = list(rows[0])
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(one.values()) + " |" for one in rows)]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--l2a", nargs="*", default=[], help="NAME=PACK or NAME=WEIGHTS,WEIGHTS,...")
    parser.add_argument("--l1c", nargs="*", default=[])
    parser.add_argument("--shadow", type=float, nargs="+", default=[0.35])
    parser.add_argument("--thin", type=float, nargs="+", default=[0.4, 0.48])
    parser.add_argument("--cloud", type=float, nargs="+", default=[0.12])
    parser.add_argument("--add", type=float, nargs="+", default=[0.0], help="to the logit of thin cloud")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    models = Path(__file__).parents[2]
    tables = []
    for level, given, look, row in (("L2A", args.l2a, judge_l2a, row_l2a), ("L1C", args.l1c, judge_l1c, row_l1c)):
        rows = []
        for one in given:
            name, weights = one.split("=", 1)
            pack = pack_of(weights, level, args.out / f"{name}-{level}", models / f"nephos-{level.lower()}")
            rows += sweep(name, look(pack), row, itertools.product(args.shadow, args.thin, args.cloud, args.add))
        if rows:
            tables.append(table(rows))
            print(tables[-1], flush=True)
    (args.out / "candidates.md").write_text("\n".join(tables))


if __name__ == "__main__":
    main()
