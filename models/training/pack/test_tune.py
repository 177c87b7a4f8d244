import json

import numpy as np
import pytest
import torch

from ..network.cloudnet import CloudNet
from ..simulate.cache import SceneStore
from .tune import gain_interval, judge, mean_dice, read_project

THRESHOLDS = {"shadow": 0.33, "semi": 0.33, "cloud": 0.33}


def write_project(folder, scenes=3, side=40):
    """A tiny exported project: bright pixels are cloud, dark ones are clear."""
    rng, chips = np.random.default_rng(1), []
    for scene in range(scenes):
        bright = rng.random((side, side)) > 0.5
        np.save(folder / f"c{scene}.npy", np.where(bright, 0.6, 0.08).astype(np.float32)[None].repeat(9, 0))
        np.save(folder / f"c{scene}.labels.npy", np.where(bright, 4, 1).astype(np.uint8))
        chips.append({"id": f"c{scene}", "scene": f"s{scene}", "level": "L2A", "pixelMetres": 20, "sun": None})
    (folder / "chips.json").write_text(json.dumps({"project": "tiny", "chips": chips}))


def test_reads_a_project_as_the_network_wants_it(tmp_path):
    write_project(tmp_path)
    chips = read_project(tmp_path, "L2A")
    assert [c.planes.shape for c in chips] == [(11, 256, 256)] * 3
    assert (chips[0].labels[:40, :40] >= 0).all() and (chips[0].labels[40:] == -1).all()
    assert set(np.unique(chips[0].labels)) == {-1, 0, 3}
    with pytest.raises(ValueError, match="no labelled chip of L1C"):
        read_project(tmp_path, "L1C")
    np.save(tmp_path / "c0.labels.npy", np.full((40, 40), 9, np.uint8))
    with pytest.raises(ValueError, match="labels of 0 to 4"):
        read_project(tmp_path, "L2A")


def test_gate_measures_gain_by_scene_and_cost_elsewhere(tmp_path, scenes):
    write_project(tmp_path)
    store = SceneStore(scenes)
    store.images[0] = store.images[0][:4]
    type(store).__len__, original = (lambda self: 4), type(store).__len__
    try:
        torch.manual_seed(0)
        network = CloudNet(8, (4, 8, 8)).eval()
        final, gate = judge(network, read_project(tmp_path, "L2A"), store, "L2A", THRESHOLDS, 2)
    finally:
        type(store).__len__ = original
    assert gate["scenes"] == 3 and gate["pixels"] == 4800
    assert gate["gain"][0] <= gate["gain"][1]
    assert any(not torch.equal(a, b) for a, b in zip(network.parameters(), final.parameters()))
    assert gate["accepted"] == (gate["gain"][0] > 0 and gate["anchorsDiceBefore"] - gate["anchorsDiceAfter"] < 0.01)


def test_gain_is_told_from_chance_by_scenes():
    good, bad = np.diag([10, 10, 10, 10]), np.full((4, 4), 2.5)
    assert mean_dice(good) == 1 and mean_dice(bad) == 0.25
    assert gain_interval({s: bad for s in "abc"}, {s: good for s in "abc"})[0] > 0.5
    mixed = {"a": good, "b": bad, "c": bad}
    assert gain_interval(mixed, {"a": bad, "b": good, "c": bad})[0] < 0
