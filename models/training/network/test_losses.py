"""What a training makes small."""

import torch
from models.training.network.losses import cross_entropy, weighted_mean


def test_a_class_between_two_counts_as_a_part_of_either():
    logits = torch.randn(2, 4, 3, 5)
    label = torch.randint(4, (2, 3, 5))
    assert torch.allclose(
        cross_entropy(logits, label.float()), torch.nn.functional.cross_entropy(logits, label, reduction="none")
    )
    thin, opaque = (cross_entropy(logits, torch.full((2, 3, 5), one)) for one in (2.0, 3.0))
    assert torch.allclose(cross_entropy(logits, torch.full((2, 3, 5), 2.25)), 0.75 * thin + 0.25 * opaque)


def test_probabilities_are_learnt_as_parts_of_classes_are():
    logits = torch.randn(2, 4, 3, 5)
    halves = torch.tensor([0.5, 0.5, 0, 0]).view(1, 4, 1, 1).expand(2, 4, 3, 5)
    clear, shadow = (cross_entropy(logits, torch.full((2, 3, 5), one)) for one in (0.0, 1.0))
    assert torch.allclose(cross_entropy(logits, halves), (clear + shadow) / 2)


def test_pixels_without_weight_count_nothing():
    values, weight = torch.tensor([[1.0, 5.0], [3.0, 9.0]]), torch.tensor([[2.0, 0.0], [2.0, 0.0]])
    assert weighted_mean(values, weight) == 2
    assert weighted_mean(values, torch.zeros(2, 2)) == 0
