"""Writes a model pack from trained weights: ONNX with calibration inside, and its manifest.

`python -m models.training.pack.export --weights RUN/ema.pt [MORE.pt ...] --level L2A --out models/nephos-l2a [--calibration FILE] [--scores FILE] [--thresholds shadow=0.5 ...]`
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import torch

from ..data.bands import BANDS, CLASSES, LEVEL_BANDS, MANIFEST_NAMES, SCALING
from ..network.cloudnet import (
    AUXILIARY,
    MINIMUM_SIZE,
    SIZE_MULTIPLE,
    Calibrated,
    CloudNet,
    multiply_adds_per_pixel,
    with_wide_head,
    without_bands,
)

VERSION = "0.18.0"
MARGIN_PIXELS = 128
TILE_PIXELS = 1440
THRESHOLDS = {"shadow": 0.33, "semi": 0.33, "cloud": 0.33}
TRAINING_DATA = (
    "Simulated clouds over procedural ground and over real clear Sentinel-2 pixels (European L2A chips 0-599, three clear "
    "scenes in Spain, Silesia and at T33UUB); these and two clear dates in Lazio (L1C) as they are; and 105 dates of one kilometre in Romania (L2A, 2015 to 2021), labelled by what "
    "differs from the place's own clear history. No pixel that a person labelled was trained on. See CARD.md."
)
SCOPE = "Land and inland water north of the Alps, April to October. Not for snow, desert, reefs, high mountains or polar light."


def load(paths: list[Path], level: str) -> CloudNet:
    """The network of one level from nine-band weights; of several files, from their mean (Wortsman et al. 2022, arXiv 2203.05482)."""
    states = [with_wide_head(torch.load(path, map_location="cpu", weights_only=True)) for path in paths]
    mean = {
        key: sum(state[key] for state in states) / len(states) if value.dtype.is_floating_point else value
        for key, value in states[0].items()
    }
    network = CloudNet()
    network.load_state_dict(mean)
    dropped = tuple(i for i in range(len(BANDS)) if i not in LEVEL_BANDS[level])
    return (without_bands(network, dropped) if dropped else network).eval()


def validate_thresholds(thresholds: dict[str, float]) -> dict[str, float]:
    """The same thresholds; refused where they sum to more than 1.

    A pixel that is surely not clear but torn between two classes could reach neither of two high thresholds, and would be
    called clear: a rim of clear pixels between thin and thick cloud.
    """
    if sum(thresholds.values()) > 1 + 1e-9:
        raise SystemExit(
            f"thresholds {thresholds} sum to more than 1: pixels torn between two classes would be called clear"
        )
    return thresholds


def parse_thresholds(pairs: list[str]) -> dict[str, float]:
    """`shadow=0.4` and so on to numbers by class."""
    return {name: float(value) for name, value in (one.split("=") for one in pairs)}


def thresholds_without(text: str) -> dict:
    """`B11,B12: shadow=0.3 semi=0.3 cloud=0.2` to an entry of the manifest's `thresholdsWithout`."""
    bands, pairs = text.split(":")
    entry = {"bands": bands.strip().split(","), "thresholds": validate_thresholds(parse_thresholds(pairs.split()))}
    unknown = set(entry["bands"]) - set(MANIFEST_NAMES.values())
    if unknown or set(entry["thresholds"]) != set(THRESHOLDS):
        raise SystemExit(
            f'"{text}": expected bands and three thresholds, as in "B11,B12: shadow=0.3 semi=0.3 cloud=0.2"'
        )
    return entry


def write_onnx(
    network: CloudNet, path: Path, scale: torch.Tensor | None = None, shift: torch.Tensor | None = None
) -> None:
    """Network input (N, C, H, W) to probabilities (N, 4, H, W) as ONNX; `scale` and `shift` (4,) as in `Calibrated`."""
    example = torch.zeros(1, network.stem.in_channels, 64, 64)
    axes = {0: "n", 2: "h", 3: "w"}
    torch.onnx.export(Calibrated(network, scale, shift).eval(), (example,), str(path), input_names=["input"], output_names=["probabilities"],
                      dynamic_axes={"input": axes, "probabilities": axes}, opset_version=17, dynamo=False)  # fmt: skip


