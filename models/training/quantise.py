"""Writes the 8-bit variant of a pack: a quarter of the size, two thirds of the time on a CPU.

`python -m models.training.quantise --pack models/nephos-l2a --scenes TRAINING_SCENES --out models/nephos-l2a-int8`

Weights and activations of the convolutions become 8-bit integers (static, symmetric per output channel for weights, whose range
is kept to 7 bits for processors that would overflow else). The first convolution, which reads nine bands of very different
ranges, and the last step to classes stay in floating point. Ranges of activations come from simulated scenes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from .cache import SceneStore
from .samples import draw, level_channels

QUANTISED = ("Conv", "MaxPool", "Concat", "Add", "Relu")
#: Activations above this percentile of a layer are clipped.
PERCENTILE = 99.99
SUFFIX = "-int8"


class Samples(CalibrationDataReader):
    """Inputs of training, one window per scene, for the ranges of activations."""

    def __init__(self, store: SceneStore, level: str, count: int) -> None:
        rng = np.random.default_rng(3)
        channels = level_channels(level)
        step = max(1, len(store) // count)
        self._inputs: Iterator[dict[str, np.ndarray]] = iter(
            {"input": draw(rng, store, level, 256, index=index)[0][channels][None]} for index in range(0, len(store), step)
        )

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next input (1, C, 256, 256), or None."""
        return next(self._inputs, None)


def in_floating_point(model: Path) -> list[str]:
    """Names of the nodes that stay as they are: the first convolution, and all from the last transposed one on."""
    nodes = onnx.load(model).graph.node
    first = next(node.name for node in nodes if node.op_type == "Conv")
    last = max(k for k, node in enumerate(nodes) if node.op_type == "ConvTranspose")
    return [first, *(node.name for node in nodes[last:])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=64, help="scenes that the ranges come from")
    args = parser.parse_args()
    manifest = json.loads((args.pack / "model.json").read_text())
    level = manifest["levels"][0]
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(args.pack / "model.onnx"), str(prepared), skip_symbolic_shape=True)
        quantize_static(str(prepared), str(args.out / "model.onnx"), Samples(SceneStore(args.scenes), level, args.count),
                        quant_format=QuantFormat.QDQ, op_types_to_quantize=list(QUANTISED), nodes_to_exclude=in_floating_point(prepared),
                        per_channel=True, reduce_range=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                        calibrate_method=CalibrationMethod.Percentile, extra_options={"CalibPercentile": PERCENTILE})  # fmt: skip
    manifest |= {"id": manifest["id"] + SUFFIX, "name": f"{manifest['name']} int8", "scores": {},
                 "sha256": hashlib.sha256((args.out / "model.onnx").read_bytes()).hexdigest()}  # fmt: skip
    (args.out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{args.out}: {(args.out / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
