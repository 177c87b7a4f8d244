"""The whole training by one command: `python -m models.training.run --work DIR [--start PACK]`.

Without `--start` it begins from nothing; with `--start models/nephos-l2a` it goes on from what is shipped.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

MODELS = Path(__file__).parents[1]
TRAINING_SEED, HELD_OUT_SEED = 2, 9001
#: Of a batch of eight, samples of real images with labels that time gave.
REAL = 2
#: Weight of the difference between windows a pixel apart, see `network/pairs.py`.
AGREE = 2
#: Chosen on the validation data, where the calibration's are too eager or too shy for balance (see the cards).
THRESHOLDS = {"L1C": ("shadow=0.38", "semi=0.27", "cloud=0.12"), "L2A": ("shadow=0.3", "semi=0.48", "cloud=0.15")}
#: The same where a product lacks bands, see `pack/export.py`.
WITHOUT: dict[str, tuple[str, ...]] = {
    "L1C": (
        "B11,B12: shadow=0.28 semi=0.35 cloud=0.15",
        "B11: shadow=0.28 semi=0.3 cloud=0.12",
        "B12: shadow=0.33 semi=0.27 cloud=0.12",
    ),
    "L2A": ("B11,B12: shadow=0.33 semi=0.44 cloud=0.15", "B11: shadow=0.3 semi=0.4 cloud=0.15"),
}

INT8_NOTE = "The same network as the pack without -int8, its convolutions in 8-bit integers (`models/training/pack/quantise.py`)."


def step(module: str, *arguments: object) -> None:
    """Run one module of this package as its own process."""
    command = [sys.executable, "-m", f"models.training.{module}", *map(str, arguments)]
    print("$", *command[1:], flush=True)
    subprocess.run(command, check=True, cwd=MODELS.parent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="for scenes, checkpoints and results; about 9 GB")
    parser.add_argument("--scenes", type=int, default=4800)
    parser.add_argument("--steps", type=int, default=9000)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=TRAINING_SEED, help="of the scenes and of the training")
    parser.add_argument("--start", type=Path, help="weights (.pt) or a pack's folder to go on from")
    parser.add_argument("--settle-steps", type=int, default=1200, help="see `pack/quantise.py`")
    parser.add_argument("--models", type=Path, default=MODELS, help="where the packs are written")
    args = parser.parse_args()
    work = args.work.resolve()
    scenes, held_out, weights, calibration = (
        work / "scenes",
        work / "held-out",
        work / "run" / "ema.pt",
        work / "calibration.json",
    )
    step("simulate.cache", "--out", scenes, "--scenes", args.scenes, "--seed", args.seed)
    step("simulate.cache", "--out", held_out, "--scenes", 96, "--seed", HELD_OUT_SEED)
    step(
        "network.train",
        "--scenes",
        scenes,
        "--out",
        work / "run",
        "--steps",
        args.steps,
        "--rate",
        args.rate,
        "--seed",
        args.seed,
        "--real",
        REAL,
        "--agree",
        AGREE,
        *(["--start", args.start.resolve()] if args.start else []),
    )
    step("pack.calibrate", "--l1c", weights, "--l2a", weights, "--scenes", held_out, "--out", calibration)
    for level in ("L1C", "L2A"):
        step(
            "pack.export",
            "--weights",
            weights,
            "--level",
            level,
            "--out",
            args.models / f"nephos-{level.lower()}",
            "--calibration",
            calibration,
            "--thresholds",
            *THRESHOLDS[level],
            "--without",
            *WITHOUT[level],
        )
    step("measure.evaluate", "--models", args.models, "--out", work / "evaluation", "--scenes", held_out)
    step("measure.yardsticks", "--models", args.models, "--out", work / "yardsticks", "--withheld", "--sizes")
    step("measure.pictures", "--models", args.models, "--out", work / "pictures")
    step(
        "pack.card",
        "--models",
        args.models,
        "--scores",
        work / "evaluation" / "scores.json",
        "--yardsticks",
        work / "yardsticks" / "yardsticks.json",
    )
    for level in ("l1c", "l2a"):
        step(
            "pack.quantise",
            "--pack",
            args.models / f"nephos-{level}",
            "--scenes",
            scenes,
            "--out",
            args.models / f"nephos-{level}-int8",
            "--steps",
            args.settle_steps,
        )
    step(
        "measure.evaluate",
        "--models",
        args.models,
        "--out",
        work / "evaluation-int8",
        "--scenes",
        held_out,
        "--suffix=-int8",
    )
    step(
        "measure.yardsticks",
        "--models",
        args.models,
        "--out",
        work / "yardsticks-int8",
        "--suffix=-int8",
        "--withheld",
        "--sizes",
    )
    step(
        "pack.card",
        "--models",
        args.models,
        "--scores",
        work / "evaluation-int8" / "scores.json",
        "--yardsticks",
        work / "yardsticks-int8" / "yardsticks.json",
        "--note",
        INT8_NOTE,
    )
    packs = [args.models / f"nephos-{level}{suffix}" for level in ("l1c", "l2a") for suffix in ("", "-int8")]
    step("pack.anchors", "--scenes", held_out, "--packs", *packs)


if __name__ == "__main__":
    main()
