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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image as Picture

from ..data import series
from ..data.validation import t29unu
from ..measure.evaluate import dice_of, false_alarms, judged, point_scores
from ..measure.inference import Pack
from ..measure.scores import confusion
from .journey_inputs import AMOUNTS, CHIPS, SIDE, folder_name, is_test, may_be_labelled, write_masks, write_products

LABELS = "chips/*/labels.tif"
READING = ["--level", "L2A", "--offset", "0"]
WORKERS = 4
METHODS = ("calibration", "head")
COLUMNS = (
    "labels", "network", "gate", "its held-out scenes, Dice", "gain, 95 %", "anchors, Dice", "test dates, Dice", "shadow", "thin",
    "cloud", "T29UNU", "clear chips flagged",
)  # fmt: skip


def held_out(pack: Pack, dates: tuple[series.Date, ...]) -> dict:
    """Dice of each class on the sure pixels of the test dates."""
    matrix = np.zeros((4, 4), int)
    for index, date in enumerate(dates):
        if not is_test(index) or not date.sure.any():
            continue
        mask = pack.mask(date.reflectance, series.PIXEL_METRES)
        matrix += confusion(date.label[date.sure], mask[date.sure])
    return dice_of(matrix)


@dataclass
class Journey:
    """A folder of work in which each step is done once, by the command line."""

    work: Path
    program: Path
    pack: Path
    dates: tuple[series.Date, ...]
    spent: dict[str, float] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def cli(self, *words: object) -> str:
        """What a command prints; its seconds are added up under its name."""
        environment = os.environ | {"NEPHOSCOPE_CACHE": str(self.work / "cache")}
        begin = time.perf_counter()
        command = ["node", str(self.program), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        name = " ".join(map(str, words[: 2 if words[0] == "label" else 1]))
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr}")
        self.spent[name] = self.spent.get(name, 0) + time.perf_counter() - begin
        return done.stdout

    def once(self, name: str, make: Callable[[], str]) -> str:
        """A text that was made before, or is made now and kept."""
        kept = self.work / name
        if not kept.exists():
            kept.write_text(make())
        return kept.read_text()

    def products(self) -> list[Path]:
        """The dates as products; of those that may be labelled the masks are computed."""
        folder = self.work / "products"
        if not folder.exists():
            write_products(folder, self.dates)
        chosen = [folder / folder_name(date) for index, date in enumerate(self.dates) if may_be_labelled(index)]
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(self.compute, chosen))
        return chosen

    def compute(self, product: Path) -> None:
        options = ["--out", self.work / "masks", "--model", self.pack.name, "--grid", 10, "--overwrite", *READING]
        self.once(f"{product.name}.computed", lambda: self.cli("mask", product, *options))

    def project(self, amount: str, products: list[Path]) -> tuple[Path, dict]:
        """A project of the chips that ranking chooses, without labels; and what ranking said."""
        project = self.work / f"project-{amount}"
        if not project.exists():
            self.cli("label", "init", project, "--chip", SIDE, "--grid", 10, "--name", amount)
        options = [
            "--pack",
            self.pack.name,
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
        ]
        ranked = self.once(
            f"{amount}-ranked.json", lambda: self.cli("label", "rank", project, *products, *options, *READING)
        )
        return project, json.loads(ranked)

    def label(self, amount: str, project: Path) -> bool:
        """Takes the labels in, out as CVAT has them and in again. Tells whether that left them as they were."""
        rng = np.random.default_rng(20)
        labels = {folder_name(date): date for date in self.dates}
        drawn = {name: AMOUNTS[amount](date, rng) for name, date in sorted(labels.items())}
        zipped = self.work / f"{amount}.zip"
        if not zipped.exists():
            write_masks(zipped, project, drawn)
            self.cli("label", "import", project, zipped, "--from", "segmentation-mask")
        before = label_files(project)
        out = self.work / f"cvat-{amount}"
        if not out.exists():
            self.cli("label", "export", project, "--to", "cvat", "--out", out)
        self.cli("label", "import", project, out / "annotations.zip", "--from", "cvat", "--replace")
        return label_files(project) == before

    def tune(self, amount: str, project: Path, method: str) -> None:
        name = f"{amount}-{method}"
        options = ["--method", method, "--pack", f"./{self.pack}", "--out", self.work / name, "--ignore-gate", "--json"]
        told = self.once(f"{name}.json", lambda: self.cli("adapt", project, *options).strip().split("\n")[-1])
        gate = json.loads(told)["gate"]
        self.notes.extend(f"{name}: {reason}" for reason in gate["reasons"])
        self.measure(amount, method, self.work / name, gate)

    def measure(self, labels: str, name: str, folder: Path, gate: dict | None) -> None:
        """Adds the row of a network, with what the gate said of it where it was tuned."""
        pack = Pack(folder)
        found = held_out(pack, self.dates)
        classes = [f"{one:.3f}" for one in found["perClass"][1:]]
        points = point_scores(judged(pack, [t29unu()]))["balancedAccuracy"]
        flagged = 100 * false_alarms(pack)["pixels"]
        cells = [labels, name, *gate_cells(gate), f"{found['mean']:.3f}", *classes, f"{points:.3f}", f"{flagged:.2f} %"]
        self.rows.append(f"| {' | '.join(cells)} |")

    def travel(self, amount: str, products: list[Path]) -> None:
        """From the products to tuned packs, with one amount of labels."""
        project, ranked = self.project(amount, products)
        is_unchanged = self.label(amount, project)
        chips = list(project.glob(LABELS))
        labelled = sum(int((np.asarray(Picture.open(path)) > 0).sum()) for path in chips)
        kinds = [one["reason"]["kind"] for one in ranked["chips"]]
        counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
        self.notes.append(
            f"{amount}: {len(chips)} chips of {SIDE} x {SIDE} of {ranked['candidates']} windows ({counted}), {labelled} labelled pixels; "
            f"CVAT's file taken in again: labels {'unchanged' if is_unchanged else 'CHANGED'}."
        )
        for method in METHODS:
            self.tune(amount, project, method)

    def report(self) -> str:
        seconds = ", ".join(f"{name} {seconds:.0f}" for name, seconds in self.spent.items())
        notes = [*self.notes, f"Seconds of this run: {seconds}."]
        head = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
        return "\n".join([*head, *self.rows, "", *(f"- {note}" for note in notes), ""])


def label_files(project: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in sorted(project.glob(LABELS))}


def gate_cells(gate: dict | None) -> list[str]:
    if not gate:
        return ["", "", "", ""]
    own, anchors = gate["labels"], gate["anchors"]
    return [
        "accepted" if gate["accepted"] else "refused",
        f"{own['diceBefore']:.3f} to {own['diceAfter']:.3f}",
        f"{own['gain'][0]:+.3f} to {own['gain'][1]:+.3f}",
        f"{anchors['diceBefore']:.3f} to {anchors['diceAfter']:.3f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--cli", type=Path, default=Path("dist/cli.mjs"))
    parser.add_argument("--pack", type=Path, default=Path("models/nephos-l2a-int8"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    journey = Journey(args.work, args.cli, args.pack, series.dates())
    products = journey.products()
    journey.measure("", args.pack.name, args.pack, None)
    for amount in AMOUNTS:
        journey.travel(amount, products)
    told = journey.report()
    (args.work / "journey.md").write_text(told)
    print(told)


if __name__ == "__main__":
    main()
