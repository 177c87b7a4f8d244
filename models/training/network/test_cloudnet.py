"""Shapes, calibration, dropped bands."""

import pytest
import torch
from models.training.network.cloudnet import Calibrated, CloudNet, multiply_adds_per_pixel, without_bands


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
    stem = (
        network.stem(image)[..., 1:-1, 1:-1],
        smaller.stem(image[:, [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11]])[..., 1:-1, 1:-1],
    )
    assert torch.allclose(*stem, atol=1e-4)


def test_a_network_with_a_narrow_head_computes_the_same_in_a_wide_one():
    narrow = torch.nn.ConvTranspose2d(16, 4, 2, 2)
    network = CloudNet().eval()
    network.load_state_dict({**network.state_dict(), "head.weight": narrow.weight, "head.bias": narrow.bias})
    features = torch.randn(1, 16, 8, 8)
    assert torch.allclose(network.head(features), narrow(features), atol=1e-6)


def test_what_a_pixel_costs():
    assert multiply_adds_per_pixel(CloudNet()) * 2 == pytest.approx(
        28_648
    )  # 16 channels, 4 classes and 4 taps in the head: 512 of them
