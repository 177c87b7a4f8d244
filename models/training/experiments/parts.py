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

from ..network.answers import answers, probabilities_of
from ..pack.candidates import judge_l1c, judge_l2a, pack_of, row_l1c, row_l2a, sweep, table

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


def together(old: np.ndarray, new: np.ndarray, shares: tuple[float, float, float]) -> np.ndarray:
    """Probabilities (4, ...) of two networks' (4, ...), with so much of the new one's `answers`."""
    part = np.array(shares, np.float32).reshape(3, *[1] * (old.ndim - 1))
    return probabilities_of((1 - part) * answers(old) + part * answers(new))


def mixed(old: object, new: object, shares: tuple[float, float, float]) -> object:
    """The same of all that `candidates` judged: arrays (4, ...), and lists and pairs of them with their truth."""
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
