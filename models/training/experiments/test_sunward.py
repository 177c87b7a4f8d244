"""Cloud towards the sun."""

import numpy as np
from models.training.data.bands import CLEAR, SHADOW
from models.training.experiments.sunward import moved, sunward, without_lone_objects, without_lone_pixels


def test_planes_are_moved_and_anything_may_lie_beyond_the_border():
    plane = np.arange(12.0).reshape(3, 4) / 100
    assert moved(plane, 1, -2)[0].tolist() == [1, 1, 0.04, 0.05]
    assert (moved(plane, 3, 0) == 1).all()


def test_a_cloud_in_the_south_throws_its_shadow_to_the_north_as_far_as_it_may_be_high():
    cloud = np.zeros((200, 200), np.float32)
    cloud[100, 100] = 0.9
    way = sunward(cloud, 10.0, 45.0, 180.0, highest=400.0)  # the sun stands in the south, as high as shadows are long
    assert way[80, 100] > 0.8 and way[100 - 30, 100] > 0.8
    assert way[120, 100] == 0 and way[80, 120] == 0 and way[40, 100] == 0
    assert way[190, 100] == 1  # its way to the sun leaves the image


def test_objects_stay_whole_where_a_share_of_them_has_cloud_on_its_way():
    mask = np.full((4, 9), CLEAR, np.uint8)
    mask[1, :4] = mask[3, 6:] = SHADOW
    way = np.zeros((4, 9), bool)
    way[1, 0] = True
    assert (without_lone_pixels(mask, way) == SHADOW).sum() == 1
    whole = without_lone_objects(mask, way)
    assert (whole[1, :4] == SHADOW).all() and (whole[3] == CLEAR).all()
    assert (without_lone_objects(mask, way, share=0.3) == CLEAR).all()
