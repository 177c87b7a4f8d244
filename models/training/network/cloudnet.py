"""The network: a U-Net whose first convolution halves the grid, with a dilated middle for the reach of shadows.

Half of what the first convolution finds goes past the U-Net to its end: so fine detail of the full grid, which the
halved one has no room for, decides where a border runs. The step to classes weighs neighbours on the halved grid, too:
else each of its squares of 2 x 2 pixels would be decided by itself, and borders would show a comb.

Input (N, C, H, W): C = bands + 3 auxiliary planes; H and W multiples of 32. Output: logits (N, 4, H, W).
"""

from __future__ import annotations

import copy

import torch
from torch import nn

WIDTHS = (16, 32, 64, 96, 128)
SIZE_MULTIPLE = 32
#: An image smaller than this is continued by reflection: the zeros beyond a border reach far into a small one.
MINIMUM_SIZE = 256
#: Side of the last step's filters, which overlap; networks up to 0.12.0 had 2.
HEAD_SIDE = 4
AUXILIARY = ("shadow_col", "shadow_row", "log2_pixel")


class Block(nn.Sequential):
    """Two 3 x 3 convolutions, each normalised and rectified; the first may be dilated."""

    def __init__(self, inputs: int, outputs: int, dilation: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
        )  # fmt: skip


class CloudNet(nn.Module):
    """See the module's docstring; `widths` are the channels at 1/2, 1/4, ... of the grid."""

    def __init__(self, bands: int = 9, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.stem = nn.Conv2d(bands + len(AUXILIARY), 2 * widths[0], 4, stride=2, padding=1)
        self.down = nn.ModuleList(Block(widths[max(i - 1, 0)], width) for i, width in enumerate(widths))
        self.reach = nn.ModuleList(Block(widths[-1], widths[-1], dilation) for dilation in (2, 4))
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, 2) for a, b in zip(widths, widths[1:]))
        self.merge = nn.ModuleList(Block(2 * width, width) for width in widths[:-1])
        self.sharpen = Block(2 * widths[0], widths[0])
        self.head = nn.ConvTranspose2d(widths[0], 4, HEAD_SIDE, 2, padding=1)
        self.register_load_state_dict_pre_hook(lambda _, state, *__: state.update(with_wide_head(state)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x, fine = self.stem(x).chunk(2, 1)
        kept = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else nn.functional.max_pool2d(x, 2))
            kept.append(x)
        for block in self.reach:
            x = x + block(x)
        for level in reversed(range(len(self.merge))):
            x = self.merge[level](torch.cat([self.up[level](x), kept[level]], 1))
        x = x + self.sharpen(torch.cat([x, nn.functional.relu(fine)], 1))
        return self.head(x)


def with_wide_head(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Weights of a network whose head has filters of 2 x 2 pixels, for one with 4 x 4: zeros around them, so that it computes the same."""
    weight = state.get("head.weight")
    if weight is None or weight.shape[-1] == HEAD_SIDE:
        return state
    return {**state, "head.weight": nn.functional.pad(weight, (1, 1, 1, 1))}


def without_bands(network: CloudNet, dropped: tuple[int, ...], bands: int = 9, missing: float = -1.0) -> CloudNet:
    """The same network for inputs that lack some bands: their weights, times "missing", move into the stem's bias."""
    kept = [i for i in range(bands) if i not in dropped]
    other = CloudNet(len(kept), tuple(block[0].out_channels for block in network.down))
    state = {key: value.clone() for key, value in network.state_dict().items()}
    weight = state["stem.weight"]
    state["stem.bias"] = state["stem.bias"] + missing * weight[:, list(dropped)].sum((1, 2, 3))
    state["stem.weight"] = weight[:, kept + list(range(bands, weight.shape[1]))]
    other.load_state_dict(state)
    return other


class Calibrated(nn.Module):
    """Probabilities from logits: softmax(scale * logits + shift), scale and shift (4,) per class, folded into the last step."""

    def __init__(self, network: CloudNet, scale: torch.Tensor | None = None, shift: torch.Tensor | None = None) -> None:
        super().__init__()
        self.network = copy.deepcopy(network)
        with torch.no_grad():
            if scale is not None:
                self.network.head.weight.mul_(scale.view(1, -1, 1, 1))
                self.network.head.bias.mul_(scale)
            if shift is not None:
                self.network.head.bias.add_(shift)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002 - the ONNX input takes its name from here
        """Softmax class by class: over the planes of an image, ONNX Runtime's own takes ten times as long on a CPU."""
        logits = self.network(input)
        a, b, c, d = logits.split(1, 1)
        a, b, c, d = (power := torch.exp(logits - torch.maximum(torch.maximum(a, b), torch.maximum(c, d)))).split(1, 1)
        return power / (a + b + c + d)


def multiply_adds_per_pixel(network: CloudNet, size: int = 256) -> float:
    """Multiply-adds per input pixel of the convolutions."""
    total = 0.0

    def count(module: nn.Module, _inputs: tuple, output: torch.Tensor) -> None:
        nonlocal total
        transposed = isinstance(module, nn.ConvTranspose2d)
        kernel = module.weight[:, 0].numel() / module.stride[0] ** 2 if transposed else module.weight[0].numel()
        total += output.numel() * kernel

    hooks = [m.register_forward_hook(count) for m in network.modules() if isinstance(m, nn.Conv2d | nn.ConvTranspose2d)]
    with torch.no_grad():
        network.eval()(torch.zeros(1, network.stem.in_channels, size, size))
    for hook in hooks:
        hook.remove()
    return total / size**2
