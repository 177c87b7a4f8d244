"""Batches."""

import argparse
from pathlib import Path

import numpy as np
import pytest
import torch
from models.training.network.cloudnet import CloudNet
from models.training.network.split import ButShadow, Split, Together
from models.training.network.train import (
    LARGEST_REAL_WEIGHT,
    as_heavy,
    as_taught,
    cross_entropy,
    cut,
    parameter_groups,
    teacher_of,
)


def test_windows_are_cut_alike():
    rows, cols = torch.meshgrid(torch.arange(8), torch.arange(8), indexing="ij")
    label = torch.stack([rows * 8 + cols, 100 + rows * 8 + cols])
    image = label[:, None].repeat(1, 3, 1, 1)
    small, images = cut(label, 4), cut(image, 4)
    assert small.shape == (32, 2, 2) and images.shape == (32, 3, 2, 2)
    assert torch.equal(images[:, 1], small) and sorted(small.ravel().tolist()) == sorted(label.ravel().tolist())
    assert small[0].tolist() == [[0, 1], [8, 9]]


def test_real_samples_count_as_much_as_simulated_ones_within_bounds():
    weight = np.zeros((4, 8, 8), np.float32)
    weight[:, :4] = 0.5
    assert as_heavy(weight, 100.0).sum() == pytest.approx(100)
    assert as_heavy(weight, 1e6).max() == pytest.approx(0.5 * LARGEST_REAL_WEIGHT)
    assert not as_heavy(np.zeros_like(weight), 10.0).any()


def test_every_weight_is_in_one_group_and_borders_learn_faster():
    network = CloudNet()
    (one,) = parameter_groups(network, 1.0)
    rest, last = parameter_groups(network, 4.0)
    assert len(one["params"]) == len(rest["params"]) + len(last["params"]) == len(list(network.parameters()))
    assert last["times"] == 4 * rest["times"] and any(one is network.head.weight for one in last["params"])


def test_a_class_between_two_counts_as_a_part_of_either():
    logits = torch.randn(2, 4, 3, 5)
    label = torch.randint(4, (2, 3, 5))
    assert torch.allclose(
        cross_entropy(logits, label.float()), torch.nn.functional.cross_entropy(logits, label, reduction="none")
    )
    thin, opaque = (cross_entropy(logits, torch.full((2, 3, 5), one)) for one in (2.0, 3.0))
    assert torch.allclose(cross_entropy(logits, torch.full((2, 3, 5), 2.25)), 0.75 * thin + 0.25 * opaque)


def test_classes_and_their_probabilities_are_taught_alike():
    logits = torch.randn(2, 4, 3, 5)
    label = torch.randint(4, (2, 3, 5))
    given = torch.from_numpy(as_taught(label.numpy(), torch.zeros(6, 4, 3, 5)))
    assert given.shape == (2, 4, 3, 5)
    assert torch.allclose(cross_entropy(logits, given), cross_entropy(logits, label.float()))
    assert as_taught(label.numpy(), torch.zeros(6, 3, 5)).tolist() == label.tolist()
    halves = torch.tensor([0.5, 0.5, 0, 0]).view(1, 4, 1, 1).expand(2, 4, 3, 5)
    clear, shadow = (cross_entropy(logits, torch.full((2, 3, 5), one)) for one in (0.0, 1.0))
    assert torch.allclose(cross_entropy(logits, halves), (clear + shadow) / 2)


@pytest.mark.parametrize(
    ("named", "kind"),
    [({}, type(None)), ({"split": 1}, Split), ({"but_shadow": 1}, ButShadow), ({"together": 1}, Together)],
)
def test_the_arguments_name_the_teacher(named: dict, kind: type):
    models = Path(__file__).parents[2]
    given = {name: [models] if name == "together" else models for name in named}
    args = argparse.Namespace(**{"split": None, "but_shadow": None, "together": None} | given)
    assert isinstance(teacher_of(args, None), kind)
