"""A U-Net of the size of CloudSEN12's UNetMobV2, in plain torch: for its time alone, its weights are random.

MobileNetV2 (Sandler and others 2018) halves the image five times; the decoder doubles it five times, with what the encoder had
at that size beside it, as `segmentation_models_pytorch.Unet("mobilenet_v2")` does.
"""

from __future__ import annotations

import torch
from torch import nn

#: Expansion, channels, blocks, stride of the first of them: table 2 of the paper.
STAGES = (
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
)  # fmt: skip
#: Stages whose results the decoder takes, and its channels.
KEPT = (0, 1, 2, 4)
DECODER = (256, 128, 64, 32, 16)


def convolution(inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """A convolution, normalised and rectified at 0 and 6."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU6(),
    )


class Inverted(nn.Module):
    """An inverted residual: wide, by channels, narrow again."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.adds = stride == 1 and inputs == outputs
        self.layers = nn.Sequential(
            *([convolution(inputs, wide, 1)] if expansion > 1 else []),
            convolution(wide, wide, 3, stride, wide),
            nn.Conv2d(wide, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found = self.layers(x)
        return x + found if self.adds else found


class UNetMobV2(nn.Module):
    """(N, bands, H, W) to (N, classes, H, W); H and W are multiples of 32."""

    def __init__(self, bands: int = 13, classes: int = 4) -> None:
        super().__init__()
        self.stem = convolution(bands, 32, 3, 2)
        self.stages = nn.ModuleList()
        channels = 32
        for expansion, outputs, blocks, stride in STAGES:
            layers = [
                Inverted(channels if i == 0 else outputs, outputs, stride if i == 0 else 1, expansion)
                for i in range(blocks)
            ]
            self.stages.append(nn.Sequential(*layers))
            channels = outputs
        self.last = convolution(channels, 1280, 1)
        self.up = nn.ModuleList()
        channels = 1280
        for outputs, beside in zip(DECODER, (96, 32, 24, 16, 0)):
            both = channels + beside
            layers = [nn.Conv2d(both, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
            layers += [nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
            self.up.append(nn.Sequential(*layers))
            channels = outputs
        self.head = nn.Conv2d(channels, classes, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        kept = []
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in KEPT:
                kept.append(x)
        x = self.last(x)
        for block, beside in zip(self.up, [*reversed(kept), None]):
            x = nn.functional.interpolate(x, scale_factor=2, mode="nearest")
            x = block(x if beside is None else torch.cat([x, beside], 1))
        return self.head(x)
