"""What must hold of the physics, whatever the random numbers."""

import numpy as np

from models.training.bands import BANDS, INDEX, auxiliary_planes, scale_reflectance
from models.training.simulate.atmosphere import make_sky, surface_to_toa_coefficients
from models.training.simulate.clouds import two_stream
from models.training.simulate.fields import fractal, shift
from models.training.simulate.scene import level2a_of, simulate
from models.training.simulate.surfaces import settle


def test_two_stream_conserves_energy_without_absorption():
    depth = np.array([0.0, 0.5, 5.0, 50.0], np.float32)
    reflected, passed = two_stream(depth, 1e-5, 0.85)
    assert np.allclose(reflected + passed, 1, atol=0.02)
    assert reflected[0] == 0 and np.all(np.diff(reflected) > 0)


def test_ice_is_dark_in_the_short_wave_infrared():
    depth = np.array([60.0], np.float32)
    assert two_stream(depth, 0.06, 0.78)[0] < 0.5 < two_stream(depth, 1e-5, 0.78)[0]


def test_cirrus_band_sees_high_clouds_only():
    sky = make_sky(45, 0.1, 2.0)
    at = lambda height: sky.vapour(height)[INDEX["B10"]]
    assert at(0) < 1e-3 and at(10000) > 0.75 and at(10000) > at(6000) > at(3000)


def test_blue_has_the_brightest_path_and_most_diffuse_light():
    sky = make_sky(50, 0.1, 1.5)
    assert sky.path[INDEX["B01"]] > sky.path[INDEX["B02"]] > sky.path[INDEX["B04"]] > sky.path[INDEX["B12"]]
    share = sky.diffuse / (sky.direct + sky.diffuse)
    assert share[INDEX["B01"]] > 2 * share[INDEX["NIR"]]
    gain, offset = surface_to_toa_coefficients(sky)
    assert gain.shape == offset.shape == (len(BANDS),) and np.all(gain <= 1)


def test_sun_in_the_south_throws_shadows_north():
    col, row, log2_pixel = auxiliary_planes(45, 180, 60)
    assert abs(col) < 1e-6 and np.isclose(row, -1) and np.isclose(log2_pixel, np.log2(3))


def test_scaling_marks_missing():
    scaling = {"gain": [5.0, 50.0], "max": 2.0, "missing": -1.0}
    planes = np.array([[[np.nan, -0.1, 0.2, 9.0]], [[np.nan, -0.1, 0.2, 9.0]]])
    expected = [[[-1, 0, np.log(2), np.log(11)]], [[-1, 0, np.log(11), np.log(101)]]]
    assert np.allclose(scale_reflectance(planes, scaling), expected)


def test_like_ground_lies_beside_like():
    rng = np.random.default_rng(1)
    spectra = np.repeat(np.linspace(0.01, 0.4, 40)[:, None], len(BANDS), 1)
    brightness = spectra[settle(rng, spectra, fractal(rng, 64, 3.0)), 0]
    shuffled = rng.permutation(brightness.ravel()).reshape(64, 64)
    assert np.abs(np.diff(brightness)).mean() < 0.5 * np.abs(np.diff(shuffled)).mean()


def test_level_2a_has_random_numbers_of_its_own():
    whole, alone = simulate(np.random.default_rng([3, 1])), level2a_of(np.random.default_rng([3, 1]))
    assert np.array_equal(whole.l2a, alone)


def test_fields_are_periodic_and_standardised():
    field = fractal(np.random.default_rng(0), 64, 3.0)
    assert abs(field.mean()) < 1e-4 and np.isclose(field.std(), 1, atol=1e-3)
    assert np.array_equal(shift(field, 64, -64), field)
