"""What wide scenes teach."""

from pathlib import Path

import numpy as np
import pytest
from models.training.data.bands import CLEAR, CLOUD, SHADOW
from models.training.network import far
from models.training.network.far import CLOUD_LEARNT, LOW_SUN, SHADOW_LEARNT, FarShadows, doubled, halved, teach_low_sun

MODELS = Path(__file__).parents[2]


def test_halving_and_doubling_keep_what_is_even():
    ramp = np.broadcast_to(np.arange(16, dtype=np.float32), (2, 16, 16))
    assert np.allclose(halved(ramp)[0, 0], np.arange(8) * 2 + 0.5)
    assert np.allclose(doubled(halved(ramp))[:, :, 1:-1], ramp[:, :, 1:-1])


def test_shadow_under_clear_sky_and_opaque_cloud_are_learnt_from_labels():
    said = np.full((4, 1, 4), 0.25, np.float32)
    label = np.array([[SHADOW, SHADOW, CLOUD, CLEAR]], np.uint8)
    taught = teach_low_sun(label, np.array([[0.0, 0.1, 0.5, 0.0]], np.float32), said)[:, 0]
    assert np.allclose(taught.sum(0), 1) and np.allclose(taught[:, [1, 3]], 0.25)
    assert np.isclose(taught[SHADOW, 0], SHADOW_LEARNT + (1 - SHADOW_LEARNT) / 4)
    assert np.isclose(taught[CLOUD, 2], CLOUD_LEARNT + (1 - CLOUD_LEARNT) / 4)


class Scene:
    """A store of one bright scene of 64 pixels."""

    size = 64

    def __init__(self, shadow: float, log2_pixel: float) -> None:
        self.small = np.array([-shadow, 0.0, log2_pixel, *np.ones(9), *np.zeros(9), 0.0], np.float32)

    def window(self, *_: int) -> tuple:
        return np.full((9, 64, 64), 0.5, np.float32), None, None, self.small


@pytest.mark.parametrize(("log2_pixel", "sizes"), [(-1.0, [-1.0, 0.0]), (0.0, [0.0])])
def test_fine_images_are_asked_at_two_pixel_sizes(monkeypatch: pytest.MonkeyPatch, log2_pixel: float, sizes: list):
    asked = []

    def say(_self: FarShadows, _level: str, planes: np.ndarray) -> np.ndarray:
        asked.append(float(planes[-1, 0, 0]))
        return np.full((4, *planes.shape[1:]), 0.25, np.float32)

    monkeypatch.setattr(FarShadows, "_say", say)
    teacher = FarShadows(MODELS, Scene(1.0, log2_pixel), [])
    assert teacher.probabilities("L1C", 0).shape == (4, 64, 64) and asked == sizes


@pytest.mark.parametrize("shadow", [LOW_SUN - 0.1, LOW_SUN + 0.1])
def test_labels_speak_under_a_low_sun_only(monkeypatch: pytest.MonkeyPatch, shadow: float):
    monkeypatch.setattr(
        far.Together, "_say", lambda _self, _level, planes: np.full((4, *planes.shape[1:]), 0.25, np.float32)
    )
    teacher = FarShadows(MODELS, Scene(shadow, 0.0), [])
    label = np.full((64, 64), SHADOW, np.uint8)
    taught = teacher("L1C", 0, np.s_[:, :], label, np.zeros((64, 64), np.float32))
    assert (taught[SHADOW] > 0.5).all() == (shadow > LOW_SUN) and np.allclose(taught[CLEAR] < 0.25, shadow > LOW_SUN)
