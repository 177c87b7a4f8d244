"""Pixels that change their class with the pixel size."""

import numpy as np
from models.training.data.validation import Image
from models.training.measure.sizes import class_changes, coarser


class Brightness:
    """Stands for a pack: cloud where the first band is bright."""

    def mask(self, reflectance, *_):
        return np.where(reflectance[0] > 0.5, 3, 0).astype(np.uint8)


def test_pixels_that_change_with_the_pixel_size_borders_aside():
    plane = np.zeros((9, 120, 120), np.float32)
    plane[:, :, 60:] = 1
    image = Image("a", plane, 10.0)
    assert coarser(image, 3).reflectance.shape == (9, 40, 40) and coarser(image, 3).pixel_metres == 30
    assert class_changes({"L1C": Brightness()}, [image]) == {
        size: {"changed": 0.0, "interval": [0.0, 0.0]} for size in ("20 m", "30 m", "60 m")
    }
