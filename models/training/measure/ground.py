"""How restless clear ground is, simulated and real: what varies from pixel to pixel, and how dark it is.

`python -m models.training.measure.ground --scenes DIR [DIR ...] [--pack models/nephos-l2a]`

Prints a table: root mean square, in blocks of 16 x 16 pixels of clear land, of what the mean over 3 x 3 pixels takes away (fine) and of
what of that the mean over 9 x 9 takes away (wider), and the mean, of Level-2A. Clear land of T11UPT and T29UNU is what a pack and
Sen2Cor both call clear, six pixels from anything else; of simulated scenes what no cloud has taken and the sun lights.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import CLEAR, INDEX
from ..data.places import t11upt
from ..data.series import PIXEL_METRES, dates
from ..data.validation import Image, clear_validation_chips, t29unu
from ..network.samples import as_level
from ..simulate.cache import SceneStore
from ..simulate.scene import SIZE
from .inference import Pack
from .realism import numbers, table

BANDS_SHOWN = ("B02", "B04", "NIR", "B11")
BLOCK, APART, LAND = 16, 6, 0.06
PERCENTILES = (10, 50, 90)
#: At most this much opacity and at least this much light is clear; a scene with less of it than this share tells nothing.
CLEAR_OPACITY, CLEAR_LIGHT, LEAST_CLEAR = 0.01, 0.9, 0.1
#: Romania's dates of which this share is surely clear.
CLEAR_DATE = 0.9


def restlessness(reflectance: np.ndarray, clear: np.ndarray) -> np.ndarray:
    """(blocks, 3, bands) fine and wider variation and mean of `BANDS_SHOWN` in reflectance (9, H, W); `clear` (H, W) bool."""
    planes = np.nan_to_num(reflectance[[INDEX[band] for band in BANDS_SHOWN]])
    land = clear & (planes[BANDS_SHOWN.index("NIR")] > LAND)
    far = ndi.distance_transform_edt(land) > APART if not land.all() else land
    near, wide = (ndi.uniform_filter(planes, (0, side, side)) for side in (3, 9))
    down, right = (side // BLOCK for side in far.shape)
    block = lambda plane: plane[..., : down * BLOCK, : right * BLOCK].reshape(
        *plane.shape[:-2], down, BLOCK, right, BLOCK
    )
    whole = block(far).all((1, 3))
    fine, wider, mean = (
        block(one).mean((-3, -1))[:, whole].T for one in ((planes - near) ** 2, (near - wide) ** 2, planes)
    )
    return np.stack([np.sqrt(fine), np.sqrt(wider), mean], 1)


def of_image(image: Image, pack: Pack) -> np.ndarray:
    """Of a whole tile with Sen2Cor's classes."""
    told = pack.mask(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
    clear = (told == CLEAR) & (image.scl == CLEAR)
    return restlessness(image.reflectance, clear & np.isfinite(image.reflectance[INDEX["B02"]]))


def of_scenes(store: SceneStore, pixel_metres: float) -> Iterator[np.ndarray]:
    """Of each simulated scene of a pixel size that is clear enough."""
    for index in range(len(store)):
        toa, opacity, light, small = store.window(index, 0, 0, SIZE)
        clear = (opacity < CLEAR_OPACITY) & (light > CLEAR_LIGHT)
        if abs(20 * np.exp2(small[2]) - pixel_metres) < 1 and clear.mean() > LEAST_CLEAR:
            yield restlessness(as_level(toa, small[3:12], small[12:21], "L2A"), clear)


def row(name: str, blocks: np.ndarray) -> list[str]:
    """A line of the table: in units of 0.0001."""
    shown = np.percentile(blocks, PERCENTILES, axis=0) * 1e4
    return [
        name,
        str(len(blocks)),
        *(numbers(shown[:, kind, band], 0) for band in range(len(BANDS_SHOWN)) for kind in range(3)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=Path, nargs="+", required=True)
    parser.add_argument("--pack", type=Path, default=Path(__file__).parents[2] / "nephos-l2a")
    args = parser.parse_args()
    pack = Pack(args.pack, threads=1)
    rows = [row(f"{image.name}, 60 m", of_image(image, pack)) for image in (t11upt(), t29unu())]
    everywhere = lambda plane: np.ones(plane.shape[-2:], bool)
    chips = [restlessness(chip.reflectance, everywhere(chip.reflectance)) for chip in clear_validation_chips()]
    rows.append(row("clear chips, 10 m", np.concatenate(chips)))
    clear = [d for d in dates() if d.held_out and (d.sure & (d.label == CLEAR)).mean() > CLEAR_DATE]
    found = [restlessness(d.reflectance, everywhere(d.reflectance)) for d in clear]
    rows.append(row(f"Romania's clear dates, {PIXEL_METRES:.0f} m", np.concatenate(found)))
    for folder in args.scenes:
        for metres in (60, 20, 10):
            rows.append(
                row(
                    f"simulated, {metres} m, {folder.name}", np.concatenate(list(of_scenes(SceneStore(folder), metres)))
                )
            )
    kinds = [f"{band}: {kind}" for band in BANDS_SHOWN for kind in ("fine", "wider", "mean")]
    print("\n".join(table(["", "blocks", *kinds], rows)))


if __name__ == "__main__":
    main()
