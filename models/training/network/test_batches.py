"""Batches: how windows are cut, what real ones weigh, and that they are drawn ahead in their order."""

from pathlib import Path

import numpy as np
import pytest
import torch
from models.training.network import batches
from models.training.network.batches import (
    LARGEST_REAL_WEIGHT,
    BatchSource,
    Recipe,
    as_heavy,
    as_taught,
    coarsened,
    cut,
    drawn_ahead,
)
from models.training.network.losses import cross_entropy
from models.training.simulate.cache import SceneStore


def test_windows_are_cut_alike():
    rows, cols = torch.meshgrid(torch.arange(8), torch.arange(8), indexing="ij")
    label = torch.stack([rows * 8 + cols, 100 + rows * 8 + cols])
    image = label[:, None].repeat(1, 3, 1, 1)
    small, images = cut(label, 4), cut(image, 4)
    assert small.shape == (32, 2, 2) and images.shape == (32, 3, 2, 2)
    assert torch.equal(images[:, 1], small) and sorted(small.ravel().tolist()) == sorted(label.ravel().tolist())
    assert small[0].tolist() == [[0, 1], [8, 9]]


def test_windows_of_larger_pixels_hold_the_mean_reflectance_and_lack_what_lacks_in_part():
    reflectance = torch.rand(2, 9, 8, 8)
    image = torch.cat([torch.log1p(reflectance), torch.full((2, 3, 8, 8), -1.0)], 1)
    image[0, :9, :3], image[:, 6] = -1.0, -1.0  # beyond the swath, and a band that is withheld
    weight = torch.ones(2, 8, 8)
    weight[0, :3] = 0
    taught = torch.rand(2, 4, 8, 8).softmax(1)
    coarse, said, heavy = coarsened(image, taught, weight)
    assert coarse.shape == (2, 12, 4, 4) and said.shape == (2, 4, 4, 4) and heavy.shape == (2, 4, 4)
    assert torch.allclose(torch.expm1(coarse[1, 0, 1, 2]), reflectance[1, 0, 2:4, 4:6].mean())
    assert (coarse[0, :9, :2] == -1).all() and (coarse[0, 0, 2:] > -1).all() and (coarse[:, 6] == -1).all()
    assert (coarse[:, 9:11] == -1).all() and (coarse[:, 11] == 0).all()
    assert not heavy[0, :2].any() and (heavy[0, 2:] == 1).all() and torch.allclose(said.sum(1), torch.ones(2, 4, 4))


def test_real_samples_count_as_much_as_simulated_ones_within_bounds():
    weight = np.zeros((4, 8, 8), np.float32)
    weight[:, :4] = 0.5
    assert as_heavy(weight, 100.0).sum() == pytest.approx(100)
    assert as_heavy(weight, 1e6).max() == pytest.approx(0.5 * LARGEST_REAL_WEIGHT)
    assert not as_heavy(np.zeros_like(weight), 10.0).any()


def test_classes_and_their_probabilities_are_taught_alike():
    logits = torch.randn(2, 4, 3, 5)
    label = torch.randint(4, (2, 3, 5))
    given = torch.from_numpy(as_taught(label.numpy(), torch.zeros(6, 4, 3, 5)))
    assert given.shape == (2, 4, 3, 5)
    assert torch.allclose(cross_entropy(logits, given), cross_entropy(logits, label.float()))
    assert as_taught(label.numpy(), torch.zeros(6, 3, 5)).tolist() == label.tolist()


def test_a_batch_follows_from_its_seed_and_holds_real_windows_behind_simulated_ones(
    scenes: Path, monkeypatch: pytest.MonkeyPatch
):
    def draw_windows(rng: np.random.Generator, size: int, pieces: int, count: int):
        windows, side = count * pieces**2, size // pieces
        image = np.full((windows, 12, side, side), 7, np.float32)
        return image, np.full((windows, side, side), 3, np.uint8), rng.random((windows, side, side), np.float32)

    monkeypatch.setattr(batches, "draw_windows", draw_windows)
    recipe = Recipe("both", samples=4, size=32, real=1, paired=True)
    source, same = (BatchSource(SceneStore(scenes), recipe, seed=3) for _ in range(2))
    for _ in range(5):
        batch, again = source(), same()
        side = 32 // int(batch.parts**0.5)
        assert batch.image.shape == (4 * batch.parts, 12, side, side)
        assert batch.taught.shape == batch.weight.shape == (4 * batch.parts, side, side)
        assert all(torch.equal(one, other) for one, other in zip(batch[:3], again[:3]))
        assert batch.simulated == 3 and (batch.image[3 * batch.parts :] == 7).all()
        assert (batch.taught[3 * batch.parts :] == 3).all()


def test_batches_that_are_drawn_ahead_keep_their_order_and_end_with_their_error():
    numbers = iter(range(6))

    def draw() -> int:
        number = next(numbers, None)
        if number is None:
            raise OSError("the scenes are gone")
        return number

    with drawn_ahead(draw, count=3) as take:
        assert [take() for _ in range(6)] == list(range(6))
        with pytest.raises(OSError, match="the scenes are gone"):
            take()
