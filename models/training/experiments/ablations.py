"""Short trainings that differ in one thing, to answer what a network needs.

`python -m models.training.experiments.ablations --start WEIGHTS.pt|PACK --scenes SCENES --held-out HELD_OUT --out DIR [--steps 600] [--only NAME ...]`

Every variant goes on from the same trained weights (inputs that these do not know begin with weight zero), sees the same scenes
in the same order and is measured alike: by its most probable class, on held-out simulations (mean Dice of four classes),
T29UNU's points, the L1C patches' points at 20 m, and the clear chips. "as it is" is trained with three seeds, so that
chance can be told from effect; from nothing, the same number of steps tells chance only. Writes DIR/NAME.json as each is
done (those that exist are kept) and DIR/ablations.md. What context is worth is measured by `context.py`.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch

from ..data.bands import BANDS, CLEAR, auxiliary_planes, scale_reflectance
from ..data.memory import keep_freed_memory
from ..data.validation import Image, clear_validation_chips, l1c_patches, t29unu
from ..measure.scores import confusion, summary
from ..network.cloudnet import MINIMUM_SIZE, SIZE_MULTIPLE, CloudNet
from ..network.samples import draw
from ..network.weights import read_weights
from ..simulate.cache import SceneStore
from .unlabelled import agreement, draw_pair
from .variants import VARIANTS, Planes, Variant, preprocess, vary

BATCH, WINDOW, RATE = 8, 160, 1e-3


def initialise(start: dict[str, torch.Tensor], extra: int, physics: bool = False) -> CloudNet:
    """The trained network with `extra` further input planes behind the bands, which it does not heed yet.

    With `physics` two outputs follow the four classes, for the logits of opacity and light.
    """
    network = CloudNet(len(BANDS) + extra)
    known = start["stem.weight"]
    unheeded = torch.zeros(known.shape[0], extra, *known.shape[2:])
    network.load_state_dict(
        start | {"stem.weight": torch.cat([known[:, : len(BANDS)], unheeded, known[:, len(BANDS) :]], 1)}
    )
    if physics:
        wider = torch.nn.ConvTranspose2d(network.head.in_channels, 6, 2, 2)
        with torch.no_grad():
            wider.weight[:, :4], wider.bias[:4] = network.head.weight, network.head.bias
        network.head = wider
    return network


def classification_loss(
    variant: Variant, logits: torch.Tensor, label: torch.Tensor, weight: torch.Tensor
) -> torch.Tensor:
    """Weighted mean cross entropy, mixed with Dice or of the hardest pixels alone; logits (N, 4, H, W), label and weight (N, H, W)."""
    each = torch.nn.functional.cross_entropy(logits, label, reduction="none") * weight
    if variant.hardest < 1:
        hardest = each.flatten().topk(int(each.numel() * variant.hardest))
        return hardest.values.sum() / weight.flatten()[hardest.indices].sum().clamp(min=1)
    loss = (1 - variant.dice) * each.sum() / weight.sum().clamp(min=1)
    return loss + variant.dice * dice_loss(logits, label, weight) if variant.dice > 0 else loss


def dice_loss(logits: torch.Tensor, label: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """1 - mean soft Dice of four classes over a batch; logits (N, 4, H, W), label and weight (N, H, W)."""
    probability = torch.softmax(logits, 1)
    truth = torch.nn.functional.one_hot(label, 4).movedim(3, 1)
    both, either = ((f * weight[:, None]).sum((0, 2, 3)) for f in (2 * probability * truth, probability + truth))
    return 1 - ((both + 1) / (either + 1)).mean()


def train_variant(variant: Variant, start: dict[str, torch.Tensor], store: SceneStore, steps: int) -> CloudNet:
    """A network after `steps` batches of eight windows, learning rate along a cosine."""
    torch.manual_seed(variant.seed)
    rng, jitter = np.random.default_rng(variant.seed), np.random.default_rng(variant.seed)
    extra = len(variant.more(np.zeros((len(BANDS) + 3, 1, 1), np.float32)))
    network = initialise(start, extra, variant.physics > 0).to(memory_format=torch.channels_last)
    teacher = initialise(start, extra).eval()
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-3)
    for step in range(steps):
        samples = [draw(rng, store, str(rng.choice(["L1C", "L2A"])), WINDOW) for _ in range(BATCH)]
        pairs = [
            draw_pair(jitter, store, str(jitter.choice(["L1C", "L2A"])), WINDOW) for _ in range(variant.unlabelled)
        ]
        image = torch.from_numpy(
            np.stack(
                [preprocess(variant, vary(variant, jitter, s.planes)) for s in samples]
                + [preprocess(variant, less) for _, less in pairs]
            )
        )
        label, weight, physics = (
            torch.from_numpy(np.stack(part)) for part in zip(*((s.label, s.weight, s.physics) for s in samples))
        )
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 50) * (0.5 * (1 + math.cos(math.pi * step / steps)) + 0.005)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(image.contiguous(memory_format=torch.channels_last)).float()
        loss = classification_loss(variant, logits[:BATCH, :4], label.long(), weight)
        if variant.physics > 0:
            each = torch.nn.functional.binary_cross_entropy_with_logits(
                logits[:BATCH, 4:], physics, reduction="none"
            ).mean(1)
            loss = loss + variant.physics * (each * weight).sum() / weight.sum().clamp(min=1)
        if pairs:
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                taught = (
                    teacher(torch.from_numpy(np.stack([preprocess(variant, seen) for seen, _ in pairs])))
                    .float()
                    .softmax(1)
                )
            each, sure = agreement(logits[BATCH:], taught)
            loss = loss + variant.unlabelled / BATCH * (each * sure).sum() / sure.sum().clamp(min=1)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
    return network.eval()


@torch.no_grad()
def predictions(variant: Variant, network: CloudNet, planes: Planes) -> np.ndarray:
    """(H, W) most probable class of an image as `draw` gives it, continued by reflection to what the network takes."""
    _, height, width = planes.shape
    down, right = (
        max(size, MINIMUM_SIZE) + -max(size, MINIMUM_SIZE) % SIZE_MULTIPLE - size for size in (height, width)
    )
    padded = np.pad(preprocess(variant, planes), ((0, 0), (0, down), (0, right)), mode="reflect")
    with torch.autocast("cpu", torch.bfloat16):
        return network(torch.from_numpy(padded[None]))[0, :4, :height, :width].argmax(0).numpy()


def input_of(image: Image) -> Planes:
    """A validation image as `draw` would give it; all of them have shadows to the upper left or no known sun."""
    auxiliary = auxiliary_planes(image.sun_zenith_deg, image.sun_azimuth_deg, image.pixel_metres)
    constant = np.broadcast_to(auxiliary[:, None, None], (3, *image.reflectance.shape[1:]))
    return np.concatenate([scale_reflectance(image.reflectance), constant]).astype(np.float32)


def measure_variant(variant: Variant, network: CloudNet, held_out: SceneStore) -> dict:
    """The four figures of one variant."""
    at_points = lambda images: summary(
        sum(confusion(i.truth, predictions(variant, network, input_of(i))[i.rows, i.cols]) for i in images)
    )
    rng, matrix = np.random.default_rng(0), np.zeros((4, 4), int)
    for index in range(len(held_out)):
        planes, label, weight, *_ = draw(rng, held_out, "L1C" if index % 2 else "L2A", 288, augment=False, index=index)
        matrix += confusion(label[weight > 0], predictions(variant, network, planes)[weight > 0])
    dice = [c["f1"] for c in summary(matrix)["classes"].values()]
    flagged = np.mean(
        [
            (predictions(variant, network, input_of(chip)) != CLEAR).mean()
            for chip in list(clear_validation_chips())[::4]
        ]
    )
    return {
        "question": variant.question,
        "dice": round(float(np.mean(dice)), 3),
        "dicePerClass": dice,
        "t29unu": at_points([t29unu()]),
        "l1c20": at_points(list(l1c_patches(20))),
        "clearFlagged": round(float(flagged), 4),
    }


def table(results: dict[str, dict]) -> str:
    """The same figures for a person."""
    lines = [
        "| variant | question | held-out mean Dice | T29UNU | its shadow / thin cloud | L1C 20 m | its shadow / thin cloud | clear chips flagged |",
        "|---|---|---|---|---|---|---|---|",
    ]
    pair = lambda s: " / ".join(f"{s['classes'][name]['producers']:.2f}" for name in ("shadow", "semi"))
    for name, r in results.items():
        lines.append(
            f"| {name} | {r['question']} | {r['dice']:.3f} | {r['t29unu']['balancedAccuracy']:.3f} | {pair(r['t29unu'])} | {r['l1c20']['balancedAccuracy']:.3f} | {pair(r['l1c20'])} | {r['clearFlagged'] * 100:.2f} % |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--only", nargs="*", choices=[v.name for v in VARIANTS])
    args = parser.parse_args()
    keep_freed_memory()
    torch.set_num_threads(2)
    args.out.mkdir(parents=True, exist_ok=True)
    store, held_out = SceneStore(args.scenes), SceneStore(args.held_out)
    start = read_weights(args.start, store)
    results = {}
    for variant in VARIANTS:
        kept = args.out / f"{variant.name}.json"
        if not kept.exists() and (args.only is None or variant.name in args.only):
            kept.write_text(
                json.dumps(
                    measure_variant(variant, train_variant(variant, start, store, args.steps), held_out), indent=1
                )
            )
        if kept.exists():
            results[variant.name] = json.loads(kept.read_text())
            print(table({variant.name: results[variant.name]}).splitlines()[-1], flush=True)
    (args.out / "ablations.md").write_text(table(results))


if __name__ == "__main__":
    main()