def headline(scores: dict, level: str) -> dict:
    """The few figures that a manifest carries, with their command."""
    command = scores["command"]
    if level == "L1C":
        return {
            "l1cPatchesBalancedAccuracy10m": scores["l1c10"]["balancedAccuracy"],
            "l1cPatchesBalancedAccuracy20m": scores["l1c20"]["balancedAccuracy"],
            "command": command,
        }
    return {
        "t29unuBalancedAccuracy": scores["t29unu"]["balancedAccuracy"],
        "clearChipsFlagged": scores["clearChips"]["pixels"],
        "command": command,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, nargs="+", required=True, help="of several files the mean is taken")
    parser.add_argument("--level", choices=tuple(LEVEL_BANDS), required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--calibration", type=Path, help="JSON by calibrate.py: scale, shift, thresholds per level")
    parser.add_argument(
        "--thresholds", nargs="*", default=[], help="chosen on validation data, instead of the calibration's"
    )
    parser.add_argument(
        "--without",
        nargs="*",
        default=[],
        help='thresholds for products that lack bands, each as in "B11,B12: shadow=0.3 semi=0.3 cloud=0.2"; the first that fits is taken',
    )
    parser.add_argument("--scores", type=Path, help="JSON by measure/evaluate.py")
    args = parser.parse_args()
    network = load(args.weights, args.level)
    calibration = json.loads(args.calibration.read_text())[args.level] if args.calibration else {}
    args.out.mkdir(parents=True, exist_ok=True)
    write_onnx(
        network,
        args.out / "model.onnx",
        *(torch.tensor(calibration[key]) if calibration else None for key in ("scale", "shift")),
    )
    manifest = {
        "formatVersion": 1, "id": f"nephos-{args.level.lower()}", "name": f"Nephos {args.level}", "version": VERSION,
        "licence": "Apache-2.0", "levels": [args.level], "gridMetres": {"min": 10, "max": 60},
        "input": {"name": "input", "layout": "NCHW", "bands": [MANIFEST_NAMES[BANDS[i]] for i in LEVEL_BANDS[args.level]],
                  "scaling": SCALING | {"gain": [SCALING["gain"][i] for i in LEVEL_BANDS[args.level]]}, "auxiliary": list(AUXILIARY), "sizeMultiple": SIZE_MULTIPLE, "minimumSize": MINIMUM_SIZE,
                  "orientation": "shadow-northwest"},
        "output": {"name": "probabilities", "layout": "NCHW", "activation": "none", "classes": list(CLASSES)},
        "marginPixels": MARGIN_PIXELS, "tilePixels": TILE_PIXELS,
        "thresholds": validate_thresholds(calibration.get("thresholds", THRESHOLDS) | parse_thresholds(args.thresholds)),
        "thresholdsWithout": [thresholds_without(one) for one in args.without],
        "defaults": {"bufferMetres": {"shadow": 0, "semi": 0, "cloud": 0}, "minAreaSquareMetres": 0, "shadowsNeedCloud": True},
        "minimumBands": ["B02", "B03", "B04", "B8A|B08"],
        "trainingData": TRAINING_DATA,
        "scope": {"months": [4, 10], "latitude": [45, 72], "text": SCOPE},
        "scores": headline(json.loads(args.scores.read_text()), args.level) if args.scores else {},
        "sha256": hashlib.sha256((args.out / "model.onnx").read_bytes()).hexdigest(),
    }  # fmt: skip
    (args.out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(
        f"{args.out}: {multiply_adds_per_pixel(network) * 2:.0f} FLOPs per pixel, {(args.out / 'model.onnx').stat().st_size / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
