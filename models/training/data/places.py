"""Real places whose points were read after networks 0.8.0: T11UPT (Alberta), Lahinch (Ireland), T33UUU (Brandenburg).

None is chosen by: Lahinch is for testing, looked at once for a version; T11UPT and T33UUU were studied for 0.11.0, to find out what the
simulator got wrong (`measure/REALISM.md`). `new_points.csv` holds their points.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timezone

import numpy as np
import rasterio
import rasterio.enums
from rasterio.warp import transform

from .bands import BANDS, INDEX
from .imagery import L1C_ORDER, data_root, pick_bands
from .validation import Image, scl_to_classes

T11UPT_TIME = datetime(2020, 8, 4, 18, 39, tzinfo=timezone.utc)
T33UUU_TIME = datetime(2017, 2, 16, 10, 21, tzinfo=timezone.utc)


def sun_position(when: datetime, longitude_deg: float, latitude_deg: float) -> tuple[float, float]:
    """(zenith, azimuth clockwise from north) of the sun in degrees, within 0.1 (the low-precision formulas of the Astronomical Almanac, section C)."""
    days = when.timestamp() / 86400 - 10957.5  # since 2000-01-01 12:00 UTC
    mean = np.deg2rad(280.460 + 0.9856474 * days)
    anomaly = np.deg2rad(357.528 + 0.9856003 * days)
    ecliptic = mean + np.deg2rad(1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    tilt = np.deg2rad(23.439 - 4e-7 * days)
    ascension = np.arctan2(np.cos(tilt) * np.sin(ecliptic), np.cos(ecliptic))
    declination = np.arcsin(np.sin(tilt) * np.sin(ecliptic))
    hour = np.deg2rad((18.697374558 + 24.06570982441908 * days) % 24 * 15 + longitude_deg) - ascension
    latitude = np.deg2rad(latitude_deg)
    cosine = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(hour)
    azimuth = np.arctan2(-np.sin(hour), np.tan(declination) * np.cos(latitude) - np.sin(latitude) * np.cos(hour))
    return float(np.degrees(np.arccos(cosine))), float(np.degrees(azimuth) % 360)


def sun_over(source: rasterio.DatasetReader, when: datetime) -> tuple[float, float]:
    """The sun's (zenith, azimuth) in degrees over the middle of an image."""
    x, y = source.xy(source.height / 2, source.width / 2)
    (longitude,), (latitude,) = transform(source.crs, "EPSG:4326", [x], [y])
    return sun_position(when, longitude, latitude)


def points_of(file: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rows, cols, classes 0..3) of one image's points."""
    with open(data_root() / "points" / "new_points.csv", encoding="utf-8") as source:
        mine = [p for p in csv.DictReader(source) if p["file"] == file]
    return tuple(np.array([int(p[key]) for p in mine]) - shift for key, shift in (("row", 0), ("col", 0), ("class", 1)))


def t11upt() -> Image:
    """The western half of T11UPT at 60 m, L2A, with its points and SCL; 0 is missing, no offset."""
    name = "t11upt_l2a_60m_west.tif"
    with rasterio.open(data_root() / "chips" / name) as source:
        stack, order, sun = source.read(), source.descriptions, sun_over(source, T11UPT_TIME)
    planes = np.full((len(BANDS), *stack.shape[1:]), np.nan, np.float32)
    for band in BANDS:
        stored = "B8A" if band == "NIR" else band
        if stored in order:
            number = stack[order.index(stored)].astype(np.float32)
            planes[INDEX[band]] = np.where(number == 0, np.nan, number / 1e4)
    return Image("T11UPT", planes, 60.0, *sun, *points_of(name), scl_to_classes(stack[order.index("SCL")]))


def lahinch_bands() -> Iterator[np.ndarray]:
    """The same five dates with all thirteen bands (13, 158, 214), for other people's masks."""
    for path in sorted((data_root() / "chips" / "lahinch_l1c_13b_10m").glob("*.tif")):
        with rasterio.open(path) as source:
            yield source.read().astype(np.float32) / 1e4


def lahinch() -> Iterator[Image]:
    """Five dates at Lahinch at 10 m, L1C, the sun unknown as the files have no time."""
    for path in sorted((data_root() / "chips" / "lahinch_l1c_13b_10m").glob("*.tif")):
        with rasterio.open(path) as source:
            stack = source.read().astype(np.float32) / 1e4
        yield Image(
            f"Lahinch {path.stem}",
            pick_bands(stack, L1C_ORDER),
            10.0,
            None,
            None,
            *points_of(f"lahinch_l1c_13b_10m/{path.name}"),
        )


def t33uuu_bands(order: tuple[str, ...] = L1C_ORDER) -> np.ndarray:
    """(bands, 768, 1536) of Brandenburg in February, every band interpolated to 10 m as the engine does."""
    planes = []
    for band in order:
        with rasterio.open(next((data_root() / "chips" / "t33uuu_l1c_winter").glob(f"*_{band}.jp2"))) as source:
            plane = source.read(1, out_shape=(768, 1536), resampling=rasterio.enums.Resampling.bilinear)
            planes.append(plane.astype(np.float32) / 1e4)
    return np.stack(planes)


def t33uuu() -> Image:
    """The same at 10 m, L1C, with its points."""
    with rasterio.open(next((data_root() / "chips" / "t33uuu_l1c_winter").glob("*_B02.jp2"))) as source:
        sun = sun_over(source, T33UUU_TIME)
    return Image("T33UUU", pick_bands(t33uuu_bands(), L1C_ORDER), 10.0, *sun, *points_of("t33uuu_l1c_winter"))


def sunlit_woods(image: Image) -> np.ndarray:
    """(H, W) bool of T33UUU: conifers in full sun, off the streaks' shadows by their brightness, on which none of its points lies."""
    red, infrared, swir = (image.reflectance[INDEX[band]] for band in ("B04", "NIR", "B11"))
    between = lambda plane, low, high: (plane > low) & (plane < high)
    return between(red, 0.052, 0.076) & between(infrared, 0.11, 0.18) & between(swir, 0.05, 0.11)
