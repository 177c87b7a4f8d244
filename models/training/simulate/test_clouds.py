"""What must hold of a layer, whatever the random numbers."""

import numpy as np
import scipy.ndimage as ndi
from models.training.data.bands import BANDS, INDEX
from models.training.simulate.clouds import Layer, cast, soften, spectral_depth, two_stream


def test_two_stream_conserves_energy_without_absorption():
    depth = np.array([0.0, 0.5, 5.0, 50.0], np.float32)
    reflected, passed = two_stream(depth, 1e-5, 0.85)
    assert np.allclose(reflected + passed, 1, atol=0.02)
    assert reflected[0] == 0 and np.all(np.diff(reflected) > 0)


def test_ice_is_dark_in_the_short_wave_infrared():
    depth = np.array([60.0], np.float32)
    assert two_stream(depth, 0.06, 0.78)[0] < 0.5 < two_stream(depth, 1e-5, 0.78)[0]


def small_cumulus(across: int, top: float = 1500.0) -> Layer:
    depth = np.zeros((128, 128), np.float32)
    depth[60 : 60 + across, 60 : 60 + across] = 20.0
    return Layer("humilis", "water", depth, 1000.0, top, np.full(len(BANDS), 1e-5, np.float32), 1.0)


def test_the_shadow_of_a_small_cloud_is_one_piece_at_every_pixel_size():
    for pixel in (10.0, 20.0, 30.0, 60.0):
        for vector in ((-0.3, -0.7), (-0.65, -2.16)):
            shade = cast(small_cumulus(2), vector, pixel) > 2.0
            assert shade.any() and ndi.label(shade, np.ones((3, 3)))[1] == 1


def test_a_small_cloud_beside_a_large_one_is_not_as_tall():
    layer = small_cumulus(2, top=3000.0)
    layer.depth[20:45, 20:45] = 40.0
    shade = cast(layer, (0.0, -1.0), 60.0) > 2.0
    assert shade[:, 60:62].sum() < 2 * (2 + 2000 / 60) / 2 < shade[:, 30:32].sum()


def test_the_shadow_stands_where_the_sun_throws_it():
    shade = cast(small_cumulus(4, top=1001.0), (0.6, -1.2), 20.0)
    rows, cols = np.nonzero(shade > 10)
    assert abs(rows.mean() - (61.5 - 60)) < 1 and abs(cols.mean() - (61.5 + 30)) < 1


def test_drops_send_more_swir_aside_from_a_low_sun():
    rng = np.random.default_rng(3)
    low, high = ([soften(rng, small_cumulus(9), sun).infrared for _ in range(60)] for sun in (0.4, 0.85))
    assert np.mean(low) > np.mean(high) + 0.2
    depth = spectral_depth(soften(rng, small_cumulus(9), 0.4))
    assert depth[INDEX["B02"]] == 1 < depth[INDEX["NIR"]] < depth[INDEX["B11"]] < depth[INDEX["B12"]]
