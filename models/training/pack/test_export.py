"""What a manifest may say."""

import pytest
from models.training.pack.export import thresholds_without, validate_thresholds


def test_thresholds_that_would_leave_a_rim_of_clear_pixels_are_refused():
    assert validate_thresholds({"shadow": 0.2, "semi": 0.5, "cloud": 0.3}) == {"shadow": 0.2, "semi": 0.5, "cloud": 0.3}
    with pytest.raises(SystemExit, match="sum to more than 1"):
        validate_thresholds({"shadow": 0.2, "semi": 0.55, "cloud": 0.5})


def test_thresholds_for_lacking_bands_are_read_from_a_line():
    assert thresholds_without("B11,B12: shadow=0.3 semi=0.25 cloud=0.2") == {
        "bands": ["B11", "B12"],
        "thresholds": {"shadow": 0.3, "semi": 0.25, "cloud": 0.2},
    }
    for wrong in ("B05: shadow=0.3 semi=0.2 cloud=0.2", "B11: shadow=0.3", "B11: shadow=0.5 semi=0.5 cloud=0.5"):
        with pytest.raises(SystemExit):
            thresholds_without(wrong)
