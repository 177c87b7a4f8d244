"""Restlessness of ground is what it says."""

import numpy as np
from models.training.data.bands import BANDS
from models.training.measure.ground import APART, BLOCK, restlessness

SIDE = 96


def test_noise_is_fine_and_slow_waves_are_neither():
    rng = np.random.default_rng(0)
    noise = 0.2 + 0.01 * rng.standard_normal((len(BANDS), SIDE, SIDE))
    fine, wider, mean = np.median(restlessness(noise, np.ones((SIDE, SIDE), bool)), 0)
    assert np.allclose(mean, 0.2, atol=0.001)
    assert np.allclose(fine, 0.01 * np.sqrt(8 / 9), rtol=0.05)  # nine pixels' mean holds a ninth of the variance
    assert np.allclose(wider, 0.01 * np.sqrt(1 / 9 - 1 / 81), rtol=0.1)
    slow = 0.2 + 0.01 * np.sin(2 * np.pi * np.arange(SIDE) / SIDE) + np.zeros((len(BANDS), SIDE, SIDE))
    assert np.median(restlessness(slow, np.ones((SIDE, SIDE), bool)), 0)[:2].max() < 0.0005


def test_only_blocks_of_clear_land_count():
    ground = np.full((len(BANDS), SIDE, SIDE), 0.2)
    ground[:, :, : SIDE // 3] = 0.01  # water
    clear = np.ones((SIDE, SIDE), bool)
    clear[:, SIDE - BLOCK // 2 :] = False
    blocks = restlessness(ground, clear)
    columns = [
        k
        for k in range(SIDE // BLOCK)
        if SIDE // 3 + APART <= k * BLOCK and (k + 1) * BLOCK <= SIDE - BLOCK // 2 - APART
    ]
    assert len(blocks) == len(columns) * (SIDE // BLOCK) > 0
