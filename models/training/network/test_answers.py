"""Answers taken apart and put together."""

import numpy as np
from models.training.data.bands import CLEAR, CLOUD, SEMI, SHADOW
from models.training.network.answers import agreed, answers, probabilities_of


def drawn(count: int) -> list[np.ndarray]:
    return list(np.random.default_rng(0).dirichlet(np.ones(4), (count, 5, 6)).transpose(0, 3, 1, 2).astype(np.float32))


def test_taken_apart_and_put_together_probabilities_come_back():
    (one,) = drawn(1)
    assert np.allclose(probabilities_of(answers(one)), one, atol=1e-4)
    sure = np.array([0, 0, 0, 1], np.float32)
    assert np.allclose(probabilities_of(answers(sure)), sure, atol=3e-4)


def test_all_say_shadow_and_cloud_and_the_first_how_opaque_it_is():
    first, second, third = drawn(3)
    out = agreed(first, [second, third])
    assert np.allclose(out.sum(0), 1, atol=1e-5)
    assert np.allclose(out[CLOUD] / out[SEMI], first[CLOUD] / first[SEMI], rtol=1e-3)
    odds = lambda one: one[SHADOW] / one[CLEAR]
    assert np.allclose(odds(out), np.cbrt(odds(first) * odds(second) * odds(third)), rtol=1e-3)
    assert np.allclose(agreed(first, []), first, atol=1e-4)
