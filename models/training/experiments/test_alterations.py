"""Alterations change what they say and nothing else."""

import numpy as np
from models.training.data.bands import BANDS, INDEX
from models.training.experiments.alterations import alterations, blurred, stretched, tinted_clouds


def image(value: float) -> np.ndarray:
    return np.full((len(BANDS), 8, 8), value, np.float32)


def test_stretching_keeps_fields_and_moves_what_is_brighter():
    planes = image(0.14)
    planes[INDEX["B02"], 0, 0] = 0.24
    out = stretched(planes, {"B02": 1.5})
    assert np.isclose(out[INDEX["B02"], 0, 0], 0.29) and np.isclose(out[INDEX["B02"], 4, 4], 0.14)
    assert np.array_equal(out[INDEX["B04"]], planes[INDEX["B04"]])


def test_only_bright_pixels_are_tinted():
    planes = image(0.1)
    planes[:, 0, 0] = 0.4
    out = tinted_clouds(planes, (1.3, 1.2, 1.1))
    assert np.isclose(out[INDEX["B01"], 0, 0], 0.52) and np.isclose(out[INDEX["B04"], 0, 0], 0.4)
    assert np.array_equal(out[:, 1:], planes[:, 1:])


def test_each_alteration_is_of_one_image_and_alters_it():
    planes = image(0.2) * np.random.default_rng(0).uniform(0.2, 2, (len(BANDS), 8, 8)).astype(np.float32)
    planes[0, 0, 0] = np.nan
    names, altered = zip(*alterations(planes))
    assert len(set(names)) == len(names) and all(one.shape == planes.shape for one in altered)
    assert all(not np.array_equal(one, planes, equal_nan=True) for one in altered[1:])
    assert np.isfinite(blurred(planes, 1.0)).all()
