"""How the University of Valencia's networks are fed."""

import numpy as np
from models.training.data.bands import CLEAR, CLOUD, INDEX
from models.training.measure import peer_valencia


class Bright:
    """A network that gives each pixel its red band as the probability of cloud."""

    def run(self, _outputs, feed):
        planes = feed["reflectance"]
        assert planes.shape == (1, 4, 16, 24) and planes.dtype == np.float32
        return [planes[:, 2:3]]


def test_an_image_of_any_size_gets_a_class_for_each_pixel(monkeypatch):
    monkeypatch.setattr(peer_valencia, "session", lambda name: Bright())
    image = np.full((len(INDEX), 13, 17), np.nan, np.float32)
    image[INDEX["B04"]] = 0.1
    image[INDEX["B04"], 12, 16] = 0.9
    found = peer_valencia.valencia("dl-l8s2-uv-rgbi", image)
    assert found.shape == (13, 17) and found[12, 16] == CLOUD
    assert (found == CLEAR).sum() == 13 * 17 - 1
