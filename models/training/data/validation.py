"""The validation sets: real pixels whose truth a person gave, or that are known to be clear. None is trained on.

Each function yields inputs in the form that `inference.Pack.probabilities` takes, with the truth beside them.
"""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import rasterio
import rasterio.enums

from .bands import BANDS, CLEAR, CLOUD, INDEX, SEMI, SHADOW
from .imagery import L1C_ORDER, VALIDATION_CHIPS, clear_chips, data_root, pick_bands

#: Sen2Cor's scene classification to our classes.
SCL_CLASSES = {3: SHADOW, 8: CLOUD, 9: CLOUD, 10: SEMI}


@dataclass
class Image:
    """reflectance (9, H, W) with NaN where missing; points as rows, columns and classes (0..3)."""

    name: str
    reflectance: np.ndarray
    pixel_metres: float
    sun_zenith_deg: float | None = None
    sun_azimuth_deg: float | None = None
    rows: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    cols: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    truth: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    scl: np.ndarray | None = None


def scl_to_classes(scl: np.ndarray) -> np.ndarray:
    """Sen2Cor codes to (H, W) class indices; what is not shadow or cloud is clear."""
    out = np.full(scl.shape, CLEAR, np.uint8)
    for code, ours in SCL_CLASSES.items():
        out[scl == code] = ours
    return out


