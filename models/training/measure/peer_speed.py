"""Another cloud mask from band files to a GeoTIFF, for `npm run bench -- --peers PYTHON`, which times the whole process.

`python -m models.training.measure.peer_speed NAME OUT.tif SIZE BAND=FILE...` with the packages of `requirements-peers.txt`.

Every peer reads its bands with rasterio to the grid of SIZE pixels a side, computes in squares, and writes one byte for each
pixel. Only the time is meant: s2cloudless wants a B10, which Level-2A lacks and which is zero then, and the U-Net has the
size of CloudSEN12's UNetMobV2 (mobilenet_v2, 13 bands, 4 classes), not its weights.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable

import numpy as np
import rasterio
from rasterio.enums import Resampling

from .peers import CSMASK_BANDS, S2CLOUDLESS

#: Side of the squares, pixels: a fifth of a tile at 20 m.
BLOCK = 1098
OFFSET, QUANTIFICATION = -1000, 10_000
S2CLOUDLESS_BANDS = ("B01", "B02", "B04", "B05", "B08", "B8A", "B09", "B10", "B11", "B12")
UNET_BANDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")

#: (H, W, bands) reflectance -> (H, W) codes.
Mask = Callable[[np.ndarray], np.ndarray]


def csmask() -> tuple[tuple[str, ...], Mask]:
    """ukis-csmask's network for Level-2A."""
    from ukis_csmask.mask import CSmask

    def mask(planes: np.ndarray) -> np.ndarray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = CSmask(planes, list(CSMASK_BANDS), product_level="l2a", providers=["CPUExecutionProvider"])
        return found.csm[..., 0]

    return tuple("B8A" if band == "NIR" else band for band in CSMASK_BANDS.values()), mask


def s2cloudless() -> tuple[tuple[str, ...], Mask]:
    """Sinergise's detector by pixels, with the settings of its own example."""
    from s2cloudless import S2PixelCloudDetector

    detector = S2PixelCloudDetector(**{**S2CLOUDLESS, "all_bands": False})
    return S2CLOUDLESS_BANDS, lambda planes: detector.get_cloud_masks(planes[None])[0]


def unet() -> tuple[tuple[str, ...], Mask]:
    """A U-Net of the size of CloudSEN12's."""
    import torch

    from .peer_unet import UNetMobV2

    model = UNetMobV2(len(UNET_BANDS), 4)
    model.eval()

    def mask(planes: np.ndarray) -> np.ndarray:
        height, width = planes.shape[:2]
        padded = np.pad(planes, ((0, -height % 32), (0, -width % 32), (0, 0)), mode="symmetric")
        with torch.inference_mode():
            scores = model(torch.from_numpy(np.ascontiguousarray(padded.transpose(2, 0, 1)[None])))
        return scores[0].argmax(0).numpy()[:height, :width]

    return UNET_BANDS, mask


PEERS = {"ukis-csmask": csmask, "s2cloudless": s2cloudless, "unet": unet}


def read(path: str, size: int) -> np.ndarray:
    """(size, size) float32 reflectance of a band file on the grid."""
    with rasterio.open(path) as source:
        dn = source.read(1, out_shape=(size, size), resampling=Resampling.average)
    return (dn.astype(np.float32) + OFFSET) / QUANTIFICATION


def main() -> None:
    """Computes one mask and writes it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("out")
    parser.add_argument("size", type=int)
    parser.add_argument("bands", nargs="+", metavar="BAND=FILE")
    flags = parser.parse_args()
    names, mask = PEERS[flags.name]()
    files = dict(band.split("=", 1) for band in flags.bands)
    planes = np.zeros((flags.size, flags.size, len(names)), np.float32)
    for index, name in enumerate(names):
        if name in files:
            planes[..., index] = read(files[name], flags.size)
    codes = np.zeros((flags.size, flags.size), np.uint8)
    for row in range(0, flags.size, BLOCK):
        for column in range(0, flags.size, BLOCK):
            square = np.s_[row : row + BLOCK, column : column + BLOCK]
            codes[square] = mask(np.ascontiguousarray(planes[square]))
    profile = {"driver": "GTiff", "height": flags.size, "width": flags.size, "count": 1, "dtype": "uint8"}
    with rasterio.open(flags.out, "w", compress="deflate", **profile) as target:
        target.write(codes, 1)


if __name__ == "__main__":
    main()
