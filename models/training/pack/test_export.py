"""What a manifest may say."""

import pytest
from models.training.pack.export import validate_thresholds


def test_thresholds_that_would_leave_a_rim_of_clear_pixels_are_refused():
    assert validate_thresholds({"shadow": 0.2, "semi": 0.5, "cloud": 0.3}) == {"shadow": 0.2, "semi": 0.5, "cloud": 0.3}
    with pytest.raises(SystemExit, match="sum to more than 1"):
        validate_thresholds({"shadow": 0.2, "semi": 0.55, "cloud": 0.5})
