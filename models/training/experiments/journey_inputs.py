"""What the journey of `label_journey.py` begins with: dates as products, and labels from time as masks."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import rasterio
from PIL import Image as Picture
from rasterio.transform import from_origin

from ..data import series

NAMES = {1: "CLEAR", 2: "CLOUD_SHADOW", 3: "SEMI_TRANSPARENT_CLOUD", 4: "CLOUD"}
SIDE, CHIPS = 50, 60
TILE, TIME = "T34TGS", "T092031"
#: Dabs of the brush for each class and chip, and their radius in pixels.
DABS, RADIUS = 3, 2
SCL_CODES = np.array([4, 3, 10, 9], np.uint8)


def is_test(index: int) -> bool:
    """Of the dates that the networks' training held out, every second one is for the test here; the other may be labelled."""
    return index % (2 * series.HELD_OUT_EVERY) == series.HELD_OUT_REST


def may_be_labelled(index: int) -> bool:
    """Dates out of which the ranking chooses: those that training held out and that are not for the test, and every sixth other."""
    held_out = index % series.HELD_OUT_EVERY == series.HELD_OUT_REST
    return not is_test(index) and (held_out or index % 6 == 0)


def folder_name(date: series.Date) -> str:
    return f"{TILE}_{date.day:%Y%m%d}{TIME}"


def write_products(folder: Path, dates: tuple[series.Date, ...]) -> None:
    """A folder of band files for each date; the grid stands where the series has it, to the zone's precision."""
    days, planes, _, (longitude, latitude, _) = series.read()
    east, north = rasterio.warp.transform("EPSG:4326", "EPSG:32634", [longitude], [latitude])
    place = from_origin(round(east[0], -1) - 500, round(north[0], -1) + 500, 10, 10)
    coarse = from_origin(place.c, place.f, 20, 20)
    for t, date in enumerate(dates):
        product = folder / folder_name(date)
        product.mkdir(parents=True, exist_ok=True)
        files = [(band, planes[stored][t], place) for band, stored in (("B02", "B2"), ("B03", "B3"), ("B04", "B4"), ("B08", "B8"))]  # fmt: skip
        files.append(("B11", planes["B11"][t].reshape(50, 2, 50, 2).mean((1, 3)), coarse))
        for band, plane, transform in files:
            metres = int(transform.a)
            write(product / f"{product.name}_{band}_{metres}m.tif", np.round(plane * 1e4).clip(1).astype(np.uint16), transform)  # fmt: skip
        write(product / f"{product.name}_SCL_20m.tif", SCL_CODES[date.scl[::2, ::2]], coarse)


def write(path: Path, values: np.ndarray, transform) -> None:
    height, width = values.shape
    with rasterio.open(path, "w", driver="GTiff", height=height, width=width, count=1, dtype=values.dtype, crs="EPSG:32634", transform=transform) as target:  # fmt: skip
        target.write(values, 1)


def every_sure(date: series.Date, _: np.random.Generator) -> np.ndarray:
    """(H, W) labels 1 to 4 of all that time is sure of, 0 elsewhere."""
    return np.where(date.sure, date.label + 1, 0).astype(np.uint8)


def dabs(date: series.Date, rng: np.random.Generator) -> np.ndarray:
    """(H, W) labels of a few dabs of the brush of each class, where time is sure; 0 elsewhere."""
    whole = every_sure(date, rng)
    out = np.zeros_like(whole)
    rows, cols = np.mgrid[: whole.shape[0], : whole.shape[1]]
    for label in NAMES:
        places = np.argwhere(whole == label)
        for row, col in places[rng.permutation(len(places))[:DABS]]:
            near = (rows - row) ** 2 + (cols - col) ** 2 <= RADIUS**2
            out[near & (whole == label)] = label
    return out


AMOUNTS = {"sure": every_sure, "dabs": dabs}


def write_masks(path: Path, project: Path, labels: dict[str, np.ndarray]) -> None:
    """A "Segmentation mask 1.1" of a project's chips from labels by product."""
    with zipfile.ZipFile(path, "w") as archive:
        rows = ["background:0,0,0::", *(f"{NAMES[k]}:{k},0,0::" for k in NAMES)]
        archive.writestr("labelmap.txt", "\n".join(rows))
        for folder in chips_of(project):
            name, top, left = folder.name.rsplit("_", 2)
            part = labels[name][int(top) : int(top) + SIDE, int(left) : int(left) + SIDE]
            buffer = BytesIO()
            Picture.fromarray(np.stack([part, np.zeros_like(part), np.zeros_like(part)], -1)).save(buffer, "PNG")
            archive.writestr(f"SegmentationClass/{folder.name}.png", buffer.getvalue())


def chips_of(project: Path) -> list[Path]:
    return sorted(one for one in (project / "chips").iterdir() if not one.name.startswith("."))
