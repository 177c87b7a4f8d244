"""Writes the 8-bit variant of a pack: a quarter of the size, two thirds of the time on a CPU.

`python -m models.training.pack.quantise --pack models/nephos-l2a --scenes TRAINING_SCENES --out models/nephos-l2a-int8`

Weights and activations of the convolutions become 8-bit integers (static, symmetric per output channel for weights, whose range
is kept to 7 bits for processors that would overflow else). The first convolution, which reads nine bands of very different
ranges, the second, whose input has the widest range of all, and the last sum with the step to classes stay in floating point.
Ranges of activations are all that simulated scenes show: clipping the largest values costs more than coarser steps (`experiments/ABLATIONS.md`).

Before that the network learns to live with so coarse weights and activations: it is trained on, with both rounded on the way
forward and gradients passed as if they were not, to say what the network in floating point says (`settle`).
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn
from torch.nn.utils import parametrize

from ..data.memory import keep_freed_memory
from ..network.cloudnet import CloudNet
from ..network.real_windows import draw_windows
from ..network.samples import draw, level_channels
from ..network.weights import network_of, resize_filters
from ..simulate.cache import SceneStore
from .export import write_onnx
from .streamline import streamline

QUANTISED = ("Conv", "MaxPool", "Concat", "Add", "Relu")
#: Convolutions that stay in floating point, from the first on.
WHOLE = ("stem", "down.0.0")
SUFFIX = "-int8"
#: Steps on each side of 0 that weights have in 7 bits and a sign, as `quantize_static` counts them; steps of an activation above 0.
WEIGHT_STEPS, ACTIVATION_STEPS = 64, 255
BATCH, WINDOW, RATE = 8, 192, 1e-4
#: How many windows of a batch are real images.
REAL = 2


class Rounded(nn.Module):
    """Weights (O, ...) as 7 bits hold them, one scale per output channel; for gradients the identity."""

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        step = weight.detach().abs().amax((1, 2, 3), keepdim=True) / WEIGHT_STEPS
        return weight + ((weight / step).round() * step - weight).detach()


def round_activations(network: CloudNet, batch: torch.Tensor) -> None:
    """Rounds what rectifiers and the steps up to finer grids give to 8 bits from now on; ranges come from what they give for `batch` (N, C, H, W)."""
    for module in [*(m for m in network.modules() if isinstance(m, nn.ReLU)), *network.up]:
        if isinstance(module, nn.ReLU):
            module.inplace = False
        seen: list[float] = []

        def rounded(_module: nn.Module, _inputs: tuple, output: torch.Tensor, seen: list[float] = seen) -> torch.Tensor:
            if not seen:
                seen.extend((float(output.min()), float(output.max())))
                return output
            low, high = seen
            step = (high - low) / ACTIVATION_STEPS
            return output + ((output / step).round() * step).clamp(low, high).sub(output).detach()

        module.register_forward_hook(rounded)
    with torch.no_grad():
        network(batch)


def settle(network: CloudNet, store: SceneStore, level: str, steps: int) -> CloudNet:
    """The network (as `network_of` gives it) after `steps` batches of learning to do what it does with weights of 7 bits.

    Its weights lie on the grid that `quantize_static` will find for them.
    """
    rng, channels = np.random.default_rng(4), level_channels(level)

    def batch() -> torch.Tensor:
        simulated = [draw(rng, store, level, WINDOW).planes for _ in range(BATCH - REAL)]
        real, *_ = draw_windows(rng, WINDOW, 1, REAL)
        planes = np.concatenate([np.stack(simulated), real])[:, channels]
        return torch.from_numpy(planes).contiguous(memory_format=torch.channels_last)

    settled = copy.deepcopy(network).to(memory_format=torch.channels_last)
    resize_filters(settled)  # a step of training is the same share of each filter then
    round_activations(settled, batch())
    for norm in (m for m in settled.modules() if isinstance(m, nn.BatchNorm2d)):
        norm.weight.requires_grad_(
            False
        )  # exporting multiplies a filter by one number, which leaves it on its own grid
    for name, module in list(settled.named_modules()):
        if isinstance(module, nn.Conv2d) and name not in WHOLE:
            parametrize.register_parametrization(module, "weight", Rounded())
    optimiser = torch.optim.Adam([p for p in settled.parameters() if p.requires_grad], RATE)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 30) * (1 - step / steps)
        image = batch()
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                taught = network(image).float().softmax(1)
            logits = settled(image).float()
        loss = (
            -(taught * torch.log_softmax(logits, 1)).sum(1).mean()
            + (taught * taught.clamp(min=1e-9).log()).sum(1).mean()
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            print({"step": step, "divergence": round(loss.item(), 5)}, flush=True)
    for module in settled.modules():
        if isinstance(module, nn.Conv2d) and parametrize.is_parametrized(module):
            parametrize.remove_parametrizations(module, "weight", leave_parametrized=True)
        module._forward_hooks.clear()
    return settled.eval()


class Samples(CalibrationDataReader):
    """Inputs of training, one window per scene, for the ranges of activations."""

    def __init__(self, store: SceneStore, level: str, count: int) -> None:
        rng = np.random.default_rng(3)
        channels = level_channels(level)
        step = max(1, len(store) // count)
        self._inputs: Iterator[dict[str, np.ndarray]] = iter(
            {"input": draw(rng, store, level, 256, index=index).planes[channels][None]}
            for index in range(0, len(store), step)
        )

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next input (1, C, 256, 256), or None."""
        return next(self._inputs, None)


def in_floating_point(model: Path) -> list[str]:
    """Names of the nodes that stay as they are: the convolutions of `WHOLE`, the last sum, and all from the transposed convolution that takes it."""
    nodes = onnx.load(model).graph.node
    first = [node.name for node in nodes if node.op_type == "Conv"][: len(WHOLE)]
    last = max(k for k, node in enumerate(nodes) if node.op_type == "ConvTranspose")
    sums = [node.name for node in nodes if node.op_type == "Add" and node.output[0] == nodes[last].input[0]]
    return [*first, *sums, *(node.name for node in nodes[last:])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=64, help="scenes that the ranges come from")
    parser.add_argument("--steps", type=int, default=1200, help="batches of learning to live with few bits")
    args = parser.parse_args()
    keep_freed_memory()
    torch.manual_seed(4)
    manifest = json.loads((args.pack / "model.json").read_text())
    level = manifest["levels"][0]
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store, whole, prepared = SceneStore(args.scenes), Path(folder) / "whole.onnx", Path(folder) / "prepared.onnx"
        write_onnx(settle(network_of(args.pack), store, level, args.steps), whole)
        quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
        quantize_static(str(prepared), str(args.out / "model.onnx"), Samples(store, level, args.count),
                        quant_format=QuantFormat.QDQ, op_types_to_quantize=list(QUANTISED), nodes_to_exclude=in_floating_point(prepared),
                        per_channel=True, reduce_range=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                        calibrate_method=CalibrationMethod.MinMax)  # fmt: skip
    onnx.save(streamline(onnx.load(args.out / "model.onnx")), args.out / "model.onnx")
    manifest |= {"id": manifest["id"] + SUFFIX, "name": f"{manifest['name']} int8", "scores": {},
                 "trainingData": f"{manifest['name']} with its convolutions in 8-bit integers: faster on a CPU, a little less accurate. See CARD.md.",
                 "sha256": hashlib.sha256((args.out / "model.onnx").read_bytes()).hexdigest()}  # fmt: skip
    (args.out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{args.out}: {(args.out / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
