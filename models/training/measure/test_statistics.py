"""The comparison with real imagery measures what it says."""

import numpy as np
from models.training.data.bands import BANDS, INDEX
from models.training.measure.statistics import (
    EDGE_PIXELS,
    WAVELENGTHS,
    WINDOW_PIXELS,
    amplitudes,
    displacement,
    edge_profile,
    shadow_ratios,
)
from scipy.ndimage import gaussian_filter


def ground(level: float, size: int = 192) -> np.ndarray:
    return np.full((len(BANDS), size, size), level, np.float32)


def test_a_wave_lies_in_the_range_of_its_length():
    rows = np.arange(WINDOW_PIXELS)[:, None] + np.zeros((1, WINDOW_PIXELS))
    for place, length in enumerate((32, 12, 6, 3)):
        wave = 0.1 * np.sin(2 * np.pi * rows / length)[None]
        found = amplitudes(wave)[0]
        assert len(found) == len(WAVELENGTHS) - 1
        assert found.argmax() == place
        assert abs(found[place] - 0.1 / np.sqrt(2)) < 0.02


def test_a_shadow_is_compared_with_the_ground_beside_it():
    image, shadow = ground(0.1), np.zeros((192, 192), bool)
    shadow[40:60, 40:60] = True
    image[INDEX["NIR"]] = 0.3
    image[:, shadow] *= 0.4
    image[:, 62:70, 40:60] = 0.9  # the cloud itself is neither
    assert np.allclose(shadow_ratios(image, shadow), 0.4, atol=1e-5)


def test_a_border_is_followed_outwards():
    image = ground(0.05)
    image[:, :, 96:] = 0.8
    profile = edge_profile(image)
    assert profile is not None and profile.shape == (2, len(EDGE_PIXELS))
    assert np.allclose(profile[0], np.where(np.array(EDGE_PIXELS) < 0, 0.8, 0.05))


def test_an_image_without_cloud_has_no_border():
    assert edge_profile(ground(0.05)) is None


def test_a_displaced_picture_is_found_and_another_one_is_not():
    rng = np.random.default_rng(0)
    picture = gaussian_filter(rng.standard_normal((WINDOW_PIXELS, WINDOW_PIXELS)), 2)
    for rows in (-7, 0, 3):
        assert abs(displacement(picture, np.roll(picture, rows, 0)) - rows) < 0.2
    assert displacement(picture, gaussian_filter(rng.standard_normal(picture.shape), 2)) is None
