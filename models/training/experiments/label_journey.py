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
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import rasterio
from PIL import Image as Picture
from rasterio.transform import from_origin

from ..data import series
from ..data.validation import t29unu
from ..measure.evaluate import dice_of, false_alarms, point_scores
from ..measure.inference import Pack
from ..measure.scores import confusion

NAMES = {1: "CLEAR", 2: "CLOUD_SHADOW", 3: "SEMI_TRANSPARENT_CLOUD", 4: "CLOUD"}
READING = ["--level", "L2A", "--offset", "0"]
SIDE, CHIPS = 50, 60
WORKERS = 4
TILE, TIME = "T34TGS", "T092031"
#: Dabs of the brush for each class and chip, and their radius in pixels.
DABS, RADIUS = 3, 2
METHODS = ("calibration", "head")
SCL_CODES = np.array([4, 3, 10, 9], np.uint8)


def is_test(index: int) -> bool:
    """Of the dates that the networks' training held out, every second one is for the test here; the other may be labelled."""
    return index % (2 * series.HELD_OUT_EVERY) == series.HELD_OUT_REST


def may_be_labelled(index: int) -> bool:
    """Dates out of which the ranking chooses: those that training held out and that are not for the test, and every sixth other."""
    held_out = index % series.HELD_OUT_EVERY == series.HELD_OUT_REST
    return not is_test(index) and (held_out or index % 6 == 0)


def folder_name(date: series.Date) -> str:
    return f"{TILE}_{date.day:%Y%m%d}{TIME}"


def write_products(folder: Path, dates: tuple[series.Date, ...]) -> None:
    """A folder of band files for each date; the grid stands where the series has it, to the zone's precision."""
    days, planes, _, (longitude, latitude, _) = series.read()
    east, north = rasterio.warp.transform("EPSG:4326", "EPSG:32634", [longitude], [latitude])
    place = from_origin(round(east[0], -1) - 500, round(north[0], -1) + 500, 10, 10)
    coarse = from_origin(place.c, place.f, 20, 20)
    for t, date in enumerate(dates):
        product = folder / folder_name(date)
        product.mkdir(parents=True, exist_ok=True)
        files = [(band, planes[stored][t], place) for band, stored in (("B02", "B2"), ("B03", "B3"), ("B04", "B4"), ("B08", "B8"))]  # fmt: skip
        files.append(("B11", planes["B11"][t].reshape(50, 2, 50, 2).mean((1, 3)), coarse))
        for band, plane, transform in files:
            metres = int(transform.a)
            write(product / f"{product.name}_{band}_{metres}m.tif", np.round(plane * 1e4).clip(1).astype(np.uint16), transform)  # fmt: skip
        write(product / f"{product.name}_SCL_20m.tif", SCL_CODES[date.scl[::2, ::2]], coarse)


def write(path: Path, values: np.ndarray, transform) -> None:
    height, width = values.shape
    with rasterio.open(path, "w", driver="GTiff", height=height, width=width, count=1, dtype=values.dtype, crs="EPSG:32634", transform=transform) as target:  # fmt: skip
        target.write(values, 1)


def every_sure(date: series.Date, _: np.random.Generator) -> np.ndarray:
    """(H, W) labels 1 to 4 of all that time is sure of, 0 elsewhere."""
    return np.where(date.sure, date.label + 1, 0).astype(np.uint8)


def dabs(date: series.Date, rng: np.random.Generator) -> np.ndarray:
    """(H, W) labels of a few dabs of the brush of each class, where time is sure; 0 elsewhere."""
    whole = every_sure(date, rng)
    out = np.zeros_like(whole)
    rows, cols = np.mgrid[: whole.shape[0], : whole.shape[1]]
    for label in NAMES:
        places = np.argwhere(whole == label)
        for row, col in places[rng.permutation(len(places))[:DABS]]:
            near = (rows - row) ** 2 + (cols - col) ** 2 <= RADIUS**2
            out[near & (whole == label)] = label
    return out


AMOUNTS = {"sure": every_sure, "dabs": dabs}


def write_masks(path: Path, project: Path, labels: dict[str, np.ndarray]) -> None:
    """A "Segmentation mask 1.1" of a project's chips from labels by product."""
    with zipfile.ZipFile(path, "w") as archive:
        rows = ["background:0,0,0::", *(f"{NAMES[k]}:{k},0,0::" for k in NAMES)]
        archive.writestr("labelmap.txt", "\n".join(rows))
        for folder in chips_of(project):
            name, top, left = folder.name.rsplit("_", 2)
            part = labels[name][int(top) : int(top) + SIDE, int(left) : int(left) + SIDE]
            buffer = BytesIO()
            Picture.fromarray(np.stack([part, np.zeros_like(part), np.zeros_like(part)], -1)).save(buffer, "PNG")
            archive.writestr(f"SegmentationClass/{folder.name}.png", buffer.getvalue())


def chips_of(project: Path) -> list[Path]:
    return sorted(one for one in (project / "chips").iterdir() if not one.name.startswith("."))


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
