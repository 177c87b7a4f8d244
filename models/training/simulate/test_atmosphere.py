"""What must hold of clear air."""

import numpy as np
from models.training.data.bands import BANDS, INDEX
from models.training.simulate.atmosphere import make_sky, surface_to_toa_coefficients


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


def test_light_of_a_cloud_loses_its_blue_on_the_way():
    passed, path, sent_back = make_sky(66, 0.1, 0.5).above(900.0)
    red = INDEX["B04"]
    for band, real in (
        ("B01", 0.71),
        ("B02", 0.85),
        ("B03", 0.85),
    ):  # of streaks over fields at T33UUU, see `Sky.above`
        assert abs(passed[INDEX[band]] / passed[red] - real) < 0.1
    assert passed[INDEX["B11"]] > 0.97 and (passed + sent_back <= 1).all()


def test_above_the_air_there_is_nothing():
    sky = make_sky(45, 0.3, 2.0)
    passed, path, sent_back = sky.above(60e3)
    assert passed.min() > 0.99 and path.max() < 1e-3 and sent_back.max() < 1e-3
    assert np.allclose(sky.above(0.0)[1], sky.path)
