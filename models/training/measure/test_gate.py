"""What the gate counts."""

import numpy as np
import pytest
from models.training.data.bands import BANDS
from models.training.measure.gate import compare, outside


def test_what_is_alike_lies_inside_but_for_two_in_a_hundred():
    values = np.random.default_rng(0).normal(size=20000)
    assert outside(values, values) == pytest.approx(0.02, abs=0.002)
    assert outside(values + 10, values) == 1.0


def test_a_band_that_the_simulation_never_shows_is_marked():
    rng = np.random.default_rng(1)
    real, cloudy = rng.uniform(0.2, 0.4, (len(BANDS), 4000)).astype(np.float32), np.arange(4000) % 2 == 0
    made = real.copy()
    made[6] += 1
    marked = [line.split("|")[2].strip() for line in compare((real, cloudy), (made, cloudy)) if "**" in line]
    assert marked == ["B10", "B10"]
