"""Labels by time, on made-up differences."""

import numpy as np
from models.training.data.bands import CLEAR, CLOUD, SEMI, SHADOW
from models.training.data.series import cloud_towards_sun, label_date, large

SUN = {"zenith": 40.0, "azimuth": 180.0, "cold": False}


def differences(side: int = 60) -> list[np.ndarray]:
    """Rise of blue, ratios of NIR and B11, snow and B11 of a date without cloud."""
    return [
        np.zeros((side, side)),
        np.ones((side, side)),
        np.ones((side, side)),
        np.zeros((side, side), bool),
        np.full((side, side), 0.2),
    ]


def test_cloud_veil_and_the_shadow_away_from_the_sun():
    rise, near, far, snow, infrared = differences()
    rise[40:50, 20:30], infrared[40:50, 20:30] = 0.5, 0.4
    rise[5:15, 45:55] = 0.1
    near[10:20, 20:30] = far[10:20, 20:30] = 0.3  # north of the cloud, as the sun is in the south
    label, sure = label_date(rise, near, far, snow, infrared, **SUN)
    assert label[45, 25] == CLOUD and label[15, 25] == SHADOW and label[10, 50] == SEMI and label[55, 5] == CLEAR
    assert sure[[45, 15, 10, 55], [25, 25, 50, 5]].all()


def test_what_lies_between_the_limits_is_left_out():
    rise, near, far, snow, infrared = differences()
    rise[20:30, 20:30] = 0.2
    near[40:50, 40:50] = 0.7
    _, sure = label_date(rise, near, far, snow, infrared, **SUN)
    assert not sure[25, 25] and not sure[45, 45]


def test_dark_ground_of_a_cloudless_date_is_no_shadow():
    rise, near, far, snow, infrared = differences()
    near[10:16, 10:16] = far[10:16, 10:16] = 0.4
    label, sure = label_date(rise, near, far, snow, infrared, **SUN)
    assert (label == CLEAR).all() and not sure[12, 12]


def test_a_shadow_needs_a_cloud_or_the_border_towards_the_sun():
    cloud = np.zeros((200, 200), bool)
    cloud[150:160, 100:110] = True
    towards = cloud_towards_sun(cloud, 20.0, 180.0)
    assert towards[120, 105] and not towards[20, 50] and towards[190, 50]


def test_small_parts_are_not_large():
    mask = np.zeros((30, 30), bool)
    mask[:2, :2] = mask[10:20, 10:20] = True
    assert large(mask).sum() == 100
