"""Tests of reading a network back out of a pack."""

import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch
from models.training.data.bands import BANDS, INDEX, SCALING
from models.training.network import weights
from models.training.network.cloudnet import AUXILIARY, CloudNet
from models.training.network.weights import (
    FILTER_SIZE,
    network_of,
    normalise_anew,
    read_weights,
    resize_filters,
    with_all_bands,
)
from models.training.simulate.cache import SceneStore

MODELS = Path(__file__).parents[2]


@pytest.fixture
def image() -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(0).random((2, 9 + len(AUXILIARY), 64, 64), np.float32) * 3)


def test_a_pack_read_back_computes_what_its_file_does(image: torch.Tensor) -> None:
    expected = ort.InferenceSession(str(MODELS / "nephos-l1c" / "model.onnx")).run(None, {"input": image.numpy()})[0]
    with torch.no_grad():
        found = network_of(MODELS / "nephos-l1c")(image).softmax(1).numpy()
    assert np.abs(found - expected).max() < 1e-4


def test_bands_follow_the_pack() -> None:
    bands = json.loads((MODELS / "nephos-l2a" / "model.json").read_text())["input"]["bands"]
    assert network_of(MODELS / "nephos-l2a").stem.in_channels == len(bands) + len(AUXILIARY)


def test_statistics_given_anew_change_nothing_but_the_statistics(image: torch.Tensor) -> None:
    network = network_of(MODELS / "nephos-l1c")
    with torch.no_grad():
        before = network(image)
        normalise_anew(network, [image])
        after = network(image)
        trained = network.train()(image)
    assert torch.allclose(before, after, atol=1e-3)
    assert torch.allclose(after, trained, atol=2e-2)  # a batch normalised by its own statistics, which are these
    assert network.down[0][1].running_var.std() > 0


def test_filters_brought_to_one_size_compute_the_same(image: torch.Tensor) -> None:
    network = network_of(MODELS / "nephos-l1c")
    with torch.no_grad():
        before = network(image)
        resize_filters(network)
        assert torch.allclose(before, network(image), atol=1e-3)
    sizes = network.merge[3][0].weight.square().mean((1, 2, 3)).sqrt()
    assert torch.allclose(sizes, torch.full_like(sizes, FILTER_SIZE))


def test_a_pack_of_eight_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="without -int8"):
        network_of(MODELS / "nephos-l1c-int8")


def test_training_does_not_go_on_from_other_bands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "network_of", lambda _: CloudNet(4))
    with pytest.raises(SystemExit, match="made for 4 bands"):
        read_weights(tmp_path, SceneStore(tmp_path))


def test_a_level_2a_network_with_lent_filters_computes_the_same_where_their_band_is_missing() -> None:
    image = torch.from_numpy(np.random.default_rng(1).random((1, len(BANDS) + len(AUXILIARY), 64, 64), np.float32) * 3)
    image[:, INDEX["B10"]] = SCALING["missing"]
    own = network_of(MODELS / "nephos-l2a")
    whole = with_all_bands(own, network_of(MODELS / "nephos-l1c"))
    kept = [k for k in range(image.shape[1]) if k != INDEX["B10"]]
    inner = np.s_[:, :, 16:-16, 16:-16]  # beyond its border a missing band is 0, not missing
    with torch.no_grad():
        before, after = own(image[:, kept])[inner], whole(image)[inner]
        assert torch.allclose(before, after, atol=0.05)
        image[:, INDEX["B10"]] = 2.0
        assert not torch.allclose(before, whole(image)[inner], atol=0.05)
