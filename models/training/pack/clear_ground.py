"""Real clear ground as a network takes it: the windows that the training's ground was made of."""

from __future__ import annotations

import numpy as np

from ..data.bands import auxiliary_planes, scale_reflectance
from ..data.imagery import TRAINING_CHIPS, clear_chips, clear_scenes
from ..network.cloudnet import MINIMUM_SIZE
from ..network.samples import level_channels

#: Width and height of a window, pixels of 10 m.
SIDE = 64


def clear_windows(level: str) -> list[np.ndarray]:
    """Clear reflectance, [(9, SIDE, SIDE)]: every fourth training chip for L2A, windows of the clear L1C scenes for L1C."""
    if level == "L2A":
        return list(clear_chips()[TRAINING_CHIPS][::4])
    return [
        stack[:, row : row + SIDE, col : col + SIDE]
        for stack, of in clear_scenes()
        if of == level
        for row in range(0, stack.shape[1] - SIDE + 1, 96)
        for col in range(0, stack.shape[2] - SIDE + 1, 96)
    ]


def clear_inputs(level: str) -> list[np.ndarray]:
    """The same as inputs, [(channels, MINIMUM_SIZE, MINIMUM_SIZE)]: a window is the upper left of each; the sun is unknown."""
    auxiliary = np.broadcast_to(auxiliary_planes(None, None, 10.0)[:, None, None], (3, SIDE, SIDE))
    channels, beyond = level_channels(level), (0, MINIMUM_SIZE - SIDE)
    return [
        np.pad(
            np.concatenate([scale_reflectance(window), auxiliary])[channels].astype(np.float32),
            ((0, 0), beyond, beyond),
            mode="reflect",
        )
        for window in clear_windows(level)
    ]
