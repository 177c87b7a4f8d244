"""Fits what turns logits into honest probabilities, on simulated scenes that training did not see.

`python -m models.training.pack.calibrate --l1c L1C.pt --l2a L2A.pt --scenes HELD_OUT --out calibration.json`

Temperature scaling (Guo et al. 2017): one scale for all logits, by maximum likelihood over held-out pixels. A scale and a
shift per class fit the simulations a little better (calibration error 0.005 instead of 0.013 for L2A) and real pixels
worse: they learn how often the simulator draws each class. Then one threshold per class: the one with the best F1 against everything else, raised where it must be so that of the real clear
pixels that the ground of the training scenes was made of no more than `CLEAR_CLAIMED` is claimed. Pixels of the
validation sets are not touched.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch

from ..data.bands import CLASSES, LEVEL_BANDS, SHADOW
from ..measure.scores import calibration_error
from ..network.samples import draw, level_channels
from ..simulate.cache import SceneStore
from .clear_ground import SIDE, clear_inputs
from .export import load

THRESHOLD_CHOICES = np.arange(0.30, 0.66, 0.05)
#: Largest share of real clear pixels that one class may claim, and the highest threshold that this may lead to.
CLEAR_CLAIMED = 0.006
HIGHEST_THRESHOLD = 0.65


def collect(network: torch.nn.Module, store: SceneStore, level: str, limit: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits (n, 4) and labels (n,) of every 61st pixel of up to `limit` scenes, the sun unknown in every fourth."""
    rng = np.random.default_rng(7)
    logits, labels = [], []
    for index in range(min(limit, len(store))):
        planes, label, weight, *_ = draw(rng, store, level, 288, augment=False, index=index)
        if index % 4 == 0:
            planes[-3:-1] = 0
        with torch.no_grad():
            out = network(torch.from_numpy(planes[level_channels(level)][None]))[0].reshape(4, -1)[:, ::61]
        counts = torch.from_numpy(weight.ravel()[::61] > 0)
        logits.append(out.T[counts])
        labels.append(torch.from_numpy(label.ravel()[::61].astype(np.int64))[counts])
    return torch.cat(logits), torch.cat(labels)


def fit(logits: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Scale and shift per class, each (4,), that make the labels most likely: one scale for all, no shift."""
    scale = torch.ones(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([scale], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        value = torch.nn.functional.cross_entropy(logits * scale, labels)
        value.backward()
        return value

    optimiser.step(loss)
    return scale.detach().expand(4).clone(), torch.zeros(4)


def clear_probabilities(network: torch.nn.Module, scale: torch.Tensor, shift: torch.Tensor, level: str) -> np.ndarray:
    """(4, n) at every seventh real clear pixel that the training's ground was made of; the sun is unknown."""
    out = []
    for planes in clear_inputs(level):
        with torch.no_grad():
            logits = network(torch.from_numpy(planes[None]))[0, :, :SIDE, :SIDE].reshape(4, -1).T
        out.append(torch.softmax(logits * scale + shift, 1).T.numpy()[:, ::7])
    return np.concatenate(out, 1)


def best_threshold(probability: np.ndarray, is_class: np.ndarray) -> float:
    """The choice with the highest F1 of one class against the rest."""
    scores = []
    for limit in THRESHOLD_CHOICES:
        found = probability >= limit
        scores.append(2 * (found & is_class).sum() / max(found.sum() + is_class.sum(), 1))
    return round(float(THRESHOLD_CHOICES[int(np.argmax(scores))]), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for level in LEVEL_BANDS:
        parser.add_argument(
            f"--{level.lower()}",
            type=Path,
            nargs="+",
            required=True,
            help=f"weights for {level}; of several files the mean is taken",
        )
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=160)
    args = parser.parse_args()
    store = SceneStore(args.scenes)
    result = {}
    for level in LEVEL_BANDS:
        network = load(getattr(args, level.lower()), level)
        logits, labels = collect(network, store, level, args.limit)
        before = calibration_error(torch.softmax(logits, 1).T.numpy(), labels.numpy())
        scale, shift = fit(logits, labels)
        probabilities = torch.softmax(logits * scale + shift, 1).T.numpy()
        clear = clear_probabilities(network, scale, shift, level)
        thresholds = {}
        for k in range(SHADOW, 4):
            quiet = min(float(np.quantile(clear[k], 1 - CLEAR_CLAIMED)), HIGHEST_THRESHOLD)
            thresholds[CLASSES[k]] = max(best_threshold(probabilities[k], labels.numpy() == k), round(quiet + 0.005, 2))
        surplus = max(1.0, sum(thresholds.values()))  # see `export.validate_thresholds`
        thresholds = {name: math.floor(100 * value / surplus) / 100 for name, value in thresholds.items()}
        after = calibration_error(probabilities, labels.numpy())
        result[level] = {
            "scale": scale.tolist(),
            "shift": shift.tolist(),
            "thresholds": thresholds,
            "errorBefore": before,
            "errorAfter": after,
        }
        print(level, json.dumps(result[level]))
    args.out.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
