"""Where a training goes on from: a checkpoint, or the network inside a shipped pack."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from ..data.bands import BANDS, LEVEL_BANDS, SCALING
from ..simulate.cache import SceneStore
from .cloudnet import AUXILIARY, CloudNet
from .samples import draw

#: How many batches of eight windows of this size statistics of normalisation come from.
BATCHES, WINDOW = 12, 256
#: Root mean square that each normalised filter's weights are brought to: about what those without normalisation have after long
#: training. In a pack they carry the scale of normalisation and are down to a hundredth of that, where one step of training
#: would be as large as the weights themselves.
FILTER_SIZE = 0.1


def network_of(pack: Path) -> CloudNet:
    """The network of a pack's model.onnx, for inference: what normalisation did has become weights and biases there.

    Raises ValueError if the file holds another network than `CloudNet`, or one in 8 bits.
    """
    graph = onnx.load(pack / "model.onnx").graph
    constants = {one.name: one for one in graph.initializer}
    found = {}
    for node in graph.node:
        if node.op_type in ("Conv", "ConvTranspose"):
            module = node.name.removeprefix("/network/").split("/")[-2]
            if not all(name in constants for name in node.input[1:]):
                raise ValueError(
                    f"{pack / 'model.onnx'}: the weights of {node.name} are not stored in floating point; take the pack without -int8"
                )
            found[module] = [torch.from_numpy(numpy_helper.to_array(constants[name]).copy()) for name in node.input[1:]]
    if "stem" not in found:
        raise ValueError(
            f"{pack / 'model.onnx'}: no convolution named stem; only networks of models/training/network/cloudnet.py can be read"
        )
    network = CloudNet(found["stem"][0].shape[1] - len(AUXILIARY)).eval()
    state = network.state_dict()
    for module, (weight, bias) in found.items():
        state[f"{module}.weight"] = weight
        if f"{module}.bias" in state:
            state[f"{module}.bias"] = bias
        else:
            block, place = module.rsplit(".", 1)
            norm = f"{block}.{int(place) + 1}"
            state |= {
                f"{norm}.weight": torch.ones_like(bias),
                f"{norm}.bias": bias,
                f"{norm}.running_mean": torch.zeros_like(bias),
            }
            state[f"{norm}.running_var"] = torch.full_like(bias, 1 - network.get_submodule(norm).eps)
    network.load_state_dict(state)
    return network


@torch.no_grad()
def normalise_anew(network: CloudNet, batches: Iterable[torch.Tensor]) -> None:
    """Gives a pack's network statistics of normalisation from `batches` (N, C, H, W), so that it can be trained: it computes the same."""
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    sums = {norm: torch.zeros(3, norm.num_features, dtype=torch.float64) for norm in norms}

    def note(norm: nn.BatchNorm2d, inputs: tuple[torch.Tensor]) -> None:
        flat = inputs[0].double().movedim(1, 0).flatten(1)
        sums[norm] += torch.stack([torch.full((len(flat),), flat.shape[1]).double(), flat.sum(1), flat.square().sum(1)])

    hooks = [norm.register_forward_pre_hook(note) for norm in norms]
    for batch in batches:
        network.eval()(batch)
    for hook in hooks:
        hook.remove()
    for norm, (count, total, squares) in sums.items():
        mean = total / count
        variance = squares / count - mean.square()
        norm.bias += norm.weight / (norm.running_var + norm.eps).sqrt() * (mean - norm.running_mean).float()
        norm.weight *= ((variance + norm.eps).sqrt() / (norm.running_var + norm.eps).sqrt()).float()
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)


@torch.no_grad()
def resize_filters(network: CloudNet) -> None:
    """Brings filters before a normalisation to `FILTER_SIZE`, and its statistics with them: the network computes the same."""
    for block in (module for module in network.modules() if isinstance(module, nn.Sequential)):
        for convolution, norm in zip(block, list(block)[1:]):
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                size = convolution.weight.square().mean((1, 2, 3)).sqrt()
                factor = torch.where(size > 1e-8, FILTER_SIZE / size.clamp(min=1e-8), 1.0)
                convolution.weight.mul_(factor.view(-1, 1, 1, 1))
                deviation = (norm.running_var + norm.eps).sqrt()
                norm.running_mean.mul_(factor)
                norm.running_var.mul_(factor.square())
                norm.weight.mul_((norm.running_var + norm.eps).sqrt() / (deviation * factor))


@torch.no_grad()
def with_all_bands(network: CloudNet, donor: CloudNet) -> CloudNet:
    """A Level-2A network with the filters of `donor` for the bands that it lacks: it computes the same where these are missing."""
    whole = CloudNet().eval()
    state = network.state_dict()
    weight, lent = state["stem.weight"], donor.state_dict()["stem.weight"]
    joined = lent.clone()
    joined[:, [*LEVEL_BANDS["L2A"], *range(len(BANDS), lent.shape[1])]] = weight
    dropped = [i for i in range(len(BANDS)) if i not in LEVEL_BANDS["L2A"]]
    state["stem.weight"] = joined
    state["stem.bias"] = state["stem.bias"] - SCALING["missing"] * lent[:, dropped].sum((1, 2, 3))
    whole.load_state_dict(state)
    return whole


def read_weights(path: Path, store: SceneStore) -> dict[str, torch.Tensor]:
    """Weights to train on from: a checkpoint (.pt), or a pack's folder, whose network gets statistics of normalisation from scenes.

    A Level-2A pack borrows the filters for B10 from `nephos-l1c` beside it.
    """
    if not path.is_dir():
        return torch.load(path, map_location="cpu", weights_only=True)
    network, rng = network_of(path), np.random.default_rng(6)
    bands = network.stem.in_channels - len(AUXILIARY)
    if bands == len(LEVEL_BANDS["L2A"]):
        network = with_all_bands(network, network_of(path.parent / "nephos-l1c"))
    elif bands != len(BANDS):
        raise SystemExit(
            f"{path}: made for {bands} bands; training goes on from networks such as nephos-l1c and nephos-l2a"
        )
    draw_batch = lambda: np.stack([draw(rng, store, level, WINDOW).planes for level in ("L1C", "L2A") * 4])
    resize_filters(network)
    normalise_anew(network, (torch.from_numpy(draw_batch()) for _ in range(BATCHES)))
    return network.state_dict()
