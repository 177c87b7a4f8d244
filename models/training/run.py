"""The whole training by one command: `python -m models.training.run --work DIR [--start PACK]`.

Without `--start` it begins from nothing; with `--start models/nephos-l2a` it goes on from what is shipped. With
`--measure-only` the packs in `--models` are measured on everything, in floating point and in 8 bits, and their cards written.
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
THRESHOLDS = {"L1C": ("shadow=0.3", "semi=0.25", "cloud=0.12"), "L2A": ("shadow=0.28", "semi=0.48", "cloud=0.15")}
#: The same where a product lacks bands, see `pack/export.py`.
WITHOUT: dict[str, tuple[str, ...]] = {
    "L1C": (
        "B11,B12: shadow=0.3 semi=0.28 cloud=0.12",
        "B11: shadow=0.24 semi=0.28 cloud=0.12",
        "B12: shadow=0.24 semi=0.22 cloud=0.12",
    ),
    "L2A": (
        "B11,B12: shadow=0.25 semi=0.44 cloud=0.1",
        "B11: shadow=0.3 semi=0.4 cloud=0.15",
        "B12: shadow=0.26 semi=0.48 cloud=0.15",
    ),
}

INT8_NOTE = "The same network as the pack without -int8, its convolutions in 8-bit integers (`models/training/pack/quantise.py`)."


def step(module: str, **options: object) -> None:
    """Run one module of this package as its own process; an option of several values is a tuple, one that is None is left out."""
    command = [sys.executable, "-m", f"models.training.{module}"]
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        if isinstance(value, tuple):
            command += [flag, *map(str, value)]
        elif value is not None:
            command.append(f"{flag}={value}")
    print("$", *command[1:], flush=True)
    subprocess.run(command, check=True, cwd=MODELS.parent)


def write_packs(args: argparse.Namespace, weights: Path, held_out: Path) -> None:
    """Packs in floating point from trained weights."""
    calibration = args.work / "calibration.json"
    step("pack.calibrate", l1c=weights, l2a=weights, scenes=held_out, out=calibration)
    for level in ("L1C", "L2A"):
        out = args.models / f"nephos-{level.lower()}"
        step("pack.export", weights=weights, level=level, out=out, calibration=calibration,
             thresholds=THRESHOLDS[level], without=WITHOUT[level])  # fmt: skip


def measure(args: argparse.Namespace, held_out: Path, suffix: str = "", note: str | None = None) -> None:
    """Measures packs, or their variants with this suffix, and writes their cards."""
    told, places = (args.work / f"{name}{suffix}" for name in ("evaluation", "yardsticks"))
    step("measure.evaluate", models=args.models, out=told, scenes=held_out, suffix=suffix)
    step("measure.yardsticks", models=args.models, out=places, suffix=suffix, withheld=(), sizes=())
    scores, yardsticks = told / "scores.json", places / "yardsticks.json"
    step("pack.card", models=args.models, scores=scores, yardsticks=yardsticks, note=note)


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
    parser.add_argument("--measure-only", action="store_true", help="of the packs that are there, instead of training")
    args = parser.parse_args()
    args.work, args.models = args.work.resolve(), args.models.resolve()
    scenes, held_out, run = (args.work / name for name in ("scenes", "held-out", "run"))
    step("simulate.cache", out=held_out, scenes=96, seed=HELD_OUT_SEED)
    if args.measure_only:
        measure(args, held_out)
        measure(args, held_out, "-int8", INT8_NOTE)
        return
    step("simulate.cache", out=scenes, scenes=args.scenes, seed=args.seed)
    start = args.start.resolve() if args.start else None
    step("network.train", scenes=scenes, out=run, steps=args.steps, rate=args.rate, seed=args.seed, real=REAL, agree=AGREE,
         start=start)  # fmt: skip
    write_packs(args, run / "ema.pt", held_out)
    measure(args, held_out)
    step("measure.pictures", models=args.models, out=args.work / "pictures")
    for level in ("l1c", "l2a"):
        pack = args.models / f"nephos-{level}"
        step("pack.quantise", pack=pack, scenes=scenes, out=f"{pack}-int8", steps=args.settle_steps)
    measure(args, held_out, "-int8", INT8_NOTE)
    packs = (args.models / f"nephos-{level}{suffix}" for level in ("l1c", "l2a") for suffix in ("", "-int8"))
    step("pack.anchors", scenes=held_out, packs=tuple(packs))


if __name__ == "__main__":
    main()
