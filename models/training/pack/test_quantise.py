"""Tests of learning to live with few bits."""

from pathlib import Path

import numpy as np
import pytest
import torch
from models.training.network.cloudnet import CloudNet
from models.training.pack.quantise import WEIGHT_STEPS, WHOLE, in_floating_point, settle
from models.training.simulate.cache import SceneStore
from torch import nn

MODELS = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def store(scenes: Path) -> SceneStore:
    return SceneStore(scenes)


def folded() -> CloudNet:
    """A network whose normalisation does nothing, as one read from a pack."""
    network = CloudNet().eval()
    for norm in (m for m in network.modules() if isinstance(m, nn.BatchNorm2d)):
        nn.init.constant_(norm.running_var, 1 - norm.eps)
    return network


def test_weights_end_on_the_grid_of_seven_bits_and_the_given_network_stays(store: SceneStore) -> None:
    network = folded()
    before = {key: value.clone() for key, value in network.state_dict().items()}
    settled = settle(network, store, "L1C", 2)
    assert all(torch.equal(before[key], value) for key, value in network.state_dict().items())
    for name, module in settled.named_modules():
        if isinstance(module, nn.Conv2d) and name not in WHOLE:
            steps = module.weight / module.weight.abs().amax((1, 2, 3), keepdim=True) * WEIGHT_STEPS
            assert np.abs((steps - steps.round()).detach().numpy()).max() < 1e-3


def test_the_first_two_convolutions_the_last_sum_and_the_last_steps_stay_whole() -> None:
    kept = in_floating_point(MODELS / "nephos-l2a" / "model.onnx")
    convolutions = [name.split("/")[-2] for name in kept if name.endswith(("Conv", "ConvTranspose"))]
    assert convolutions == [*WHOLE, "head"]
    assert [name for name in kept if name.startswith("/network/Add")] == ["/network/Add_3"]
