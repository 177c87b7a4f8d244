"""Trains one network on stored scenes.

`python -m models.training.network.train --scenes DIR --out RUN --level both --steps 3000`

`--level both` mixes L1C and L2A samples (B10 missing for the latter); `L1C` or `L2A` with `--start BASE.pt` refines a
common base for one level. `--start` also takes a pack's folder: `models/nephos-l1c` is what is shipped. Writes
RUN/last.pt (everything needed to go on), RUN/ema.pt (the averaged weights that are evaluated and exported) and
RUN/log.jsonl. With `--minutes` the cosine schedule ends by the clock if that is sooner.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import torch

from ..data.memory import keep_freed_memory
from ..simulate.cache import SceneStore
from .batches import Batch, BatchSource, Recipe, drawn_ahead
from .cloudnet import CloudNet
from .far import FarShadows
from .samples import Teacher, drop_bands, drop_infrared
from .split import ButShadow, Split, Together
from .training import Training
from .weights import read_weights

#: Steps after which a line is added to the log, and after which the training is kept.
LOG_EVERY, KEEP_EVERY = 50, 100
#: Of wide scenes' batches, beside the training's.
WIDE_SEED = 1000


def options() -> argparse.Namespace:
    """What the command line says; ends the program where that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--scenes", type=Path, required=True)
    add("--out", type=Path, required=True)
    add("--level", choices=("both", "L1C", "L2A"), default="both")
    add("--steps", type=int, default=3000)
    add("--minutes", type=float, default=math.inf)
    add("--batch", type=int, default=8, help="samples of a batch")
    add("--size", type=int, default=256, help="of a sample, pixels")
    add("--rate", type=float, default=2e-3, help="highest learning rate")
    add("--warmup", type=int, default=100, help="steps until that is reached")
    add("--start", type=Path, help="weights (.pt) or a pack's folder to go on from")
    add("--seed", type=int, default=1)
    text = "samples of a batch that are real images with labels that time gave; at most a third"
    add("--real", type=int, default=0, help=text)
    text = "weight of the difference between two windows of a sample that lie a pixel apart; 0 draws no such pairs"
    add("--agree", type=float, default=0.0, help=text)
    text = "a folder with the packs nephos-l1c and nephos-l2a, which say where thin cloud ends (`split.py`)"
    add("--split", type=Path, help=text)
    text = "a folder with these packs, which say everything but where ground is in shadow (`split.py`)"
    add("--but-shadow", type=Path, help=text)
    text = "a folder with these packs, and weights (.pt) of other trainings, which together say everything (`split.py`)"
    add("--together", type=Path, nargs="+", help=text)
    text = "normalise by the statistics that the weights begin with, not by each batch's: so a training begins as good as its start"
    add("--still", action="store_true", help=text)
    text = "scenes twice as wide (`simulate.cache --wide`), of which batches are drawn too, taught as `far.py` says; with --together"
    add("--wide", type=Path, help=text)
    add("--wide-share", type=float, default=0.5, help="of the batches, if there are wide scenes")
    text = "of the batches of wide scenes, the share that is averaged to pixels twice as large: what is learnt at one size holds at the next"
    add("--coarser", type=float, default=0.0, help=text)
    add("--infrared", action="store_true", help="withhold B11, B12 or both oftener from simulated samples")
    add("--threads", type=int, default=2)
    add("--detail", type=float, default=1.0, help="learning rate of what draws borders over that of the rest")
    add("--fine", type=float, default=1.0, help="the same of what sees a dozen pixels only")
    args = parser.parse_args()
    if args.real * 3 > args.batch:
        parser.error(f"--real {args.real} of a batch of {args.batch}: at most a third")
    if args.wide and not args.together:
        parser.error("--wide needs --together: packs that say what labels of wide scenes do not")
    return args


def teacher_of(args: argparse.Namespace, store: SceneStore) -> Teacher | None:
    """Who says what is learnt beside the labels, if anybody does."""
    if args.together:
        return Together(args.together[0], store, args.together[1:])
    if args.but_shadow:
        return ButShadow(args.but_shadow, store)
    return Split(args.split, store) if args.split else None


def sources_of(args: argparse.Namespace, store: SceneStore, step: int) -> list[BatchSource]:
    """Where batches come from: ordinary scenes, then wide ones if there are, in windows twice as wide and a quarter as many."""
    drop = drop_infrared if args.infrared else drop_bands
    recipe = Recipe(args.level, args.batch, args.size, args.real, args.agree > 0, teacher_of(args, store), drop)
    sources = [BatchSource(store, recipe, args.seed + step)]
    if args.wide:
        wide = SceneStore(args.wide)
        teacher = FarShadows(args.together[0], wide, args.together[1:])
        count, size = max(args.batch // 4, 1), 2 * args.size
        recipe = Recipe(args.level, count, size, teacher=teacher, drop=drop, coarser=args.coarser)
        sources.append(BatchSource(wide, recipe, args.seed + step + WIDE_SEED))
    return sources


def taken_in_turn(takes: list[Callable[[], Batch]], second: float, rng: np.random.Generator) -> Callable[[], Batch]:
    """Takes of the last of `takes` in a share `second` of all times, else of the first, at random."""
    return lambda: takes[-1 if rng.random() < second else 0]()


def learning_rate(args: argparse.Namespace, step: int, done: float) -> float:
    """Rises for `--warmup` steps and falls as a cosine to half a hundredth; `done` is the share of the training, 0..1."""
    return args.rate * min(1, (step + 1) / args.warmup) * (0.5 * (1 + math.cos(math.pi * done)) + 0.005)


def run(args: argparse.Namespace, training: Training, store: SceneStore, take: Callable[[], Batch]) -> None:
    """Learns until all steps are done or the time is over."""
    began = time.time() - training.seconds
    losses: list[float] = []
    differences: list[float] = []
    with open(args.out / "log.jsonl", "a", encoding="utf-8") as log:
        while (done := max(training.step / args.steps, (time.time() - began) / 60 / args.minutes)) < 1:
            rate = learning_rate(args, training.step, done)
            training.set_rate(rate)
            loss, apart = training.learn(take(), args.agree)
            losses.append(loss)
            differences.extend([] if apart is None else [apart])
            if training.step % LOG_EVERY == 0:
                line = {
                    "step": training.step,
                    "seconds": round(time.time() - began),
                    "loss": round(float(np.mean(losses)), 4),
                    "apart": round(float(np.mean(differences)), 4) if differences else None,
                    "rate": rate,
                    "scenes": len(store),
                }
                losses.clear()
                differences.clear()
                print(json.dumps(line), file=log, flush=True)
                print(line, flush=True)
            if training.step % KEEP_EVERY == 0:
                training.keep(args.out, time.time() - began)
    training.keep(args.out, time.time() - began)


def main() -> None:
    args = options()
    keep_freed_memory()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    store = SceneStore(args.scenes)
    network = CloudNet().to(device, memory_format=torch.channels_last)
    if args.start:
        network.load_state_dict(read_weights(args.start, store))
    training = Training.of(network, device=device, rate=args.rate, detail=args.detail, still=args.still, fine=args.fine)
    training.resume(args.out)
    with ExitStack() as stack:
        takes = [stack.enter_context(drawn_ahead(one)) for one in sources_of(args, store, training.step)]
        rng = np.random.default_rng(args.seed + training.step)
        run(args, training, store, taken_in_turn(takes, args.wide_share, rng))


if __name__ == "__main__":
    main()
