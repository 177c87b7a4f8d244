"""What shipped networks say of how opaque cloud is."""

from pathlib import Path

import numpy as np
import pytest
import torch
from models.training.data.bands import CLEAR, CLOUD, SEMI, SHADOW
from models.training.network import split
from models.training.network.answers import answers
from models.training.network.cloudnet import CloudNet
from models.training.network.split import (
    DOUBT,
    LEARNT,
    Shipped,
    Split,
    Together,
    opaque_part,
    teach_but_shadow,
    teach_clear,
)
from models.training.simulate.scene import SIZE
from models.training.simulate.spectra import LIBRARY

MODELS = Path(__file__).parents[2]


class Scene:
    """A store of one scene, whose sun may stand anywhere."""

    size = SIZE

    def __init__(self, *vector: float) -> None:
        self.small = np.array([*vector, 1.0, *np.ones(9), *np.zeros(9), 0.0], np.float32)
        rng = np.random.default_rng(3)
        self.toa = rng.random((9, SIZE, SIZE), np.float32) * np.linspace(0, 1.2, SIZE, dtype=np.float32)

    def window(self, *_: int) -> tuple:
        return self.toa, None, None, self.small


@pytest.mark.parametrize("vector", [(-1.0, -2.0), (1.0, 2.0), (-1.0, 2.0)])
def test_the_part_that_is_opaque_lies_where_its_cloud_does(
    monkeypatch: pytest.MonkeyPatch, vector: tuple[float, float]
):
    class Blue(torch.nn.Module):
        def forward(self, planes: torch.Tensor) -> torch.Tensor:
            assert (planes[:, -3:-1] < 0).all()
            blue = planes[:, 1]
            logits = torch.full((1, 4, *blue.shape[1:]), -9.0)
            logits[:, SEMI], logits[:, CLOUD] = 1, 1 + blue
            return logits

    monkeypatch.setattr(split, "network_of", lambda _: Blue())
    scene = Scene(*vector)
    share = opaque_part(Shipped(MODELS, scene).probabilities("L1C", 0))
    assert share.shape == (SIZE, SIZE) and np.isfinite(share).all()
    brightness = scene.toa[1]
    assert share[brightness > 0.8].min() > 0.95 and share[brightness < 0.01].max() < 0.65


def test_where_a_shipped_network_sees_no_cloud_it_says_nothing():
    scene = Scene(-1.0, -2.0)
    scene.toa = np.tile(np.array(LIBRARY["meadow"], np.float32)[:, None, None], (1, SIZE, SIZE))
    share = opaque_part(Shipped(MODELS, scene).probabilities("L2A", 0))
    assert np.isnan(share).mean() > 0.9


def test_split_teaches_of_a_window_how_opaque_its_cloud_is():
    teacher = Split(MODELS, Scene(-1.0, -2.0))
    window = slice(100, 164), slice(40, 104)
    label = np.full((64, 64), SEMI, np.uint8)
    taught = teacher("L2A", 0, window, label, np.full((64, 64), 0.1, np.float32))
    share = opaque_part(teacher.probabilities("L2A", 0)[:, *window])
    assert np.allclose(taught, np.where(np.isnan(share), SEMI, SEMI + share))


def test_only_shadow_on_the_ground_is_learnt_from_labels():
    label = np.array([[CLEAR, SHADOW, SEMI, CLOUD]], np.uint8)
    shipped = np.array([0.5, 0.1, 0.3, 0.1], np.float32)[:, None, None] * np.ones((1, 1, 4), np.float32)
    taught = teach_but_shadow(label, shipped)[:, 0].T
    assert np.allclose(taught.sum(1), 1)
    assert np.allclose(
        taught[:, SHADOW], [(1 - LEARNT) * 0.1, LEARNT + (1 - LEARNT) * 0.1, (1 - LEARNT) * 0.1, (1 - LEARNT) * 0.1]
    )
    assert np.allclose(taught[:, CLOUD] / taught[:, SEMI], [1 / 3, 1 / 3, 0.1 / (0.3 + DOUBT), (0.1 + DOUBT) / 0.3])
    sure_of_shadow = np.array([0, 1, 0, 0], np.float32)[:, None, None]
    assert np.allclose(teach_but_shadow(label[:, :1], sure_of_shadow)[CLEAR], LEARNT)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """Weights of nine bands, as a training leaves them."""
    torch.manual_seed(5)
    torch.save(CloudNet().state_dict(), tmp_path / "ema.pt")
    return tmp_path / "ema.pt"


@pytest.mark.parametrize("level", ["L1C", "L2A"])
def test_several_networks_agree_on_shadow_and_cloud_and_the_shipped_one_says_how_opaque(weights: Path, level: str):
    scene = Scene(-1.0, -2.0)
    scene.toa = np.clip(scene.toa, 0.3, 0.6)
    shipped = answers(Shipped(MODELS, scene).probabilities(level, 0))
    twice = answers(Together(MODELS, scene, [weights, weights]).probabilities(level, 0))
    once = answers(Together(MODELS, scene, [weights]).probabilities(level, 0))
    inside = (np.abs(shipped) < 5).all(0) & (np.abs(twice) < 5).all(0)
    assert inside.any()
    assert np.allclose(twice[2][inside], shipped[2][inside], atol=0.1)
    other = 2 * once[:2] - shipped[:2]
    assert np.allclose(twice[:2][:, inside], (shipped[:2] + 2 * other)[:, inside] / 3, atol=0.1)


def test_bare_ground_that_is_clear_is_taught_so(weights: Path):
    scene = Scene(-1.0, -2.0)
    scene.toa = np.tile(np.array(LIBRARY["dry soil"], np.float32)[:, None, None], (1, SIZE, SIZE))
    teacher = Together(MODELS, scene, [weights])
    window, label = (slice(0, 32), slice(0, 32)), np.full((32, 32), CLEAR, np.uint8)
    label[16:] = SEMI
    assert teacher.bare(0).all()
    taught, said = teacher("L2A", 0, window, label, None), teacher.probabilities("L2A", 0)[:, *window]
    assert np.allclose(taught[CLEAR, :16], LEARNT + (1 - LEARNT) * said[CLEAR, :16], atol=1e-3)
    assert np.allclose(taught[:, 16:], said[:, 16:])


def test_what_is_known_to_be_clear_outweighs_what_networks_say():
    said = np.full((4, 1, 2), 0.25, np.float32)
    taught = teach_clear(np.array([[True, False]]), said)
    assert np.allclose(taught.sum(0), 1) and np.allclose(taught[:, 0, 1], 0.25)
    assert np.isclose(taught[CLEAR, 0, 0], LEARNT + (1 - LEARNT) / 4)
