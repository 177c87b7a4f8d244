"""The size of the U-Net that is timed beside our networks."""

import torch
from models.training.measure.peer_unet import UNetMobV2


def test_it_is_as_large_as_the_one_of_cloudsen12():
    network = UNetMobV2().eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 13, 64, 96)).shape == (1, 4, 64, 96)
    # segmentation_models_pytorch.Unet("mobilenet_v2", in_channels=13, classes=4) has 6.6 million.
    assert 6.5e6 < sum(weights.numel() for weights in network.parameters()) < 6.8e6
