"""What must hold of skies, whatever the random numbers."""

import numpy as np
from models.training.data.bands import BANDS, INDEX
from models.training.simulate.layer import Layer, spectral_depth
from models.training.simulate.skies import soften


def test_drops_send_more_swir_aside_from_a_low_sun():
    rng = np.random.default_rng(3)
    cumulus = Layer(
        "humilis", "water", np.ones((8, 8), np.float32), 1000.0, 1500.0, np.full(len(BANDS), 1e-5, np.float32), 1.0
    )
    low, high = ([soften(rng, cumulus, sun).infrared for _ in range(60)] for sun in (0.4, 0.85))
    assert np.mean(low) > np.mean(high) + 0.2
    depth = spectral_depth(soften(rng, cumulus, 0.4))
    assert depth[INDEX["B02"]] == 1 < depth[INDEX["NIR"]] < depth[INDEX["B11"]] < depth[INDEX["B12"]]
