"""Shapes, dropped bands, windows, claims, scores."""

import numpy as np
import pytest
import torch

from models.training.export import checked
from models.training.inference import claim
from models.training.network import Calibrated, CloudNet, without_bands
from models.training.scores import calibration_error, confusion, summary
from models.training.train import cut


def test_output_has_the_input_grid_and_sums_to_one():
    out = Calibrated(CloudNet()).eval()(torch.randn(1, 12, 64, 96))
    assert out.shape == (1, 4, 64, 96) and torch.allclose(out.sum(1), torch.ones(1, 64, 96), atol=1e-5)


def test_calibration_is_a_softmax_of_scaled_logits():
    network, image = CloudNet().eval(), torch.randn(1, 12, 64, 64)
    scale, shift = torch.tensor([0.5, 1.0, 1.5, 2.0]), torch.tensor([0.1, -0.2, 0.0, 0.3])
    expected = torch.softmax(network(image) * scale.view(1, 4, 1, 1) + shift.view(1, 4, 1, 1), 1)
    assert torch.allclose(Calibrated(network, scale, shift)(image), expected, atol=1e-5)


def test_dropping_a_band_equals_marking_it_missing():
    network = CloudNet().eval()
    image = torch.rand(1, 12, 64, 64)
    image[:, 6] = -1
    smaller = without_bands(network, (6,)).eval()
    whole, less = network(image), smaller(image[:, [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11]])
    assert whole.shape == less.shape  # they differ only where the border's zero padding stood for the band
    stem = network.stem(image)[..., 1:-1, 1:-1], smaller.stem(image[:, [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11]])[..., 1:-1, 1:-1]
    assert torch.allclose(*stem, atol=1e-4)


def test_windows_are_cut_alike():
    rows, cols = torch.meshgrid(torch.arange(8), torch.arange(8), indexing="ij")
    label = torch.stack([rows * 8 + cols, 100 + rows * 8 + cols])
    image = label[:, None].repeat(1, 3, 1, 1)
    small, images = cut(label, 4), cut(image, 4)
    assert small.shape == (32, 2, 2) and images.shape == (32, 3, 2, 2)
    assert torch.equal(images[:, 1], small) and sorted(small.ravel().tolist()) == sorted(label.ravel().tolist())
    assert small[0].tolist() == [[0, 1], [8, 9]]


def test_claims_need_their_threshold_and_clear_does_not_compete():
    probabilities = np.array([[0.55], [0.42], [0.03], [0.0]])
    assert claim(probabilities, {"shadow": 0.4, "semi": 0.4, "cloud": 0.4}) == 1
    assert claim(probabilities, {"shadow": 0.5, "semi": 0.4, "cloud": 0.4}) == 0


def test_scores():
    matrix = confusion(np.array([0, 1, 2, 3, 3]), np.array([0, 1, 2, 3, 0]))
    assert summary(matrix)["balancedAccuracy"] == 0.875
    assert calibration_error(np.eye(4), np.arange(4)) == 0


def test_thresholds_that_would_leave_a_rim_of_clear_pixels_are_refused():
    assert checked({"shadow": 0.2, "semi": 0.5, "cloud": 0.3}) == {"shadow": 0.2, "semi": 0.5, "cloud": 0.3}
    with pytest.raises(SystemExit, match="sum to more than 1"):
        checked({"shadow": 0.2, "semi": 0.55, "cloud": 0.5})
