"""Writes what a pack answers on held-out simulations and clear pixels, to travel with it as `anchors.bin`.

`python -m models.training.pack.anchors --scenes HELD_OUT [--packs models/nephos-l2a ...]`

Whoever tunes the last layer on their own labels holds it to these answers, and measures on them what the tuning costs
elsewhere. A sample is what the last layer takes (float16), the logarithms of the pack's probabilities (float16) and the true
class: as many of each class of the simulations, where the truth leaves no doubt, and real clear pixels. The file is read by
`electron/engine/adapt/anchors.ts`, which describes it; the hash of `model.onnx` inside ties it to that network.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime as ort

from ..data.bands import CLASSES, CLEAR
from ..network.cloudnet import MINIMUM_SIZE
from ..network.samples import draw, level_channels
from ..simulate.cache import SceneStore
from .clear_ground import SIDE, clear_inputs

MAGIC = b"NPANCH1\n"
PER_CLASS = 3750
CLEAR_PIXELS = 5000
WINDOW = 288
PER_SCENE_AND_CLASS = 120
#: Bands are withheld in every third scene, as products lack them.
AUGMENTED = 3
LEAST_PROBABILITY = 1e-9
SHIPPED = ("nephos-l1c", "nephos-l1c-int8", "nephos-l2a", "nephos-l2a-int8")


class Anchors(NamedTuple):
    """Samples: what the last layer takes (n, channels), log-probabilities (n, 4), classes (n,) 0..3."""

    features: np.ndarray
    log_probabilities: np.ndarray
    classes: np.ndarray


def feature_session(model: Path) -> ort.InferenceSession:
    """The network with what its last convolution takes as a second output."""
    graph = onnx.load(model)
    last = [node for node in graph.graph.node if node.op_type in ("Conv", "ConvTranspose")][-1]
    graph.graph.output.append(onnx.helper.make_tensor_value_info(last.input[0], onnx.TensorProto.FLOAT, None))
    return ort.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])


def answers(session: ort.InferenceSession, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features (channels, H, W), repeated to the pixels that they serve, and probabilities (4, H, W) of planes (C, H, W)."""
    probabilities, features = session.run(None, {"input": planes[None].astype(np.float32)})
    scale = probabilities.shape[-1] // features.shape[-1]
    return features[0].repeat(scale, 1).repeat(scale, 2), probabilities[0]


def collect(model: Path, store: SceneStore, level: str, seed: int = 5) -> Anchors:
    """Anchors of a model from held-out scenes and clear pixels."""
    rng, session, channels = np.random.default_rng(seed), feature_session(model), level_channels(level)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []

    def take(planes: np.ndarray, truth: np.ndarray, wanted: np.ndarray, most: int) -> None:
        features, probabilities = answers(session, planes)
        for k in range(len(CLASSES)):
            at = np.flatnonzero(wanted & (truth == k))
            at = rng.permutation(at)[:most]
            found.append(
                (
                    features.reshape(len(features), -1)[:, at].T,
                    probabilities.reshape(4, -1)[:, at].T,
                    np.full(len(at), k),
                )
            )

    for index in range(len(store)):
        augment = index % AUGMENTED == 0
        sample = draw(rng, store, level, WINDOW, augment=augment, index=index)
        take(
            sample.planes[channels],
            sample.label.ravel(),
            (sample.sure & (sample.weight > 0)).ravel(),
            PER_SCENE_AND_CLASS,
        )
    simulated = [np.concatenate(parts) for parts in zip(*found)]
    found.clear()
    windows = clear_inputs(level)
    inside = np.zeros((MINIMUM_SIZE, MINIMUM_SIZE), bool)
    inside[:SIDE, :SIDE] = True
    for planes in windows:
        take(planes, np.full(inside.size, CLEAR), inside.ravel(), -(-CLEAR_PIXELS // len(windows)))
    clear = [np.concatenate(parts) for parts in zip(*found)]
    chosen = [rng.permutation(np.flatnonzero(simulated[2] == k))[:PER_CLASS] for k in range(len(CLASSES))]
    keep = np.concatenate(chosen)
    features, probabilities, classes = (np.concatenate([a[keep], b[:CLEAR_PIXELS]]) for a, b in zip(simulated, clear))
    return Anchors(features, np.log(np.maximum(probabilities, LEAST_PROBABILITY)), classes)


def encode(anchors: Anchors, model: Path) -> bytes:
    """The bytes of an anchors file."""
    count, channels = anchors.features.shape
    return b"".join(
        [
            MAGIC,
            hashlib.sha256(model.read_bytes()).digest(),
            np.array([count, channels], "<u4").tobytes(),
            anchors.features.astype("<f2").tobytes(),
            anchors.log_probabilities.astype("<f2").tobytes(),
            anchors.classes.astype("u1").tobytes(),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True, help="held-out scenes: cache --seed 9001 --scenes 96")
    parser.add_argument("--packs", type=Path, nargs="+", help="folders of packs; the shipped four by default")
    args = parser.parse_args()
    store = SceneStore(args.scenes)
    models = Path(__file__).parents[2]
    for folder in args.packs or [models / name for name in SHIPPED]:
        level = "L1C" if "l1c" in folder.name else "L2A"
        anchors = collect(folder / "model.onnx", store, level)
        (folder / "anchors.bin").write_bytes(encode(anchors, folder / "model.onnx"))
        right = (anchors.log_probabilities.argmax(1) == anchors.classes).mean()
        size = (folder / "anchors.bin").stat().st_size
        print(f"{folder}: {len(anchors.classes)} anchors, {size} bytes, {right:.3f} most probably what they are")


if __name__ == "__main__":
    main()
