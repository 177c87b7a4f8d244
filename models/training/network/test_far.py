"""What wide scenes teach."""

from pathlib import Path

import numpy as np
import pytest
from models.training.data.bands import CLEAR, CLOUD, INDEX, SEMI, SHADOW
from models.training.network import far
from models.training.network.far import (
    CLOUD_WEIGHT,
    DARKEST,
    LIT_KEPT,
    LOW_SUN,
    SHADOW_LEARNT,
    WOODS_WEIGHT,
    FarShadows,
    doubled,
    halved,
    teach_light,
)

MODELS = Path(__file__).parents[2]


def test_halving_and_doubling_keep_what_is_even():
    ramp = np.broadcast_to(np.arange(16, dtype=np.float32), (2, 16, 16))
    assert np.allclose(halved(ramp)[0, 0], np.arange(8) * 2 + 0.5)
    assert np.allclose(doubled(halved(ramp))[:, :, 1:-1], ramp[:, :, 1:-1])


SAID = np.array([0.5, 0.4, 0.06, 0.04], np.float32)


def saying(said: np.ndarray):
    """A network that says the same (4,) of each pixel."""
    return lambda _self, _level, planes: np.broadcast_to(said[:, None, None], (4, *planes.shape[1:])).copy()


def taught(label: int, opacity: float, lit: bool, said: np.ndarray = SAID, *, low_sun: bool = True) -> np.ndarray:
    """(4,) of one pixel."""
    plane = lambda value, kind: np.array([[value]], kind)
    out = teach_light(
        plane(label, np.uint8),
        plane(opacity, np.float32),
        plane(lit, bool),
        said[:, None, None],
        low_sun=low_sun,
    )[:, 0, 0]
    assert np.isclose(out.sum(), 1)
    return out


def test_shadow_of_a_low_sun_under_open_sky_is_learnt_from_labels():
    assert np.isclose(taught(SHADOW, 0.0, False)[SHADOW], SHADOW_LEARNT + (1 - SHADOW_LEARNT) * SAID[SHADOW])
    assert np.allclose(taught(SHADOW, 0.1, False), SAID) and np.allclose(
        taught(SHADOW, 0.0, False, low_sun=False), SAID
    )


@pytest.mark.parametrize("low_sun", [True, False])
def test_lit_ground_loses_its_shadow(low_sun: bool):
    lit = taught(CLEAR, 0.0, True, low_sun=low_sun)
    assert np.isclose(lit[SHADOW], LIT_KEPT * SAID[SHADOW]) and np.allclose(lit[SEMI:], SAID[SEMI:])
    assert np.allclose(taught(CLEAR, 0.0, False, low_sun=low_sun), SAID)


def test_cloud_is_what_networks_say():
    cloudy = np.array([0.3, 0.4, 0.2, 0.1], np.float32)
    for label, opacity, lit in ((SHADOW, 0.0, False), (CLEAR, 0.0, True), (CLOUD, 0.5, True)):
        assert np.allclose(taught(label, opacity, lit, cloudy), cloudy)
    assert np.allclose(taught(CLOUD, 0.5, True), SAID)


@pytest.mark.parametrize(("infrared", "kept"), [(DARKEST + 0.01, LIT_KEPT), (DARKEST - 0.01, 1.0)])
def test_what_is_darker_than_conifers_may_be_shadow(monkeypatch: pytest.MonkeyPatch, infrared: float, kept: float):
    monkeypatch.setattr(far.Together, "_say", saying(SAID))
    scene = Scene(LOW_SUN + 0.1, 0.0)
    scene.toa[INDEX["NIR"]] = infrared
    teacher = FarShadows(MODELS, scene, [])
    label = np.full((64, 64), CLEAR, np.uint8)
    out = teacher("L1C", 0, np.s_[:, :], label, np.zeros((64, 64), np.float32))
    assert np.allclose(out[SHADOW, :-1], kept * SAID[SHADOW], atol=1e-3) and np.allclose(
        out[SHADOW, -1], SAID[SHADOW], atol=1e-3
    )


class Scene:
    """A store of one bright scene of 64 pixels, lit but for its last row."""

    size = 64

    def __init__(self, shadow: float, log2_pixel: float) -> None:
        self.toa = np.full((9, 64, 64), 0.5, np.float32)
        self.light = np.ones((64, 64), np.float32)
        self.light[-1] = 0.5
        self.small = np.array([-shadow, 0.0, log2_pixel, *np.ones(9), *np.zeros(9), 0.0], np.float32)

    def window(self, _index: int, row: int, col: int, size: int) -> tuple:
        here = np.s_[..., row : row + size, col : col + size]
        return self.toa[here], np.zeros((size, size), np.float32), self.light[here], self.small


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
    monkeypatch.setattr(far.Together, "_say", saying(SAID))
    teacher = FarShadows(MODELS, Scene(shadow, 0.0), [])
    label = np.full((64, 64), SHADOW, np.uint8)
    taught = teacher("L1C", 0, np.s_[:, :], label, np.zeros((64, 64), np.float32))
    assert (taught[SHADOW] > 0.5).all() == (shadow > LOW_SUN) and np.allclose(taught[CLEAR] < 0.45, shadow > LOW_SUN)


def test_cloud_and_lit_dark_woods_weigh_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(far.Together, "_say", saying(np.array([0.9, 0.04, 0.03, 0.03], np.float32)))
    scene = Scene(LOW_SUN + 0.1, 0.0)
    for band, value in (("B04", 0.06), ("NIR", 0.14), ("B11", 0.08)):
        scene.toa[INDEX[band], 32:] = value
    label = np.full((32, 32), CLEAR, np.uint8)
    label[0, 0] = CLOUD
    times = FarShadows(MODELS, scene, []).times("L1C", 0, (slice(16, 48), slice(8, 40)), label)
    assert times[0, 0] == CLOUD_WEIGHT and (times[:16].ravel()[1:] == 1).all() and (times[16:] == WOODS_WEIGHT).all()
    below = FarShadows(MODELS, scene, []).times("L1C", 0, (slice(32, 64), slice(8, 40)), label)
    assert (below[-1] == 1).all()
