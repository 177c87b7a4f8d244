"""What fine-tuning on a handful of labelled patches brings, and what it costs elsewhere.

`python -m models.training.experiments.transfer --out DIR [--pack models/nephos-l1c] [--patches 4 12] [--splits 4]`

For each split some groups of L1C patches are drawn; the network is tuned on the labelled points in them (cross-entropy at
the points, all weights, statistics of normalisation kept) and measured on the points of all other groups, before and
after, by its most probable class; and on T29UNU and the clear chips, which show what it forgets. An experiment: the
tuned weights are thrown away. Writes DIR/transfer.json and DIR/transfer.md.
"""

from __future__ import annotations

import argparse
import copy
import csv
import json
from pathlib import Path

import numpy as np
import torch

from ..data.bands import CLEAR
from ..data.imagery import data_root
from ..data.validation import Image, clear_validation_chips, l1c_patches, t29unu
from ..measure.scores import confusion
from ..network.cloudnet import CloudNet
from ..network.weights import network_of
from .ablations import input_of, predictions
from .variants import Variant

PLAIN = Variant("plain", "")
STEPS, RATE = 60, 2e-4


def groups() -> dict[str, str]:
    """File to group: patches of one group show the same place or date."""
    with open(data_root() / "points" / "l1c_chips_points.csv", encoding="utf-8") as file:
        return {row["file"]: row["group"] for row in csv.DictReader(file)}


def fine_tune(network: CloudNet, images: list[Image]) -> CloudNet:
    """A copy that has learnt the points of some images."""
    network = copy.deepcopy(network).eval()
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-3)
    count = sum(len(i.truth) for i in images)
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / STEPS)
        optimiser.zero_grad(set_to_none=True)
        for image in images:
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(torch.from_numpy(input_of(image)[None]))[0]
            at = logits.float()[:, image.rows, image.cols].T
            (torch.nn.functional.cross_entropy(at, torch.from_numpy(image.truth), reduction="sum") / count).backward()
        optimiser.step()
    return network


def score(network: CloudNet, images: list[Image]) -> float:
    """Balanced accuracy at the points of images; classes that do not occur do not count."""
    matrix = sum(confusion(i.truth, predictions(PLAIN, network, input_of(i))[i.rows, i.cols]) for i in images)
    present = matrix.sum(1) > 0
    return float((np.diag(matrix)[present] / matrix.sum(1)[present]).mean())


def false_alarm_share(network: CloudNet) -> float:
    """Share of clear pixels flagged, on every eighth validation chip."""
    return float(
        np.mean(
            [
                (predictions(PLAIN, network, input_of(chip)) != CLEAR).mean()
                for chip in list(clear_validation_chips())[::8]
            ]
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, default=Path(__file__).parents[2] / "nephos-l1c", help="of all nine bands")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--patches", type=int, nargs="+", default=[4, 12])
    parser.add_argument("--splits", type=int, default=4)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    network = network_of(args.pack)
    group_of, images, ireland = groups(), list(l1c_patches(10)), t29unu()
    rows = []
    for patches in args.patches:
        for split in range(args.splits):
            order = np.random.default_rng(split).permutation(sorted(set(group_of.values())))
            chosen: set[str] = set()
            for name in order:
                if sum(group_of[i.name] in chosen for i in images) >= patches:
                    break
                chosen.add(name)
            mine, others = ([i for i in images if (group_of[i.name] in chosen) == inside] for inside in (True, False))
            after = fine_tune(network, mine)
            rows.append({"patches": len(mine), "points": int(sum(len(i.truth) for i in mine)), "split": split,
                         "before": round(score(network, others), 3), "after": round(score(after, others), 3),
                         "t29unuBefore": round(score(network, [ireland]), 3), "t29unuAfter": round(score(after, [ireland]), 3),
                         "clearBefore": round(false_alarm_share(network), 4), "clearAfter": round(false_alarm_share(after), 4)})  # fmt: skip
            print(json.dumps(rows[-1]), flush=True)
    lines = ["| tuned on | other patches, before and after | T29UNU | clear chips flagged |", "|---|---|---|---|"]
    lines += [
        f"| {r['patches']} patches, {r['points']} points | {r['before']:.3f}, {r['after']:.3f} | {r['t29unuBefore']:.3f}, {r['t29unuAfter']:.3f} | {r['clearBefore'] * 100:.1f} %, {r['clearAfter'] * 100:.1f} % |"
        for r in rows
    ]
    (args.out / "transfer.json").write_text(json.dumps(rows, indent=1))
    (args.out / "transfer.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
