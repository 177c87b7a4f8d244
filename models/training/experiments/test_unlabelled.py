"""Tests of the pairs that consistency training shows to teacher and student."""

from pathlib import Path

import numpy as np
import pytest
import torch
from models.training.data.bands import INDEX
from models.training.data.imagery import data_root
from models.training.experiments.unlabelled import agreement, draw_pair
from models.training.network.samples import MISSING
from models.training.simulate.cache import SceneStore

pytestmark = pytest.mark.skipif(
    not (data_root() / "chips" / "l1c_13b_10m").exists(), reason="the real patches are not there"
)


@pytest.fixture(scope="module")
def store(scenes: Path) -> SceneStore:
    return SceneStore(scenes)


def test_teacher_sees_all_bands_and_the_student_the_same_place_with_fewer(store: SceneStore) -> None:
    rng = np.random.default_rng(1)
    for _ in range(12):
        seen, less = draw_pair(rng, store, "L2A", 160)
        assert seen.shape == less.shape == (12, 160, 160)
        assert not (seen[:9] == MISSING).any()
        assert (less[INDEX["B10"]] == MISSING).all()
        dark = less[INDEX["B03"]] == less[INDEX["B03"]].min()  # a Level-2A of the wrong air is black all over
        if dark.mean() < 0.6 and less[INDEX["B03"]].std() > 0.05 and not (less[INDEX["B03"]] == MISSING).any():
            ranks = [np.argsort(np.argsort(x[INDEX["B03"]].ravel())) for x in (seen, less)]
            assert np.corrcoef(ranks)[0, 1] > 0.8


def test_agreement_is_least_for_the_teachers_own_answer_and_leaves_out_what_the_teacher_is_unsure_of() -> None:
    taught = torch.tensor([[0.9, 0.05, 0.03, 0.02], [0.4, 0.3, 0.2, 0.1]]).T[None, :, :, None]
    each, weight = agreement(taught.log(), taught)
    assert weight.flatten().tolist() == [1.0, 0.0]
    other, _ = agreement(torch.zeros_like(taught), taught)
    assert (other > each).all()
