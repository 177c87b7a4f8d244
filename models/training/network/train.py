"""Trains one network on stored scenes.

`python -m models.training.network.train --scenes DIR --out RUN --level both --steps 3000`

`--level both` mixes L1C and L2A samples (B10 missing for the latter); `L1C` or `L2A` with `--start BASE.pt` refines
a common base for one level. `--start` also takes a pack's folder: `models/nephos-l1c` is what is shipped. Writes RUN/last.pt (everything needed to go on), RUN/ema.pt (the averaged weights that
are evaluated and exported) and RUN/log.jsonl. With `--minutes` the cosine schedule ends by the clock if that is sooner.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import queue
import threading
import time
from pathlib import Path

import numpy as np
import torch

from ..data.memory import keep_freed_memory
from ..simulate.cache import SceneStore
from .cloudnet import CloudNet
from .pairs import disagreement, draw_pair
from .real_windows import draw_windows
from .samples import Teacher, draw
from .split import ButShadow, Split, Together
from .weights import read_weights

#: How often a batch is cut into 1, 2 x 2 or 4 x 4 windows: a network that sees large windows only takes the zeros beyond
#: the border of a small image for the rim of a shadow.
WINDOW_ODDS = (0.8, 0.08, 0.12)

#: A real sample counts for as much as a simulated one, though a kilometre fills little of a window; no pixel for more than this many times its own weight.
LARGEST_REAL_WEIGHT = 8.0


def cut(batch: torch.Tensor, parts: int) -> torch.Tensor:
    """(N, ..., H, W) to (N * parts ** 2, ..., H / parts, W / parts): the same pixels in smaller windows."""
    strips = torch.cat(batch.chunk(parts, -2))
    return torch.cat(strips.chunk(parts, -1))


def as_heavy(weight: np.ndarray, total: float) -> np.ndarray:
    """`weight` scaled to a sum of `total`, but by no more than `LARGEST_REAL_WEIGHT`."""
    return weight * np.float32(min(total / max(float(weight.sum()), 1e-6), LARGEST_REAL_WEIGHT))


def feed(
    store: SceneStore,
    level: str,
    batch: int,
    size: int,
    seed: int,
    out: queue.Queue,
    stop: threading.Event,
    real: int = 0,
    paired: bool = False,
    teacher: Teacher | None = None,
) -> None:
    """Keeps `out` filled with batches, of which `real` samples have labels that time gave; in a thread, since numpy and torch release the interpreter.

    An item is (image, what is taught, weight), then rows, columns between the two windows of the pair at its front, windows per sample, and samples that are simulated.
    """
    rng = np.random.default_rng(seed)
    count = 0
    while not stop.is_set():
        if count % 50 == 0:
            store.refresh()
        count += 1
        simulated = batch - real
        levels = rng.choice(["L1C", "L2A"], simulated) if level == "both" else [level] * simulated
        rows, cols = ((0, 1), (1, 0), (1, 1))[int(rng.integers(3))]
        samples = list(draw_pair(rng, store, str(levels[0]), size, rows, cols, teacher)) if paired else []
        for one in levels[len(samples) :]:
            sample = draw(rng, store, str(one), size, teacher=teacher)
            samples.append([sample.planes, sample.taught, sample.weight])
        cuts = int(rng.choice((1, 2, 4), p=WINDOW_ODDS))
        item = tuple(cut(torch.from_numpy(np.stack(part)), cuts) for part in zip(*samples))
        if real:
            image, label, weight = draw_windows(rng, size, cuts, real)
            planes = image, as_taught(label, item[1])
            each = float(item[2].sum()) / simulated / cuts**2
            weight = np.stack([as_heavy(one, each) for one in weight])
            item = tuple(torch.cat([one, torch.from_numpy(more)]) for one, more in zip(item, (*planes, weight)))
        while not stop.is_set():
            try:
                out.put((*item, rows, cols, cuts**2, simulated), timeout=1)
                break
            except queue.Full:
                continue


def as_taught(label: np.ndarray, beside: torch.Tensor) -> np.ndarray:
    """Classes (N, H, W) in the form of what is taught `beside` them: classes, or a probability for each (N, 4, H, W); float32."""
    if beside.dim() == label.ndim:
        return label.astype(np.float32)
    return np.eye(beside.shape[1], dtype=np.float32)[label].transpose(0, 3, 1, 2)


def parameter_groups(network: CloudNet, detail: float) -> list[dict]:
    """What the optimiser is given: all weights in one group, or those of the last block and of the head, which draw borders, in one
    whose learning rate is `detail` times that of the rest."""
    if detail == 1:
        return [{"params": list(network.parameters()), "times": 1.0}]
    last = [*network.sharpen.parameters(), *network.head.parameters()]
    known = {id(one) for one in last}
    rest = [one for one in network.parameters() if id(one) not in known]
    return [{"params": rest, "times": 1.0}, {"params": last, "times": detail}]


def cross_entropy(logits: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """(N, H, W) of logits (N, 4, H, W) against classes (N, H, W), of which one between two counts as so much of either, or against probabilities (N, 4, H, W)."""
    logs = logits.log_softmax(1)
    if taught.dim() == logs.dim():
        return -(taught * logs).sum(1)
    lower = taught.clamp(max=logits.shape[1] - 2).floor()
    upper_part, place = taught - lower, lower.long().unsqueeze(1)
    below, above = logs.gather(1, place).squeeze(1), logs.gather(1, place + 1).squeeze(1)
    return -(1 - upper_part) * below - upper_part * above


@torch.no_grad()
def follow(average: CloudNet, network: CloudNet, step: int, decay: float) -> None:
    """Exponential moving average of weights, faster at the start; the statistics of normalisation follow too."""
    rate = 1 - min(decay, step / (step + 20.0))
    for kept, new in zip(average.state_dict().values(), network.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.lerp_(new, rate)
        else:
            kept.copy_(new)


def teacher_of(args: argparse.Namespace, store: SceneStore) -> Teacher | None:
    """What the arguments name as a teacher beside the labels, if anything."""
    if args.together:
        return Together(args.together[0], store, args.together[1:])
    if args.but_shadow:
        return ButShadow(args.but_shadow, store)
    return Split(args.split, store) if args.split else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--level", choices=("both", "L1C", "L2A"), default="both")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--warmup", type=int, default=100)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--real",
        type=int,
        default=0,
        help="samples of a batch that are real images with labels that time gave; at most a third",
    )
    parser.add_argument(
        "--agree",
        type=float,
        default=0.0,
        help="weight of the difference between two windows of a sample that lie a pixel apart; 0 draws no such pairs",
    )
    parser.add_argument(
        "--split",
        type=Path,
        help="a folder with the packs nephos-l1c and nephos-l2a, which say where thin cloud ends (`split.py`)",
    )
    parser.add_argument(
        "--but-shadow",
        type=Path,
        help="a folder with these packs, which say everything but where ground is in shadow (`split.py`)",
    )
    parser.add_argument(
        "--together",
        type=Path,
        nargs="+",
        help="a folder with these packs, and weights (.pt) of other trainings, which together say everything (`split.py`)",
    )
    parser.add_argument(
        "--still",
        action="store_true",
        help="normalise by the statistics that the weights begin with, not by each batch's: so a training begins as good as its start",
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--detail", type=float, default=1.0, help="learning rate of what draws borders over that of the rest"
    )
    args = parser.parse_args()
    if args.real * 3 > args.batch:
        parser.error(f"--real {args.real} of a batch of {args.batch}: at most a third")
    keep_freed_memory()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"

    store = SceneStore(args.scenes)
    teacher = teacher_of(args, store)
    network = CloudNet().to(device, memory_format=torch.channels_last)
    if args.start:
        network.load_state_dict(read_weights(args.start, store))
    average = copy.deepcopy(network).eval()
    if args.still:
        network.eval()
    optimiser = torch.optim.AdamW(parameter_groups(network, args.detail), args.rate, weight_decay=1e-3)
    step, spent = 0, 0.0
    if (args.out / "last.pt").exists():
        saved = torch.load(args.out / "last.pt", map_location=device, weights_only=True)
        network.load_state_dict(saved["network"])
        average.load_state_dict(saved["average"])
        if len(saved["optimiser"]["param_groups"]) == len(optimiser.param_groups):
            optimiser.load_state_dict(saved["optimiser"])
        step, spent = saved["step"], saved["seconds"]

    batches: queue.Queue = queue.Queue(4)
    stop = threading.Event()
    threading.Thread(
        target=feed,
        args=(
            store,
            args.level,
            args.batch,
            args.size,
            args.seed + step,
            batches,
            stop,
            args.real,
            args.agree > 0,
            teacher,
        ),
        daemon=True,
    ).start()
    began = time.time() - spent
    losses: list[float] = []
    differences: list[float] = []
    with open(args.out / "log.jsonl", "a", encoding="utf-8") as log:
        while True:
            done = max(step / args.steps, (time.time() - began) / 60 / args.minutes)
            if done >= 1:
                break
            rate = args.rate * min(1, (step + 1) / args.warmup) * (0.5 * (1 + math.cos(math.pi * done)) + 0.005)
            for group in optimiser.param_groups:
                group["lr"] = rate * group["times"]
            image, taught, weight, *pair = batches.get()
            image = image.to(device).contiguous(memory_format=torch.channels_last)
            taught, weight = taught.to(device), weight.to(device)
            with torch.autocast(device, torch.bfloat16):
                logits = network(image).float()
            loss = (cross_entropy(logits, taught) * weight).sum() / weight.sum().clamp(min=1)
            losses.append(loss.item())
            if args.agree:
                apart = disagreement(logits, *pair)
                differences.append(apart.item())
                loss = loss + args.agree * apart
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            step += 1
            follow(average, network, step, 0.998)
            if step % 50 == 0:
                line = {
                    "step": step,
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
            if step % 100 == 0:
                save(args.out, network, average, optimiser, step, time.time() - began)
    stop.set()
    save(args.out, network, average, optimiser, step, time.time() - began)


def save(
    out: Path, network: CloudNet, average: CloudNet, optimiser: torch.optim.Optimizer, step: int, seconds: float
) -> None:
    """Checkpoint, each file written whole before it takes its name."""
    state = {
        "network": network.state_dict(),
        "average": average.state_dict(),
        "optimiser": optimiser.state_dict(),
        "step": step,
        "seconds": seconds,
    }
    for name, value in (("last.pt", state), ("ema.pt", average.state_dict())):
        torch.save(value, out / f"{name}.tmp")
        (out / f"{name}.tmp").replace(out / name)


if __name__ == "__main__":
    main()
