"""Shadows and the clouds that throw them. The drawings are those of electron/engine/mask/lone-shadows.test.ts."""

import numpy as np
import pytest
from models.training.data.bands import CLEAR, CLOUD, SEMI, SHADOW
from models.training.measure.sunward import under_cloud, without_lone_objects, without_lone_shadows

MISSING = 4
SIGNS = {".": CLEAR, "s": SHADOW, "t": SEMI, "c": CLOUD, "?": MISSING}


def looked(rows: list[str], zenith: float = 45.01, azimuth: float = 180.0) -> list[str]:
    """A drawing with pixels of a kilometre without its lone shadows."""
    mask = np.array([[SIGNS[sign] for sign in row] for row in rows])
    kept = without_lone_shadows(mask, mask == MISSING, 1000.0, zenith, azimuth)
    return ["".join("".join(SIGNS)[code] for code in row) for row in kept]


def test_a_shadow_behind_a_cloud_stays_as_far_as_that_may_be_high_and_one_beside_or_before_it_goes():
    field = ["." * 9, "..s......", ".......s.", "." * 9, "." * 9, "..t......", "." * 9, "..s......", *["." * 9] * 6]
    assert looked(field) == [row if at == 1 else row.replace("s", ".") for at, row in enumerate(field)]
    assert looked(["..s......", *["." * 9] * 4, *field[5:]])[0] == "." * 9


def test_what_is_missing_and_all_beyond_the_image_may_be_cloud():
    rows = ["s...", "....", "?...", *["...."] * 8, "...s"]
    assert looked(rows) == rows


def test_objects_stay_whole_where_a_quarter_of_them_has_cloud_on_its_way():
    clear = ["." * 12] * 6
    four = ["ssss........", "." * 12, "t...........", *clear]
    assert looked(four)[0] == "ssss........"
    assert looked(["sssssssss...", *four[1:]])[0] == "." * 12
    mask, way = np.full((4, 9), CLEAR, np.uint8), np.zeros((4, 9), bool)
    mask[1, :4], way[1, 0] = SHADOW, True
    assert (without_lone_objects(mask, way) == SHADOW).sum() == 4
    assert (without_lone_objects(mask, way, share=0.3) == CLEAR).all()


@pytest.mark.parametrize("azimuth", range(0, 360, 45))
def test_the_way_turns_with_the_sun(azimuth):
    cloud = np.zeros((41, 41), bool)
    cloud[20, 20] = True
    east, south = np.round(1.4 * np.sin(np.radians(azimuth))), -np.round(1.4 * np.cos(np.radians(azimuth)))
    way = under_cloud(cloud, 1000.0, 45.01, azimuth)
    there = lambda steps: way[int(20 + south * steps), int(20 + east * steps)]
    assert there(-2) and not there(2) and not there(-7)
    assert way[int(20 + south * 20), int(20 + east * 20)]  # its way leaves the image
