"""Batches."""

import torch

from models.training.train import cut


def test_windows_are_cut_alike():
    rows, cols = torch.meshgrid(torch.arange(8), torch.arange(8), indexing="ij")
    label = torch.stack([rows * 8 + cols, 100 + rows * 8 + cols])
    image = label[:, None].repeat(1, 3, 1, 1)
    small, images = cut(label, 4), cut(image, 4)
    assert small.shape == (32, 2, 2) and images.shape == (32, 3, 2, 2)
    assert torch.equal(images[:, 1], small) and sorted(small.ravel().tolist()) == sorted(label.ravel().tolist())
    assert small[0].tolist() == [[0, 1], [8, 9]]
