"""Reads the real imagery: clear surfaces for training, and what validation needs. Nothing here is committed.

The folder is given by the environment variable NEPHOSCOPE_DATA, by default `../shared/data` beside the repository.
"""

from __future__ import annotations

import os
import warnings
from functools import lru_cache
from pathlib import Path

import numpy as np
import rasterio

from .bands import BANDS

warnings.filterwarnings("ignore", category=rasterio.errors.NotGeoreferencedWarning)

#: Order of bands in the 13- and 12-band files.
L1C_ORDER = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
L2A_ORDER = tuple(b for b in L1C_ORDER if b != "B10")
TRAINING_CHIPS = slice(0, 600)
VALIDATION_CHIPS = slice(600, 800)


def data_root() -> Path:
    """The folder of real data."""
    return Path(os.environ.get("NEPHOSCOPE_DATA", Path(__file__).parents[3] / ".." / "shared" / "data")).resolve()


def pick_bands(stack: np.ndarray, order: tuple[str, ...], nir: str = "B08") -> np.ndarray:
    """(bands, H, W) in a file's order to (9, H, W) in ours; a band that the file lacks is NaN."""
    out = np.full((len(BANDS), *stack.shape[1:]), np.nan, np.float32)
    for i, name in enumerate(BANDS):
        source = nir if name == "NIR" else name
        if source in order:
            out[i] = stack[order.index(source)]
    return out


@lru_cache(maxsize=1)
def clear_chips() -> np.ndarray:
    """(800, 9, 64, 64) surface reflectance at 10 m; B10 is NaN."""
    with rasterio.open(data_root() / "chips" / "clear_l2a_europe_800.tif") as source:
        stack = source.read().astype(np.float32) / 1e4
    stack = pick_bands(stack, L2A_ORDER)
    return np.ascontiguousarray(stack.reshape(len(BANDS), 800, 64, 64).transpose(1, 0, 2, 3))


@lru_cache(maxsize=1)
def clear_scenes() -> list[tuple[np.ndarray, str]]:
    """Larger clear scenes at 10 m, for training: [((9, H, W) reflectance, level)]."""
    import h5py

    scenes = []
    chips = data_root() / "chips"
    with rasterio.open(chips / "spain_l1c_13b_clear.tif") as source:
        scenes.append((pick_bands(source.read().astype(np.float32) / 1e4, L1C_ORDER), "L1C"))
    with rasterio.open(chips / "silesia_l2a_12b_clear.tif") as source:
        scenes.append((pick_bands(source.read().astype(np.float32) / 1e4, L2A_ORDER), "L2A"))
    with h5py.File(chips / "S2A_MSIL1C_20170527_T33UUB.mat") as file:
        groups = {key: np.array(file[key], np.float32) for key in ("im10", "im20", "im60")}
    scale = 1e4 if groups["im10"].max() > 10 else 1.0
    full = groups["im10"].shape[-1]
    planes = {}
    for key, names in (
        ("im10", ("B04", "B03", "B02", "B08")),
        ("im20", ("B05", "B06", "B07", "B8A", "B11", "B12")),
        ("im60", ("B01", "B09")),
    ):
        block = groups[key] / scale
        factor = full // block.shape[-1]
        for name, plane in zip(names, block):
            planes[name] = np.kron(plane, np.ones((factor, factor), np.float32))
    order = tuple(planes)
    scenes.append((pick_bands(np.stack([planes[name] for name in order]), order), "L1C"))
    return scenes
