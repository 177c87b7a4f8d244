"""The sun over a place."""

from datetime import datetime, timezone

import numpy as np
import pytest
from models.training.data.imagery import data_root
from models.training.data.places import lahinch, sun_position, sunlit_woods, t11upt, t33uuu
from models.training.data.validation import Image, clear_mates, t29unu, with_deep_shadow


def test_sun_stands_over_the_equator_at_the_equinox_and_in_the_south_at_noon():
    assert sun_position(datetime(2021, 3, 20, 12, 7, 30, tzinfo=timezone.utc), 0.0, 0.0)[0] < 0.3
    zenith, azimuth = sun_position(datetime(2021, 6, 21, 12, 2, tzinfo=timezone.utc), 0.0, 50.0)
    assert zenith == pytest.approx(50 - 23.44, abs=0.1) and azimuth == pytest.approx(180, abs=1)


@pytest.mark.skipif(not (data_root() / "safe").exists(), reason="the real products are not there")
def test_sun_agrees_with_a_products_own_angles():
    image = t29unu()  # 5 October 2022, 11:54 UTC, 53.6 N 8.2 W
    zenith, azimuth = sun_position(datetime(2022, 10, 5, 11, 54, tzinfo=timezone.utc), -8.2, 53.6)
    assert zenith == pytest.approx(image.sun_zenith_deg, abs=1.0) and azimuth == pytest.approx(
        image.sun_azimuth_deg, abs=2.0
    )


@pytest.mark.skipif(not (data_root() / "points" / "new_points.csv").exists(), reason="the points are not there")
def test_points_lie_in_their_images():
    for image in (t11upt(), t33uuu(), *lahinch()):
        height, width = image.reflectance.shape[1:]
        assert ((image.rows < height) & (image.cols < width)).all() and set(image.truth) <= {0, 1, 2, 3}


@pytest.mark.skipif(not (data_root() / "chips" / "t33uuu_l1c_winter").exists(), reason="the images are not there")
def test_no_point_lies_on_the_sunlit_woods():
    image = t33uuu()
    woods = sunlit_woods(image)
    assert 0.05 < woods.mean() < 0.09 and not woods[image.rows, image.cols][image.truth != 0].any()


@pytest.mark.skipif(not (data_root() / "chips" / "l1c_13b_10m").exists(), reason="the images are not there")
@pytest.mark.parametrize(("metres", "side"), [(10, 256), (20, 128)])
def test_clear_mates_are_of_clear_dates(metres: int, side: int):
    mates = list(clear_mates(metres))
    assert len(mates) == 18 and not any("cloudy" in one.name for one in mates)
    assert all(one.reflectance.shape == (9, side, side) and one.pixel_metres == metres for one in mates)


@pytest.mark.parametrize(("name", "shadows"), [("s2_2018-03-07_patch_187.tif", 3), ("s2_2018-03-22_patch_64.tif", 1)])
def test_clear_points_of_land_in_deep_shadow_can_be_taken_as_shadow(name: str, shadows: int):
    image = Image(name, np.zeros((9, 4, 4)), 10.0, truth=np.array([0, 0, 1, 2]))
    assert (with_deep_shadow(image).truth == 1).sum() == shadows and (image.truth == 0).sum() == 2
