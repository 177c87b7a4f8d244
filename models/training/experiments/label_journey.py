"""From 140 dates of one place to tuned packs, by the command line alone, and what that brought.

`python -m models.training.experiments.label_journey --work DIR [--cli dist/cli.mjs]`

The dates of `data/chips/romania_l2a_series` become products (folders of band files) and their masks are computed; a label
project is made of what `label rank` chooses among the dates that are not for the test. Labels come from time
(`data.series`, no network had a part in them) in two amounts: every sure pixel, and a few dabs of a brush of each class as a
person would make them. They go in as segmentation masks, out to CVAT's format and in again unchanged. The last layer is tuned
whatever the gate says (where it refuses, with it nothing changes), and measured on dates that neither the network nor the tuning has seen, on T29UNU and on the clear
chips. Writes DIR/journey.md. Steps that are done are not done again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image as Picture

from ..data import series
from ..data.validation import t29unu
from ..measure.evaluate import dice_of, false_alarms, point_scores
from ..measure.inference import Pack
from ..measure.scores import confusion
from .journey_inputs import AMOUNTS, CHIPS, SIDE, folder_name, is_test, may_be_labelled, write_masks, write_products

READING = ["--level", "L2A", "--offset", "0"]
WORKERS = 4
METHODS = ("calibration", "head")


def held_out(pack: Pack, dates: tuple[series.Date, ...]) -> dict:
    """Dice of each class on the sure pixels of the test dates."""
    matrix = np.zeros((4, 4), int)
    for index, date in enumerate(dates):
        if not is_test(index) or not date.sure.any():
            continue
        mask = pack.mask(date.reflectance, series.PIXEL_METRES)
        matrix += confusion(date.label[date.sure], mask[date.sure])
    return dice_of(matrix)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--cli", type=Path, default=Path("dist/cli.mjs"))
    parser.add_argument("--pack", type=Path, default=Path("models/nephos-l2a-int8"))
    args = parser.parse_args()
    work: Path = args.work
    work.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"NEPHOSCOPE_CACHE": str(work / "cache")}
    spent: dict[str, float] = {}

    def cli(*words: object, may_fail: bool = False) -> str:
        begin = time.perf_counter()
        done = subprocess.run(["node", args.cli, *map(str, words)], capture_output=True, text=True, check=False, env=environment)  # fmt: skip
        if done.returncode and not may_fail:
            raise SystemExit(f"{' '.join(map(str, words[:2]))}: {done.stderr}")
        name = " ".join(map(str, words[: 2 if words[0] == "label" else 1]))
        spent[name] = spent.get(name, 0) + time.perf_counter() - begin
        return done.stdout

    def once(name: str, make) -> str:
        told = work / name
        if not told.exists():
            told.write_text(make())
        return told.read_text()

    dates = series.dates()
    by_name = {folder_name(date): date for date in dates}
    products, masks = work / "products", work / "masks"
    if not products.exists():
        write_products(products, dates)
    chosen_from = [products / folder_name(date) for index, date in enumerate(dates) if may_be_labelled(index)]

    def compute(product: Path) -> None:
        once(f"{product.name}.computed", lambda: cli("mask", product, "--out", masks, "--model", args.pack.name, "--grid", 10, "--overwrite", *READING))  # fmt: skip

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(compute, chosen_from))

    lines = [
        "| labels | network | gate | its held-out scenes, Dice | gain, 95 % | anchors, Dice | test dates, Dice | shadow | thin | cloud | T29UNU | clear chips flagged |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    notes: list[str] = []

    def row(labels: str, name: str, folder: Path, gate: dict | None) -> None:
        pack = Pack(folder)
        found = held_out(pack, dates)
        told = ["", "", "", ""]
        if gate:
            own, anchors = gate["labels"], gate["anchors"]
            told = [
                "accepted" if gate["accepted"] else "refused",
                f"{own['diceBefore']:.3f} to {own['diceAfter']:.3f}", f"{own['gain'][0]:+.3f} to {own['gain'][1]:+.3f}",
                f"{anchors['diceBefore']:.3f} to {anchors['diceAfter']:.3f}",
            ]  # fmt: skip
        classes = [f"{one:.3f}" for one in found["perClass"][1:]]
        points = point_scores(pack, [t29unu()])["balancedAccuracy"]
        flagged = 100 * false_alarms(pack)["pixels"]
        cells = [labels, name, *told, f"{found['mean']:.3f}", *classes, f"{points:.3f}", f"{flagged:.2f} %"]
        lines.append(f"| {' | '.join(cells)} |")

    row("", args.pack.name, args.pack, None)
    for amount, draw in AMOUNTS.items():
        project = work / f"project-{amount}"
        if not project.exists():
            cli("label", "init", project, "--chip", SIDE, "--grid", 10, "--name", amount)
        ranked = json.loads(
            once(
                f"{amount}-ranked.json",
                lambda: cli(
                    "label",
                    "rank",
                    project,
                    *chosen_from,
                    "--pack",
                    args.pack.name,
                    "--grid",
                    10,
                    "--count",
                    CHIPS,
                    "--most",
                    2,
                    "--reference",
                    "scl",
                    "--add",
                    "--json",
                    *READING,
                ),
            )  # fmt: skip
        )
        rng = np.random.default_rng(20)
        labels = {name: draw(date, rng) for name, date in sorted(by_name.items())}
        zipped = work / f"{amount}.zip"
        if not zipped.exists():
            write_masks(zipped, project, labels)
            cli("label", "import", project, zipped, "--from", "segmentation-mask")
        rasters = lambda: {p.parent.name: p.read_bytes() for p in sorted(project.glob("chips/*/labels.tif"))}
        before = rasters()
        out = work / f"cvat-{amount}"
        if not out.exists():
            cli("label", "export", project, "--to", "cvat", "--out", out)
        cli("label", "import", project, out / "annotations.zip", "--from", "cvat", "--replace")
        unchanged = rasters() == before
        labelled = sum(int((np.asarray(Picture.open(path)) > 0).sum()) for path in project.glob("chips/*/labels.tif"))
        kinds = [one["reason"]["kind"] for one in ranked["chips"]]
        counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
        notes.append(
            f"{amount}: {len(before)} chips of {SIDE} x {SIDE} of {ranked['candidates']} windows ({counted}), {labelled} labelled pixels; "
            f"CVAT's file taken in again: labels {'unchanged' if unchanged else 'CHANGED'}."
        )
        for method in METHODS:
            name = f"{amount}-{method}"
            told = json.loads(once(f"{name}.json", lambda: cli("adapt", project, "--method", method, "--pack", f"./{args.pack}", "--out", work / name, "--ignore-gate", "--json").strip().split("\n")[-1]))  # fmt: skip
            notes.extend(f"{name}: {reason}" for reason in told["gate"]["reasons"])
            row(amount, method, work / name, told["gate"])
    notes.append("Seconds of this run: " + ", ".join(f"{name} {seconds:.0f}" for name, seconds in spent.items()) + ".")
    (work / "journey.md").write_text("\n".join([*lines, "", *(f"- {one}" for one in notes), ""]))
    print((work / "journey.md").read_text())


if __name__ == "__main__":
    main()
