"""Runs a model pack on arrays the way the engine does: scaling, auxiliary planes, padding, thresholds, and whether shadows need a cloud."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime as ort

from ..data.bands import BANDS, CLEAR, CLOUD, MANIFEST_NAMES, SEMI, SHADOW, auxiliary_planes, scale_reflectance
from .sunward import without_lone_shadows


class Pack:
    """A pack's folder: manifest and session. Bands in `without` (names of `BANDS`) are told to the network as missing."""

    def __init__(self, folder: Path, threads: int = 2, without: tuple[str, ...] = ()) -> None:
        self.manifest = json.loads((folder / "model.json").read_text())
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = ort.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        names = self.manifest["input"]["bands"]
        self.channels = [BANDS.index(ours) for ours in BANDS if MANIFEST_NAMES[ours] in names]
        self.withheld = [k for k, i in enumerate(self.channels) if BANDS[i] in without]
        self.multiple = self.manifest["input"]["sizeMultiple"]
        self.minimum = self.manifest["input"].get("minimumSize", 1)

    def probabilities(
        self,
        reflectance: np.ndarray,
        pixel_metres: float,
        sun_zenith_deg: float | None = None,
        sun_azimuth_deg: float | None = None,
    ) -> np.ndarray:
        """(4, H, W) from reflectance (9, H, W), NaN where missing; borders are padded by reflection."""
        _, height, width = reflectance.shape
        planes = scale_reflectance(reflectance[self.channels], self.manifest["input"]["scaling"])
        planes[self.withheld] = self.manifest["input"]["scaling"]["missing"]
        down, right = (
            max(size, self.minimum) + -max(size, self.minimum) % self.multiple - size for size in (height, width)
        )
        planes = np.pad(planes, ((0, 0), (0, down), (0, right)), mode="reflect")
        auxiliary = auxiliary_planes(sun_zenith_deg, sun_azimuth_deg, pixel_metres)
        mirrored = np.s_[:, :, :]
        if self.manifest["input"].get("orientation") == "shadow-northwest":
            mirrored = np.s_[:, :: -1 if auxiliary[1] > 0 else 1, :: -1 if auxiliary[0] > 0 else 1]
            auxiliary[:2] = -np.abs(auxiliary[:2])
        constant = np.broadcast_to(auxiliary[:, None, None], (3, *planes.shape[1:]))
        feed = np.concatenate([planes[mirrored], constant])[None].astype(np.float32)
        return self.session.run(None, {"input": feed})[0][0][mirrored][:, :height, :width]

    def thresholds(self, reflectance: np.ndarray) -> dict[str, float]:
        """The pack's own thresholds for an image (9, H, W): those for lacking bands where the manifest has such."""
        lacking = {
            MANIFEST_NAMES[BANDS[i]]
            for k, i in enumerate(self.channels)
            if k in self.withheld or not np.isfinite(reflectance[i]).any()
        }
        for entry in self.manifest.get("thresholdsWithout", ()):
            if lacking.issuperset(entry["bands"]):
                return entry["thresholds"]
        return self.manifest["thresholds"]

    def classes(
        self,
        probabilities: np.ndarray,
        reflectance: np.ndarray,
        pixel_metres: float,
        sun_zenith_deg: float | None = None,
        sun_azimuth_deg: float | None = None,
    ) -> np.ndarray:
        """(H, W) class indices (0 clear, 1 shadow, 2 semi, 3 cloud) by the pack's thresholds for the image.

        Where the pack says that shadows need a cloud, and the sun is known, the others become clear. Pixels without any band are missing.
        """
        mask = claim(probabilities, self.thresholds(reflectance))
        if not self.manifest["defaults"].get("shadowsNeedCloud") or sun_zenith_deg is None or sun_azimuth_deg is None:
            return mask
        missing = ~np.isfinite(reflectance).any(0)
        return without_lone_shadows(mask, missing, pixel_metres, sun_zenith_deg, sun_azimuth_deg)

    def mask(
        self,
        reflectance: np.ndarray,
        pixel_metres: float,
        sun_zenith_deg: float | None = None,
        sun_azimuth_deg: float | None = None,
    ) -> np.ndarray:
        """(H, W) class indices of an image, see `probabilities` and `classes`."""
        planes = self.probabilities(reflectance, pixel_metres, sun_zenith_deg, sun_azimuth_deg)
        return self.classes(planes, reflectance, pixel_metres, sun_zenith_deg, sun_azimuth_deg)


def claim(probabilities: np.ndarray, thresholds: dict[str, float]) -> np.ndarray:
    """Thresholds on (4, ...) probabilities: of the claiming classes the most probable, of none clear."""
    score = np.stack(
        [
            np.where(probabilities[k] >= thresholds[name], probabilities[k], -1.0)
            for k, name in ((SHADOW, "shadow"), (SEMI, "semi"), (CLOUD, "cloud"))
        ]
    )
    return np.where(score.max(0) < 0, CLEAR, score.argmax(0) + 1).astype(np.uint8)
