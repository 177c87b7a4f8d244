"""The command that trains."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from models.training.network import train
from models.training.network.split import ButShadow, Split, Together
from models.training.simulate.cache import SceneStore
from models.training.simulate.scene import SIZE


def test_a_training_is_logged_and_goes_on_where_it_stopped(
    scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def run(steps: int) -> dict:
        sizes = ["--batch", "3", "--size", "64", "--agree", "0.1"]
        arguments = ["train", "--scenes", str(scenes), "--out", str(tmp_path), "--steps", str(steps), *sizes]
        monkeypatch.setattr(sys, "argv", arguments)
        train.main()
        return torch.load(tmp_path / "last.pt", weights_only=True)

    monkeypatch.setattr(train, "LOG_EVERY", 2)
    assert run(2)["step"] == 2
    assert run(4)["step"] == 4
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["step"] for line in lines] == [2, 4]
    assert all(line["scenes"] == 16 and line["loss"] > 0 and line["apart"] > 0 for line in lines)


@pytest.fixture
def wide(scenes: Path, tmp_path: Path) -> Path:
    """Four of the ordinary scenes, each continued by its mirror images."""
    folder = tmp_path / "wide"
    folder.mkdir()
    (shard,) = scenes.glob("shard_*.npy")
    np.save(folder / shard.name, np.pad(np.load(shard)[:4], ((0, 0), (0, 0), (0, SIZE), (0, SIZE)), mode="symmetric"))
    with open((folder / shard.name).with_suffix(".small"), "wb") as file:
        np.save(file, np.load(shard.with_suffix(".small"), allow_pickle=False)[:4])
    return folder


def test_batches_of_wide_scenes_are_learnt_from_too(
    scenes: Path, wide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    models, out = str(Path(__file__).parents[2]), tmp_path / "run"
    arguments = ["--scenes", str(scenes), "--out", str(out), "--steps", "2", "--batch", "4", "--size", "64"]
    far = ["--wide", str(wide), "--wide-share", "1", "--infrared", "--agree", "2", "--level", "L1C"]
    monkeypatch.setattr(sys, "argv", ["train", *arguments, *far, "--together", models])
    narrow, broad = (source() for source in train.sources_of(train.options(), SceneStore(scenes), 0))
    assert narrow.image.shape == (4 * narrow.parts, 12, *(2 * [64 // int(narrow.parts**0.5)])) and narrow.paired
    assert broad.image.shape == (broad.parts, 12, *(2 * [128 // int(broad.parts**0.5)])) and not broad.paired
    train.main()
    assert torch.load(out / "last.pt", weights_only=True)["step"] == 2


def test_wide_scenes_without_a_teacher_are_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setattr(sys, "argv", ["train", "--scenes", "S", "--out", "O", "--wide", "W"])
    with pytest.raises(SystemExit):
        train.options()
    assert "--together" in capsys.readouterr().err


def test_more_than_a_third_of_real_samples_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setattr(sys, "argv", ["train", "--scenes", "S", "--out", "O", "--batch", "8", "--real", "3"])
    with pytest.raises(SystemExit):
        train.options()
    assert "at most a third" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("named", "kind"),
    [({}, type(None)), ({"split": 1}, Split), ({"but_shadow": 1}, ButShadow), ({"together": 1}, Together)],
)
def test_the_arguments_name_the_teacher(named: dict, kind: type):
    models = Path(__file__).parents[2]
    given = {name: [models] if name == "together" else models for name in named}
    args = argparse.Namespace(**{"split": None, "but_shadow": None, "together": None} | given)
    assert isinstance(train.teacher_of(args, None), kind)
