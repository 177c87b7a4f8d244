"""What must hold of shade, whatever the random numbers."""

import numpy as np
import scipy.ndimage as ndi
from models.training.data.bands import BANDS, INDEX
from models.training.simulate.layer import Layer
from models.training.simulate.shade import cast, shade_tint, shaded_infrared, shadiness


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


def test_shaded_flanks_lose_the_infrared_twice():
    visible, infrared = np.full((1, 3), 0.8, np.float32), np.full((1, 3), 0.2, np.float32)
    factor = shaded_infrared(infrared, visible, np.array([[1.2, 1.0, 0.4]]))[0]
    assert factor[:2].tolist() == [1, 1] and np.isclose(factor[2], 0.25)
    assert np.allclose(shaded_infrared(visible, visible, np.zeros((1, 3))), 1), (
        "where nothing is absorbed, shade is grey"
    )


def test_a_clouds_own_shade_is_blue_and_has_less_b09():
    tints = np.array([shade_tint(np.random.default_rng(seed)) for seed in range(50)])
    assert (tints[:, INDEX["B01"]] >= tints[:, INDEX["B02"]]).all() and (
        tints[:, INDEX["B02"]] >= tints[:, INDEX["B03"]]
    ).all()
    assert 1.05 < tints[:, INDEX["B02"]].mean() and tints[:, INDEX["B09"]].mean() < 0.85
    assert (tints[:, [INDEX[band] for band in ("B04", "NIR", "B11", "B12")]] == 1).all()
    assert shadiness(np.array([1.3, 1.0, 0.75, 0.4])).tolist() == [0, 0, 0.5, 1]
