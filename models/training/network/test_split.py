"""What shipped networks say of how opaque cloud is."""

from pathlib import Path

import numpy as np
import pytest
import torch
from models.training.data.bands import CLOUD, SEMI
from models.training.network import split
from models.training.network.split import Split
from models.training.simulate.scene import SIZE
from models.training.simulate.spectra import LIBRARY

MODELS = Path(__file__).parents[2]


class Scene:
    """A store of one scene, whose sun may stand anywhere."""

    def __init__(self, *vector: float) -> None:
        self.small = np.array([*vector, 1.0, *np.ones(9), *np.zeros(9), 0.0], np.float32)
        rng = np.random.default_rng(3)
        self.toa = rng.random((9, SIZE, SIZE), np.float32) * np.linspace(0, 1.2, SIZE, dtype=np.float32)

    def window(self, *_: int) -> tuple:
        return self.toa, None, None, self.small


@pytest.mark.parametrize("vector", [(-1.0, -2.0), (1.0, 2.0), (-1.0, 2.0)])
def test_the_part_that_is_opaque_lies_where_its_cloud_does(
    monkeypatch: pytest.MonkeyPatch, vector: tuple[float, float]
):
    class Blue(torch.nn.Module):
        def forward(self, planes: torch.Tensor) -> torch.Tensor:
            assert (planes[:, -3:-1] < 0).all()
            blue = planes[:, 1]
            logits = torch.full((1, 4, *blue.shape[1:]), -9.0)
            logits[:, SEMI], logits[:, CLOUD] = 1, 1 + blue
            return logits

    monkeypatch.setattr(split, "network_of", lambda _: Blue())
    scene = Scene(*vector)
    share = Split(MODELS, scene)("L1C", 0)
    assert share.shape == (SIZE, SIZE) and np.isfinite(share).all()
    brightness = scene.toa[1]
    assert share[brightness > 0.8].min() > 0.95 and share[brightness < 0.01].max() < 0.65


def test_where_a_shipped_network_sees_no_cloud_it_says_nothing():
    scene = Scene(-1.0, -2.0)
    scene.toa = np.tile(np.array(LIBRARY["meadow"], np.float32)[:, None, None], (1, SIZE, SIZE))
    share = Split(MODELS, scene)("L2A", 0)
    assert np.isnan(share).mean() > 0.9
