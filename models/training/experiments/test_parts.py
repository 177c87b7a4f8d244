"""Answers of two networks put together."""

import numpy as np
import pytest
from models.training.data.bands import CLEAR, CLOUD, SEMI, SHADOW
from models.training.experiments.parts import mixed, together


@pytest.fixture
def two() -> list[np.ndarray]:
    return list(np.random.default_rng(0).dirichlet(np.ones(4), (2, 5, 6)).transpose(0, 3, 1, 2).astype(np.float32))


def test_each_network_by_itself_comes_back(two: list[np.ndarray]):
    assert np.allclose(together(*two, (0, 0, 0)), two[0], atol=1e-4)
    assert np.allclose(together(*two, (1, 1, 1)), two[1], atol=1e-4)


def test_only_shadow_comes_from_the_new_one(two: list[np.ndarray]):
    old, new = two
    out = together(old, new, (1, 0, 0))
    assert np.allclose(out[[SEMI, CLOUD]], old[[SEMI, CLOUD]], atol=1e-4)
    assert np.allclose(out[SHADOW] / out[CLEAR], new[SHADOW] / new[CLEAR], rtol=1e-3)
    half = together(old, new, (0.5, 0.5, 0.5))
    assert np.allclose(half.sum(0), 1, atol=1e-5)
    assert np.allclose(half[CLOUD] / half[SEMI], np.sqrt(old[CLOUD] / old[SEMI] * new[CLOUD] / new[SEMI]), rtol=1e-3)


def test_all_that_was_judged_is_mixed_and_keeps_its_truth(two: list[np.ndarray]):
    old, new = (
        {"places": [(one[:, 0], np.arange(6))], "dates": (one[:, 1], np.arange(6)), "whole": one.astype(np.float16)}
        for one in two
    )
    out = mixed(old, new, (1.0, 1.0, 1.0))
    assert np.allclose(out["places"][0][0], new["places"][0][0], atol=1e-4) and out["dates"][1].tolist() == list(
        range(6)
    )
    assert out["whole"].dtype == np.float16 and np.allclose(out["whole"], new["whole"], atol=2e-3)
