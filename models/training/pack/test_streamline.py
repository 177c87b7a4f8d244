"""The same answers with fewer steps."""

import hashlib
import json
from pathlib import Path

import onnx
import pytest
from models.training.network.cloudnet import CloudNet
from models.training.pack.anchors import MAGIC
from models.training.pack.export import write_onnx
from models.training.pack.streamline import renew_hash, streamline

MODELS = Path(__file__).parents[2]


def test_the_first_convolution_becomes_two_and_the_answers_stay(tmp_path: Path) -> None:
    write_onnx(CloudNet().eval(), tmp_path / "model.onnx")
    before = onnx.load(tmp_path / "model.onnx")
    after = streamline(before)
    kinds = [[node.op_type for node in model.graph.node] for model in (before, after)]
    assert [kind.count("Slice") for kind in kinds] == [2, 0]
    assert kinds[1].count("Conv") == kinds[0].count("Conv") + 1
    assert streamline(after) == after


def test_manifest_and_anchors_name_the_new_network(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"another network")
    (tmp_path / "model.json").write_text('{"sha256": "", "id": "a"}')
    (tmp_path / "anchors.bin").write_bytes(MAGIC + bytes(32) + b"answers")
    renew_hash(tmp_path)
    digest = hashlib.sha256(b"another network")
    assert json.loads((tmp_path / "model.json").read_text()) == {"sha256": digest.hexdigest(), "id": "a"}
    assert (tmp_path / "anchors.bin").read_bytes() == MAGIC + digest.digest() + b"answers"


@pytest.mark.parametrize("name", ["nephos-l1c-int8", "nephos-l2a-int8"])
def test_the_shipped_networks_of_8_bits_are_written_so(name: str) -> None:
    assert "Slice" not in {node.op_type for node in onnx.load(MODELS / name / "model.onnx").graph.node}
