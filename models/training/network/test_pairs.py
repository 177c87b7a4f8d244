"""Pairs of windows a pixel apart."""

import numpy as np
import pytest
import torch
from models.training.network import pairs
from models.training.network.batches import cut
from models.training.network.pairs import disagreement, draw_pair
from models.training.network.samples import Sample


def test_windows_of_a_pair_lie_a_pixel_apart(monkeypatch: pytest.MonkeyPatch):
    whole = np.random.default_rng(0).random((12, 33, 33))
    sample = Sample(whole, whole[3], whole[1], whole[2], whole[:2], whole[0])
    monkeypatch.setattr(pairs, "draw", lambda *_, **__: sample)
    first, second = draw_pair(np.random.default_rng(1), None, "L2A", 32, 1, 1)
    assert first[0].shape == (12, 32, 32) and np.array_equal(first[0][:, 1:, 1:], second[0][:, :-1, :-1])
    assert np.array_equal(first[2], whole[1, :32, :32]) and np.array_equal(second[1], whole[0, 1:, 1:])


@pytest.mark.parametrize(("rows", "cols"), [(0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize("parts", [1, 2])
def test_a_pair_that_is_judged_alike_does_not_disagree(rows: int, cols: int, parts: int):
    whole = torch.randn(4, 129, 129)
    others = torch.randn(2, 4, 128, 128)
    batch = torch.cat([whole[None, :, :128, :128], whole[None, :, rows : rows + 128, cols : cols + 128], others])
    real = torch.randn(1, 4, 128 // parts, 128 // parts)
    logits = torch.cat([cut(batch, parts), real])
    assert disagreement(logits, rows, cols, parts**2, 4) < 1e-6 < disagreement(logits, 0, 0, parts**2, 4)
