"""What a training makes small: how far a network's word is from what is taught."""

from __future__ import annotations

import torch


def cross_entropy(logits: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """Cross entropy of each pixel in nats, (N, H, W), of logits (N, 4, H, W).

    `taught` is classes (N, H, W), of which a number between two counts as so much of either, or probabilities (N, 4, H, W).
    """
    logs = logits.log_softmax(1)
    if taught.dim() == logs.dim():
        return -(taught * logs).sum(1)
    lower = taught.clamp(max=logits.shape[1] - 2).floor()
    upper_part, place = taught - lower, lower.long().unsqueeze(1)
    below, above = logs.gather(1, place).squeeze(1), logs.gather(1, place + 1).squeeze(1)
    return -(1 - upper_part) * below - upper_part * above


def weighted_mean(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Mean of values (N, H, W) by their weights (N, H, W); of a batch that weighs next to nothing, next to nothing."""
    return (values * weight).sum() / weight.sum().clamp(min=1)
