"""The University of Valencia's networks for cloud or clear (DL-L8S2-UV, MIT), from their own weights files.

They were trained on Landsat-8 and are meant for Level-1C at 30 m; here they get the pixels that everybody gets.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from models.packs.dl_l8s2_uv_to_onnx import convert

from ..data.bands import CLEAR, CLOUD, INDEX
from ..data.imagery import data_root

#: Weights and the bands that they take, by the names of their packs (`models/packs`).
NETWORKS = {
    "dl-l8s2-uv-rgbi": ("landsatbiomeRGBI6.hdf5", ("B02", "B03", "B04", "NIR")),
    "dl-l8s2-uv-rgbiswir": ("landsatbiomeRGBISWIR7.hdf5", ("B02", "B03", "B04", "NIR", "B11", "B12")),
}
SIZE_MULTIPLE = 8
THRESHOLD = 0.5


@cache
def session(name: str) -> ort.InferenceSession:
    """One of `NETWORKS`, ready to run; FileNotFoundError without its weights."""
    weights = data_root() / "peers" / "dl_l8s2_uv" / NETWORKS[name][0]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.onnx"
        convert(weights, model)
        return ort.InferenceSession(str(model), providers=["CPUExecutionProvider"])


def valencia(name: str, reflectance: np.ndarray) -> np.ndarray:
    """(H, W) classes, cloud or clear, by one of `NETWORKS` from TOA reflectance (9, H, W); what is missing counts as 0."""
    planes = np.nan_to_num(reflectance[[INDEX[band] for band in NETWORKS[name][1]]]).astype(np.float32)
    height, width = planes.shape[1:]
    beyond = [(0, 0), (0, -height % SIZE_MULTIPLE), (0, -width % SIZE_MULTIPLE)]
    cloud = session(name).run(None, {"reflectance": np.pad(planes, beyond, mode="reflect")[None]})[0][0, 0]
    return np.where(cloud[:height, :width] > THRESHOLD, CLOUD, CLEAR).astype(np.uint8)