def coarser(image: Image, factor: int) -> Image:
    """The same image averaged by a factor; its points stay as they are."""
    height, width = (side // factor * factor for side in image.reflectance.shape[1:])
    planes = (
        image.reflectance[:, :height, :width]
        .reshape(-1, height // factor, factor, width // factor, factor)
        .mean((2, 4))
    )
    return replace(image, reflectance=planes, pixel_metres=image.pixel_metres * factor)


def t29unu() -> Image:
    """The Irish scene at 60 m, L2A, with its points and SCL."""
    product = next((data_root() / "safe").glob("*T29UNU*.SAFE"))
    find = lambda pattern: next(product.rglob(pattern))
    planes = np.full((len(BANDS), 1830, 1830), np.nan, np.float32)
    for name in BANDS:
        if name == "B10":
            continue
        with rasterio.open(find(f"R60m/*_{'B8A' if name == 'NIR' else name}_60m.jp2")) as source:
            number = source.read(1).astype(np.float32)
        planes[INDEX[name]] = np.where(number == 0, np.nan, (number - 1000) / 1e4)
    with rasterio.open(find("R60m/*_SCL_60m.jp2")) as source:
        scl = source.read(1)
    sun = ElementTree.parse(find("MTD_TL.xml")).find(".//Mean_Sun_Angle")
    with open(data_root() / "points" / "t29unu_points.csv", encoding="utf-8") as file:
        points = list(csv.DictReader(file))
    column = lambda key: np.array([int(p[key]) for p in points])
    return Image(
        "T29UNU",
        planes,
        60.0,
        float(sun.find("ZENITH_ANGLE").text),
        float(sun.find("AZIMUTH_ANGLE").text),
        column("row"),
        column("col"),
        column("class") - 1,
        scl_to_classes(scl),
    )


#: A patch of land without any direct light, four of whose points say "clear": fields, roads and roofs are seen there by what the sky sends
#: (B11 0.007, where the darkest lit land has 0.03), as `build/pictures/networks/deep-shadow.jpg` shows.
DEEP_SHADOW = "2018-03-07_patch_187"

#: Clear mates of patches that are not: under snow, or under haze all over.
NOT_CLEAR = (
    "ROIs1158_spring_s2_26_",
    "ROIs1970_fall_s2_136_p100",
    "fall_s2_136_p140",
    "fall_s2_136_p282",
    "fall_s2_136_p311",
)


def l1c_chip(name: str, pixel_metres: int) -> np.ndarray:
    """(9, H, W) TOA reflectance of a patch of `chips/l1c_13b_10m`, averaged to 10 or 20 m."""
    factor = pixel_metres // 10
    with rasterio.open(data_root() / "chips" / "l1c_13b_10m" / name) as source:
        stack = source.read().astype(np.float32) / 1e4
    stack = pick_bands(stack, L1C_ORDER, "B08" if factor == 1 else "B8A")
    return stack.reshape(len(BANDS), 256 // factor, factor, 256 // factor, factor).mean((2, 4))


def clear_mates(pixel_metres: int) -> Iterator[Image]:
    """The same places as the patches' on clear dates, at 10 or 20 m, sun unknown: what is called shadow or cloud there is wrong."""
    for path in sorted((data_root() / "chips" / "l1c_13b_10m").glob("*.tif")):
        clear = "__s2__" in path.name or path.stem.endswith("_clear")
        if clear and not any(part in path.name for part in NOT_CLEAR):
            yield Image(path.name, l1c_chip(path.name, pixel_metres), pixel_metres)


def l1c_patches(pixel_metres: int) -> Iterator[Image]:
    """The labelled L1C patches at 10 or 20 m, sun unknown."""
    with open(data_root() / "points" / "l1c_chips_points.csv", encoding="utf-8") as file:
        points = list(csv.DictReader(file))
    factor = pixel_metres // 10
    for name in sorted({p["file"] for p in points}):
        stack = l1c_chip(name, pixel_metres)
        mine = [p for p in points if p["file"] == name]
        column = lambda key: np.array([int(p[key]) for p in mine])
        yield Image(
            name, stack, pixel_metres, None, None, column("row") // factor, column("col") // factor, column("class") - 1
        )


def with_deep_shadow(image: Image) -> Image:
    """The same with the clear points of `DEEP_SHADOW` as shadow."""
    if DEEP_SHADOW not in image.name:
        return image
    return replace(image, truth=np.where(image.truth == CLEAR, SHADOW, image.truth))


def clear_validation_chips() -> Iterator[Image]:
    """Chips 600 to 799 at 10 m, L2A, sun unknown."""
    for number, chip in enumerate(clear_chips()[VALIDATION_CHIPS]):
        yield Image(f"chip {600 + number}", chip, 10.0)


def alberta() -> Iterator[tuple[Image, np.ndarray]]:
    """Prairie with fair-weather cumulus at about 30 m, four bands; with the painted shadow (H, W) bool."""
    for folder in sorted((data_root() / "chips" / "alberta_shadows").iterdir()):
        read = lambda name: rasterio.open(folder / f"{name}.tif").read()
        colour = read("RGB").astype(np.float32) / 637.5
        planes = np.full((len(BANDS), *colour.shape[1:]), np.nan, np.float32)
        planes[INDEX["B04"]], planes[INDEX["B03"]], planes[INDEX["B02"]] = colour
        planes[INDEX["NIR"]] = read("B08")[0].astype(np.float32) / 65535
        image = Image(
            folder.name,
            planes,
            30.0,
            float(np.median(read("sunZenithAngles"))),
            float(np.median(read("sunAzimuthAngles"))),
            scl=scl_to_classes(read("SCL")[0]),
        )
        yield image, read("shadow_mask_from_green")[0] > 0


def tropics() -> Iterator[tuple[Image, np.ndarray]]:
    """Three tropical chips at 10 m, four bands of level 2A, sun unknown; with the rough label of cloud (H, W) bool."""
    for folder in sorted((data_root() / "chips" / "tropics_l2a_4b_cloud_labels").iterdir()):
        planes = None
        for name, source_name in (("B02", "B02"), ("B03", "B03"), ("B04", "B04"), ("NIR", "B08")):
            with rasterio.open(folder / f"{source_name}.tif") as source:
                plane = source.read(1).astype(np.float32) / 1e4
            planes = np.full((len(BANDS), *plane.shape), np.nan, np.float32) if planes is None else planes
            planes[INDEX[name]] = plane
        with rasterio.open(folder / "label.tif") as source:
            yield Image(folder.name, planes, 10.0), source.read(1) > 0


def contrail() -> Image:
    """The Bavarian Alps at 10 m, six bands of level 2A: clear but for one contrail, of which nothing is labelled."""
    folder = data_root() / "chips" / "sachrang_l2a_contrail"
    planes = None
    for name in ("B02", "B03", "B04", "NIR", "B11", "B12"):
        with rasterio.open(next(folder.glob(f"*_{'B08' if name == 'NIR' else name}_*.tiff"))) as source:
            plane = source.read(1).astype(np.float32) / 65535
        planes = np.full((len(BANDS), *plane.shape), np.nan, np.float32) if planes is None else planes
        planes[INDEX[name]] = plane
    return Image("Sachrang", planes, 10.0)


def coast() -> Image:
    """Aberystwyth on a clear day in May, at 10 m, level 2A without B01 and B09: white roofs, surf, sea."""
    order = ("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12")
    with rasterio.open(data_root() / "chips" / "aberystwyth_l2a_10b.tif") as source:
        return Image("Aberystwyth", pick_bands(source.read().astype(np.float32) / 1e3, order), 10.0)


def cirrus() -> Image:
    """Three kilometres of the Pyrenees at 10 m, level 1C with all bands: thin cirrus over every pixel."""
    folder = data_root() / "chips" / "T31TDH_l1c_cirrus"
    planes = np.empty((len(BANDS), 300, 300), np.float32)
    for name in BANDS:
        with rasterio.open(next(folder.glob(f"*_{'B08' if name == 'NIR' else name}.jp2"))) as source:
            planes[INDEX[name]] = (
                source.read(1, out_shape=(300, 300), resampling=rasterio.enums.Resampling.bilinear) / 1e4
            )
    return Image("T31TDH", planes, 10.0)


def slovenia() -> Iterator[tuple[Image, bool]]:
    """Five small level 1C images of one forest, all bands, taken for 10 m; with whether it is cloudy all over."""
    stack = np.load(data_root() / "chips" / "slovenia_l1c_13b.npy")
    for number, scene in enumerate(stack):
        yield (
            Image(f"Slovenia {number}", pick_bands(scene.transpose(2, 0, 1).astype(np.float32), L1C_ORDER), 10.0),
            number < 2,
        )
