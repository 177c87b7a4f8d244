"""Tunes a whole network on the labels of a label project, with simulated scenes replayed, and judges it by a gate.

`python -m models.training.pack.tune --project DIR --pack models/nephos-l2a --scenes HELD_OUT --out PACK`

DIR is what `nephoscope label export PROJECT --to training --out DIR` writes. Scenes of the labels are held out in turn (at most
`FOLDS` trainings besides the last one); the pack is written only where the mean Dice on them gains beyond chance (paired
bootstrap over scenes, lower bound above 0) and simulated scenes that nothing was replayed from lose less than `MOST_LOST`.
Eight bits: `quantise` afterwards, as for any pack.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from ..data.bands import CLASSES, auxiliary_planes, scale_reflectance
from ..measure.inference import claim
from ..network.cloudnet import MINIMUM_SIZE, SIZE_MULTIPLE, CloudNet
from ..network.samples import draw, face_northwest, level_channels
from ..network.weights import network_of
from ..simulate.cache import SceneStore
from .anchors import collect, encode
from .export import write_onnx

FOLDS, LEAST_SCENES, DRAWS, MOST_LOST = 3, 3, 2000, 0.01
REPLAYED, WINDOW, RATE = 2, 256, 2e-5


class LabelledChip(NamedTuple):
    """planes (C, H, W) as the network wants them, labels (H, W) 0..3 or -1, and the scene that it is of."""

    planes: np.ndarray
    labels: np.ndarray
    scene: str


def read_project(folder: Path, level: str) -> list[LabelledChip]:
    """The chips of an exported project. Raises ValueError where a file is missing, has another size or other labels."""
    chips = []
    for entry in json.loads((folder / "chips.json").read_text())["chips"]:
        if entry["level"] != level:
            continue
        path = folder / f"{entry['id']}.labels.npy"
        reflectance, labels = np.load(folder / f"{entry['id']}.npy"), np.load(path).astype(np.int64)
        if reflectance.shape[1:] != labels.shape or labels.min() < 0 or labels.max() > len(CLASSES):
            raise ValueError(f"{path}: labels of 0 to 4 for {reflectance.shape[1:]} pixels are wanted")
        sun = entry["sun"] or {"zenithDegrees": None, "azimuthDegrees": None}
        auxiliary = auxiliary_planes(sun["zenithDegrees"], sun["azimuthDegrees"], entry["pixelMetres"])
        (planes, labels), auxiliary[:2] = face_northwest([scale_reflectance(reflectance), labels - 1], auxiliary[:2])
        down, right = (max(s, MINIMUM_SIZE) + -max(s, MINIMUM_SIZE) % SIZE_MULTIPLE - s for s in labels.shape)
        labels = np.pad(labels, ((0, down), (0, right)), constant_values=-1)
        planes = np.pad(planes, ((0, 0), (0, down), (0, right)), mode="reflect")
        constant = np.broadcast_to(auxiliary[:, None, None], (3, *labels.shape))
        planes = np.concatenate([planes, constant])[level_channels(level)].astype(np.float32)
        chips.append(LabelledChip(planes, labels, entry["scene"]))
    if not chips:
        raise ValueError(f"{folder} holds no labelled chip of {level}")
    return chips


def tuned(network: CloudNet, chips: list[LabelledChip], store: SceneStore, level: str, steps: int) -> CloudNet:
    """A copy that has learnt the chips' labels, classes balanced, while going on to learn simulated scenes of even number."""
    network, rng = copy.deepcopy(network).eval(), np.random.default_rng(3)
    counts = np.bincount(np.concatenate([c.labels[c.labels >= 0] for c in chips]), minlength=4)
    weight = torch.from_numpy(np.where(counts > 0, counts.sum() / np.maximum(counts, 1), 0).astype(np.float32))
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-4)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / steps)
        optimiser.zero_grad(set_to_none=True)
        chip = chips[rng.integers(len(chips))]
        loss = torch.nn.functional.cross_entropy(
            network(torch.from_numpy(chip.planes[None])), torch.from_numpy(chip.labels[None]), weight, ignore_index=-1
        )
        loss.backward()
        for _ in range(REPLAYED):
            sample = draw(rng, store, level, WINDOW, index=2 * int(rng.integers(len(store) // 2)))
            logits = network(torch.from_numpy(sample.planes[level_channels(level)][None]))
            each = torch.nn.functional.cross_entropy(
                logits, torch.from_numpy(sample.label[None].astype(np.int64)), reduction="none"
            )
            matters = torch.from_numpy(sample.weight[None])
            ((each * matters).sum() / matters.sum().clamp(min=1)).backward()
        optimiser.step()
    return network


def confusion_of(network: CloudNet, planes: np.ndarray, labels: np.ndarray, thresholds: dict) -> np.ndarray:
    """(4, 4) counts, true class by the class that thresholds alone give; a chip of labels shows little of the way to the sun."""
    with torch.no_grad():
        probabilities = torch.softmax(network(torch.from_numpy(planes[None])), 1)[0].numpy()
    known = labels >= 0
    return np.bincount(4 * labels[known] + claim(probabilities, thresholds)[known], minlength=16).reshape(4, 4)


def mean_dice(matrix: np.ndarray) -> float:
    """Mean Dice (F1) of the classes that occur."""
    occurs = matrix.sum(1) > 0
    return float((2 * np.diag(matrix) / np.maximum(matrix.sum(0) + matrix.sum(1), 1))[occurs].mean())


def gain_interval(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> tuple[float, float]:
    """The middle 95 % of the gain in mean Dice when scenes are drawn with replacement."""
    rng, scenes = np.random.default_rng(1), sorted(before)
    gains = []
    for _ in range(DRAWS):
        drawn = [scenes[i] for i in rng.integers(len(scenes), size=len(scenes))]
        gains.append(mean_dice(sum(after[s] for s in drawn)) - mean_dice(sum(before[s] for s in drawn)))
    return tuple(float(q) for q in np.quantile(gains, (0.025, 0.975)))


def by_scene(chips: list[LabelledChip], network: CloudNet, thresholds: dict) -> dict[str, np.ndarray]:
    """Confusions of each scene."""
    out: dict[str, np.ndarray] = {}
    for chip in chips:
        out[chip.scene] = out.get(chip.scene, 0) + confusion_of(network, chip.planes, chip.labels, thresholds)
    return out


def elsewhere(network: CloudNet, store: SceneStore, level: str, thresholds: dict) -> float:
    """Mean Dice on the sure pixels of simulated scenes of odd number."""
    rng, total = np.random.default_rng(0), np.zeros((4, 4), int)
    for index in range(1, len(store), 2):
        sample = draw(rng, store, level, WINDOW, augment=False, index=index)
        labels = np.where(sample.sure & (sample.weight > 0), sample.label.astype(np.int64), -1)
        total += confusion_of(network, sample.planes[level_channels(level)], labels, thresholds)
    return mean_dice(total)


def judge(
    network: CloudNet, chips: list[LabelledChip], store: SceneStore, level: str, thresholds: dict, steps: int
) -> tuple[CloudNet, dict]:
    """The network tuned on all chips, and what the gate says of it."""
    scenes = sorted({chip.scene for chip in chips})
    before, after = by_scene(chips, network, thresholds), {}
    folds = min(FOLDS, len(scenes)) if len(scenes) >= LEAST_SCENES else 0
    for fold in range(folds):
        out = set(scenes[fold::folds])
        held = tuned(network, [c for c in chips if c.scene not in out], store, level, steps)
        after |= by_scene([c for c in chips if c.scene in out], held, thresholds)
    final = tuned(network, chips, store, level, steps)
    old, new = (elsewhere(one, store, level, thresholds) for one in (network, final))
    gain = gain_interval(before, after) if after else (0.0, 0.0)
    gate = {
        "accepted": bool(gain[0] > 0 and old - new < MOST_LOST),
        "scenes": len(scenes), "pixels": int(sum((c.labels >= 0).sum() for c in chips)),
        "diceBefore": mean_dice(sum(before.values())), "diceAfter": mean_dice(sum((after or before).values())),
        "gain": list(gain), "anchorsDiceBefore": old, "anchorsDiceAfter": new,
    }  # fmt: skip
    return final, gate


def write_pack(network: CloudNet, parent: Path, folder: Path, project: Path, store: SceneStore, gate: dict) -> None:
    """A tuned pack with its manifest, anchors and where it comes from."""
    manifest = json.loads((parent / "model.json").read_text())
    described = json.loads((project / "chips.json").read_text())
    folder.mkdir(parents=True)
    write_onnx(network, folder / "model.onnx")
    labels = b"".join(path.read_bytes() for path in sorted(project.glob("*.labels.npy")))
    level = manifest["levels"][0]
    manifest |= {
        "id": f"{manifest['id']}-network-{hashlib.sha256(labels).hexdigest()[:6]}",
        "name": f"{manifest['name']}, tuned on {described['project']}", "scores": {},
        "trainingData": f"{manifest['trainingData']} Tuned on {gate['pixels']} labelled pixels of {gate['scenes']} scenes of \"{described['project']}\".",
        "scope": manifest["scope"] | described["scope"] | {
            "text": f"Tuned on the labels of \"{described['project']}\"; elsewhere use {manifest['name']}."
        },
        "sha256": hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest(),
        "tuned": {
            "parent": {"id": manifest["id"], "version": manifest["version"], "sha256": manifest["sha256"]},
            "method": "network", "gate": gate,
            "labels": {"project": described["project"], "sha256": hashlib.sha256(labels).hexdigest(), "chips": len(described["chips"]), "grid": described["chips"][0]["pixelMetres"]},
        },
    }  # fmt: skip
    (folder / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (folder / "anchors.bin").write_bytes(encode(collect(folder / "model.onnx", store, level), folder / "model.onnx"))
    (folder / "CARD.md").write_text(f"# {manifest['name']}\n\n```\n{json.dumps(manifest['tuned'], indent=1)}\n```\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True, help="in floating point")
    parser.add_argument(
        "--scenes", type=Path, required=True, help="simulated scenes: even ones are replayed, odd ones judge"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder that is not there yet")
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--ignore-gate", action="store_true")
    args = parser.parse_args()
    manifest = json.loads((args.pack / "model.json").read_text())
    level, store = manifest["levels"][0], SceneStore(args.scenes)
    network, gate = judge(
        network_of(args.pack), read_project(args.project, level), store, level, manifest["thresholds"], args.steps
    )
    print(json.dumps(gate, indent=1))
    if not gate["accepted"] and not args.ignore_gate:
        raise SystemExit("The gate refused it: the old network is kept.")
    write_pack(network, args.pack, args.out, args.project, store, gate)
    print(f"{args.out}: accepted" if gate["accepted"] else f"{args.out}: refused by the gate, written all the same")


if __name__ == "__main__":
    main()
