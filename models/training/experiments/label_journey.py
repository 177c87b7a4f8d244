"""From points on real patches to a tuned pack by the command line, and what that brought.

`python -m models.training.experiments.label_journey --work DIR [--cli dist/cli.mjs]`

The labelled L1C patches become a label project; their points are imported as a segmentation mask, written for CVAT and taken in
again unchanged; then the last layer is tuned with and without the gate. Writes DIR/journey.md: held-out patches by the
gate itself, T29UNU and the clear chips by `evaluate`. Steps that are done are not done again.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image as Picture

from ..data.imagery import data_root
from ..data.validation import t29unu
from ..measure.evaluate import false_alarms, point_scores
from ..measure.inference import Pack

COLOURS = {1: (1, 0, 0), 2: (2, 0, 0), 3: (3, 0, 0), 4: (4, 0, 0)}
NAMES = {1: "CLEAR", 2: "CLOUD_SHADOW", 3: "SEMI_TRANSPARENT_CLOUD", 4: "CLOUD"}
READING = ["--bands", "B01,B02,B03,B04,B05,B06,B07,B08,B8A,B09,B10,B11,B12", "--level", "L1C", "--scale", "0.0001", "--offset", "0", "--pixel-size", "10"]  # fmt: skip
SIDE = 256


def points_by_file() -> dict[str, list[tuple[int, int, int]]]:
    """(row, column, class 1..4) of each labelled patch."""
    out: dict[str, list[tuple[int, int, int]]] = {}
    with open(data_root() / "points" / "l1c_chips_points.csv", encoding="utf-8") as file:
        for point in csv.DictReader(file):
            out.setdefault(point["file"], []).append(tuple(int(point[key]) for key in ("row", "col", "class")))
    return out


def write_masks(path: Path, project: Path, points: dict[str, list[tuple[int, int, int]]]) -> None:
    """A "Segmentation mask 1.1" of a project's chips, in which nothing but the points is labelled."""
    by_stem = {Path(name).stem: listed for name, listed in points.items()}
    with zipfile.ZipFile(path, "w") as archive:
        rows = ["background:0,0,0::", *(f"{NAMES[k]}:{','.join(map(str, COLOURS[k]))}::" for k in NAMES)]
        archive.writestr("labelmap.txt", "\n".join(rows))
        for folder in sorted((project / "chips").glob("*_*_*")):
            stem, top, left = folder.name.rsplit("_", 2)
            with Picture.open(folder / "labels.tif") as labels:
                pixels = np.zeros((labels.height, labels.width, 3), np.uint8)
            for row, column, label in by_stem[stem]:
                if 0 <= row - int(top) < pixels.shape[0] and 0 <= column - int(left) < pixels.shape[1]:
                    pixels[row - int(top), column - int(left)] = COLOURS[label]
            buffer = BytesIO()
            Picture.fromarray(pixels).save(buffer, "PNG")
            archive.writestr(f"SegmentationClass/{folder.name}.png", buffer.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--cli", type=Path, default=Path("dist/cli.mjs"))
    parser.add_argument("--pack", type=Path, default=Path("models/nephos-l1c"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    project, masks = args.work / "project", args.work / "points.zip"

    def cli(*words: object, may_fail: bool = False) -> str:
        done = subprocess.run(["node", args.cli, *map(str, words)], capture_output=True, text=True, check=False)
        if done.returncode and not may_fail:
            raise SystemExit(f"{' '.join(map(str, words[:2]))}: {done.stderr}")
        return done.stdout

    points = points_by_file()
    if not project.exists():
        patches = [data_root() / "chips" / "l1c_13b_10m" / name for name in points]
        print(cli("label", "init", project, *patches, "--chip", SIDE, "--name", "patches", *READING))
        write_masks(masks, project, points)
        print(cli("label", "import", project, masks, "--from", "segmentation-mask"))
    labels = lambda: {p.parent.name: p.read_bytes() for p in sorted(project.glob("chips/*/labels.tif"))}
    before = labels()
    if not (args.work / "cvat").exists():
        print(cli("label", "export", project, "--to", "cvat", "--out", args.work / "cvat"))
    cli("label", "import", project, args.work / "cvat" / "annotations.zip", "--from", "cvat", "--replace")
    unchanged = labels() == before
    lines = ["| network | held-out patches, Dice | gain, 95 % | anchors, Dice | gate | T29UNU | clear chips flagged |", "|---|---|---|---|---|---|---|"]  # fmt: skip

    def row(name: str, folder: Path, gate: dict | None) -> None:
        pack = Pack(folder)
        found = point_scores(pack, [t29unu()])["balancedAccuracy"]
        told = ["", "", "", ""]
        if gate:
            own, anchors = gate["labels"], gate["anchors"]
            told = [
                f"{own['diceBefore']:.3f} -> {own['diceAfter']:.3f}", f"{own['gain'][0]:+.3f} to {own['gain'][1]:+.3f}",
                f"{anchors['diceBefore']:.3f} -> {anchors['diceAfter']:.3f}", "accepted" if gate["accepted"] else "refused",
            ]  # fmt: skip
        lines.append(f"| {name} | {' | '.join(told)} | {found:.3f} | {100 * false_alarms(pack)['pixels']:.2f} % |")

    row(args.pack.name, args.pack, None)
    for method in ("calibration", "head"):
        out = args.work / f"tuned-{method}"
        told = args.work / f"{method}.json"
        if not told.exists():
            answer = cli("adapt", project, "--method", method, "--pack", f"./{args.pack}", "--out", out, "--ignore-gate", "--json")  # fmt: skip
            told.write_text(answer.strip().split("\n")[-1])
        row(f"{method}, without the gate", out, json.loads(told.read_text())["gate"])
    sentence = f"{len(before)} patches; CVAT's file taken in again: labels {'unchanged' if unchanged else 'CHANGED'}."
    (args.work / "journey.md").write_text("\n".join([sentence, "", *lines, ""]))
    print((args.work / "journey.md").read_text())


if __name__ == "__main__":
    main()
