"""What could a training give if each part of an answer came from the network that is better at it? Asked before training, it takes minutes.

`python -m models.training.experiments.parts --out DIR --level L2A --old PACK --new WEIGHTS [--shadow 0.35] [--thin 0.48] [--cloud 0.12]`

A pixel's four probabilities are three answers: is it cloud of any kind, is cloud opaque, is what is not cloud in shadow. Each is taken from
the old network, from the new one, or from both (mean of log odds), and judged as `pack/candidates.py` judges weights. It bounds
what teaching the one by the other can reach, but for what an average of networks gives besides.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import numpy as np

from ..data.bands import CLEAR, CLOUD, SEMI, SHADOW
from ..pack.candidates import judge_l1c, judge_l2a, pack_of, row_l1c, row_l2a, sweep, table

#: Log odds beyond this are as good as sure.
SURE = 9.2
#: Of shadow, of cloud at all, of opaque cloud: how much of the new network.
MIXTURES = {
    "old": (0.0, 0.0, 0.0),
    "new": (1.0, 1.0, 1.0),
    "shadow new": (1.0, 0.0, 0.0),
    "shadow of both": (0.5, 0.0, 0.0),
    "shadow and cloud new": (1.0, 1.0, 0.0),
    "shadow and cloud of both": (0.5, 0.5, 0.0),
    "all of both": (0.5, 0.5, 0.5),
}


def log_odds(yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    """Of two probabilities, within what is `SURE`."""
    smallest = np.float32(1e-9)
    return np.clip(np.log(np.maximum(yes, smallest)) - np.log(np.maximum(no, smallest)), -SURE, SURE)


def answers(planes: np.ndarray) -> np.ndarray:
    """Log odds (3, ...) of shadow where there is no cloud, of cloud, of its being opaque, from probabilities (4, ...)."""
    clear, shadow, thin, opaque = planes[[CLEAR, SHADOW, SEMI, CLOUD]].astype(np.float32)
    return np.stack([log_odds(shadow, clear), log_odds(thin + opaque, clear + shadow), log_odds(opaque, thin)])


def together(old: np.ndarray, new: np.ndarray, shares: tuple[float, float, float]) -> np.ndarray:
    """Probabilities (4, ...) of two networks' (4, ...), with so much of the new one's `answers`."""
    part = np.array(shares, np.float32).reshape(3, *[1] * (old.ndim - 1))
    shadow, cloud, opaque = 1 / (1 + np.exp(-(1 - part) * answers(old) - part * answers(new)))
    out = np.empty(old.shape, np.float32)
    out[CLEAR], out[SHADOW] = (1 - cloud) * (1 - shadow), (1 - cloud) * shadow
    out[SEMI], out[CLOUD] = cloud * (1 - opaque), cloud * opaque
    return out


def mixed(old: object, new: object, shares: tuple[float, float, float]) -> object:
    """The same of all that `candidates` judged: arrays (4, ...), and lists and pairs of them with their truth (n,)."""
    if isinstance(old, dict):
        return {name: mixed(one, new[name], shares) for name, one in old.items()}
    if isinstance(old, list):
        return [mixed(one, other, shares) for one, other in zip(old, new)]
    if isinstance(old, tuple):
        return together(old[0], new[0], shares), old[1]
    return together(old, new, shares).astype(old.dtype)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--level", choices=("L1C", "L2A"), default="L2A")
    parser.add_argument("--old", required=True, help="a pack's folder, or weights separated by commas")
    parser.add_argument("--new", required=True)
    parser.add_argument("--shadow", type=float, nargs="+", default=[0.35])
    parser.add_argument("--thin", type=float, nargs="+", default=[0.48])
    parser.add_argument("--cloud", type=float, nargs="+", default=[0.12])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    look, row = (judge_l1c, row_l1c) if args.level == "L1C" else (judge_l2a, row_l2a)
    like = Path(__file__).parents[2] / f"nephos-{args.level.lower()}"
    old, new = (
        look(pack_of(one, args.level, args.out / name, like)) for name, one in (("old", args.old), ("new", args.new))
    )
    rows = []
    for name, shares in MIXTURES.items():
        choices = itertools.product(args.shadow, args.thin, args.cloud, (0.0,))
        rows += sweep(name, mixed(old, new, shares), row, choices)
    (args.out / "parts.md").write_text(table(rows))
    print(table(rows))


if __name__ == "__main__":
    main()
