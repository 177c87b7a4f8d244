"""Labels that time gives: of one place seen on many dates, what differs from its own clear history is cloud, shadow or snow.

The place is a kilometre of Romanian forest and meadow, 140 dates, Level-2A at 10 m (B11 at 20 m). For every date and pixel the
clear ground is the median of the nearest clear observations, nearest by season first and by year second, in two rounds: the first
takes dark-blue observations for clear, the second what the first found. This is the idea of multi-temporal cloud detection
(Hagolle et al. 2010, doi 10.1016/j.rse.2010.03.002) and of Tmask (Zhu and Woodcock 2014, doi 10.1016/j.rse.2014.06.012). Then

- cloud where the blue has risen by more than `CLOUD_RISE` and the SWIR with it;
- semi-transparent where it has risen within `VEIL_RISE`, and the SWIR has not fallen as snow's does;
- shadow where NIR and SWIR have both fallen below `SHADOW_RATIO` of the clear ground and blue has not risen, and a cloud lies towards the sun
  at some height, or the image ends on the way there;
- clear where nothing has changed, and snow of the cold months.

What lies between is left out (weight 0): the limits keep what is sure. No network and no SCL had a part in it.
Every fourth date is held out for validation (`HELD_OUT_EVERY`): whole dates, since neighbouring pixels say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

import numpy as np
import scipy.ndimage as ndi
from rasterio.warp import transform

from .bands import BANDS, CLEAR, CLOUD, INDEX, SEMI, SHADOW, auxiliary_planes
from .imagery import data_root
from .places import sun_position
from .validation import scl_to_classes

FOLDER = "romania_l2a_series"
FIRST_DAY = date(2015, 8, 1)
HOUR_UTC, MINUTE_UTC = 9, 20
PIXEL_METRES = 10.0
HELD_OUT_EVERY, HELD_OUT_REST = 4, 1
#: Clear observations that a date's clear ground is the median of, and what a year between them counts for in days.
NEIGHBOURS = 7
YEAR_DAYS = 12.0
#: Rise of blue reflectance over the clear ground.
CLOUD_RISE = 0.26
VEIL_RISE = (0.045, 0.16)
UNCHANGED_RISE = (-0.02, 0.02)
#: Ratio to the clear ground, NIR and B11.
SHADOW_RATIO = 0.62
UNCHANGED_RATIO = (0.82, 1.25)
#: Snow: normalised difference of B03 and B11, the brightest B11, the months.
SNOW_INDEX, SNOW_B11, SNOW_MONTHS = 0.5, 0.11, (11, 12, 1, 2, 3)
#: A date with more snow than this share tells of nothing else, and in cold months a cloud is no smaller than a patch of snow, pixels.
SNOWY_DATE = 0.03
PATCH_PIXELS = 11
#: Shadow on more than this share of the dates within so many days of the season is the terrain's; and the fewest pixels of one.
SEASON_DAYS, RECURRENT, FEWEST_PIXELS = 45, 0.25, 40
#: Shadow on a date without any cloud counts from this share of the image on, more under a low sun, when slopes and woods throw theirs.
LONELY_SHARE, TERRAIN_SHARE, LOW_SUN_DEG = 0.03, 0.15, 55.0
#: Heights between which the cloud of a shadow is looked for, metres.
CLOUD_METRES = (200.0, 4000.0)


@dataclass(frozen=True)
class Date:
    """reflectance (9, H, W) with NaN for bands that the series lacks; label (H, W) uint8; sure (H, W) bool; sun in degrees, scl (H, W) classes."""

    day: date
    reflectance: np.ndarray
    label: np.ndarray
    sure: np.ndarray
    sun_zenith_deg: float
    sun_azimuth_deg: float
    scl: np.ndarray
    held_out: bool


def read() -> tuple[list[date], dict[str, np.ndarray], np.ndarray, tuple[float, float, float]]:
    """Days; B2, B3, B4, B8, B11 as reflectance (T, H, W) at 10 m; SCL (T, H, W); longitude, latitude and the grid's turn against north in degrees."""
    import h5py

    folder = data_root() / "chips" / FOLDER
    with (
        h5py.File(folder / "sentinel2_cube_subset_romania_10m.nc") as fine,
        h5py.File(folder / "sentinel2_cube_subset_romania_20m.nc") as coarse,
    ):
        days = [FIRST_DAY + timedelta(int(one)) for one in fine["time"][:]]
        planes = {name: fine[name][:].astype(np.float32) / 1e4 for name in ("B2", "B3", "B4", "B8")}
        planes["B11"] = ndi.zoom(
            coarse["B11"][:].astype(np.float32) / 1e4, (1, 2, 2), order=1, mode="nearest", grid_mode=True
        )
        x, y, wkt = float(fine["x"][50]), float(fine["y"][50]), fine["spatial_ref"].attrs["spatial_ref"].decode()
        (west, east), (south, north) = transform(wkt, "EPSG:4326", [x, x], [y, y + 1000])
        turn = float(np.degrees(np.arctan2((east - west) * np.cos(np.deg2rad(south)), north - south)))
        return days, planes, fine["SCL"][:], (west, south, turn)


def clear_ground(planes: dict[str, np.ndarray], usable: np.ndarray, days: list[date]) -> dict[str, np.ndarray]:
    """What each date's ground would be without cloud: median of the nearest usable (T, H, W) observations of other dates, per pixel."""
    year = np.array([one.timetuple().tm_yday for one in days], float)
    apart = np.abs(year[:, None] - year[None])
    apart = np.minimum(apart, 365 - apart) + YEAR_DAYS * np.abs(
        np.array([one.year for one in days])[:, None] - np.array([one.year for one in days])[None]
    )
    out = {name: np.empty_like(plane) for name, plane in planes.items()}
    for t in range(len(days)):
        order = np.argsort(apart[t] + np.where(np.arange(len(days)) == t, 1e6, 0))[:60]
        kept = usable[order] & (np.cumsum(usable[order], 0) <= NEIGHBOURS)
        for name, plane in planes.items():
            out[name][t] = np.nanmedian(np.where(kept, plane[order], np.nan), 0)
    return out


def cloud_towards_sun(cloud: np.ndarray, zenith: float, azimuth: float) -> np.ndarray:
    """(H, W) bool: pixels from which a cloud is met on the way to the sun, or the image's end is."""
    col, row = auxiliary_planes(zenith, azimuth, PIXEL_METRES)[:2] / PIXEL_METRES
    rows, cols = np.mgrid[: cloud.shape[0], : cloud.shape[1]]
    out = np.zeros(cloud.shape, bool)
    for height in np.arange(*CLOUD_METRES, 2 * PIXEL_METRES):
        r, c = np.round(rows - row * height).astype(int), np.round(cols - col * height).astype(int)
        inside = (r >= 0) & (r < cloud.shape[0]) & (c >= 0) & (c < cloud.shape[1])
        out |= ~inside | cloud[np.clip(r, 0, cloud.shape[0] - 1), np.clip(c, 0, cloud.shape[1] - 1)]
    return out


def differences(planes: dict[str, np.ndarray], days: list[date]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rise of blue, ratio of NIR, ratio of B11), each (T, H, W), against the clear ground."""
    blue, infrared = planes["B2"], planes["B11"]
    snow = snowy(planes, days)
    dark = np.quantile(blue, 0.25, axis=0)
    usable = (blue < dark + 0.03) & ~snow & (planes["B8"] > 0.10)
    for _ in range(2):
        ground = clear_ground(planes, usable, days)
        rise, near, far = blue - ground["B2"], planes["B8"] / ground["B8"], infrared / ground["B11"]
        usable = (np.abs(rise) < 0.025) & (near > 0.75) & (far > 0.75) & (far < 1.35) & ~snow
    return rise, near, far


def snowy(planes: dict[str, np.ndarray], days: list[date]) -> np.ndarray:
    """(T, H, W) bool: bright in the green and dark in the SWIR, in the cold months."""
    cold = np.array([one.month in SNOW_MONTHS for one in days])[:, None, None]
    index = (planes["B3"] - planes["B11"]) / np.maximum(planes["B3"] + planes["B11"], 1e-3)
    return cold & (index > SNOW_INDEX) & (planes["B11"] < SNOW_B11)


def label_date(
    rise: np.ndarray,
    near: np.ndarray,
    far: np.ndarray,
    snow: np.ndarray,
    infrared: np.ndarray,
    zenith: float,
    azimuth: float,
    cold: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """(label (H, W) uint8, sure (H, W) bool) of one date from its differences; `infrared` is its B11, (H, W); `cold`: a month with snow."""
    cloud = (rise > CLOUD_RISE) & ~snow & (infrared > SNOW_B11)
    bright = (rise > VEIL_RISE[0]) & ~snow
    cloudless = not ndi.binary_opening(bright, iterations=1).any()
    if cloudless:  # no cloud at all: what the season has shifted over the whole place is no shadow
        shifted = [float(np.clip(np.nanmedian(one), 0.7, 1.35)) for one in (near, far)]
        near, far = near / shifted[0], far / shifted[1]
    veil = (rise > VEIL_RISE[0]) & (rise < VEIL_RISE[1]) & ~snow & (far > 0.8)
    shadow = (near < SHADOW_RATIO) & (far < SHADOW_RATIO) & (rise < 0.01) & ~snow
    shadow &= cloud_towards_sun(ndi.binary_dilation(cloud, iterations=2), zenith, azimuth)
    within = lambda value, limits: (value > limits[0]) & (value < limits[1])
    clear = within(rise, UNCHANGED_RISE) & within(near, UNCHANGED_RATIO) & within(far, UNCHANGED_RATIO)
    # single pixels and thin seams are what two dates do not share to the pixel, or one tree felled; where snow melts, patches as well
    tidy = lambda mask, side=2: ndi.binary_opening(mask, np.ones((side, side), bool))
    if snow.mean() > SNOWY_DATE:
        cloud, veil, shadow = (np.zeros_like(cloud) for _ in range(3))
    cloud, veil, shadow = (
        (tidy(cloud, PATCH_PIXELS), tidy(veil, PATCH_PIXELS), tidy(shadow))
        if cold
        else (tidy(cloud), tidy(veil), tidy(shadow))
    )
    if cloudless and shadow.mean() < (TERRAIN_SHARE if zenith > LOW_SUN_DEG else LONELY_SHARE):
        return np.full(shadow.shape, CLEAR, np.uint8), (clear | snow) & ~bright & ~shadow
    label = np.select([cloud, veil, shadow], [CLOUD, SEMI, SHADOW], CLEAR).astype(np.uint8)
    return label, cloud | veil | shadow | ((clear | snow) & ~bright)


def recurring(label: np.ndarray, days: list[date]) -> np.ndarray:
    """(T, H, W) bool: shadow that lies at the same place on many dates of the season, as a ridge's does."""
    year = np.array([one.timetuple().tm_yday for one in days])
    apart = np.abs(year[:, None] - year[None])
    season = np.minimum(apart, 365 - apart) <= SEASON_DAYS
    shadow = label == SHADOW
    often = np.stack([shadow[one].mean(0) > RECURRENT for one in season])
    small = np.stack([one & ~large(one) for one in shadow])
    return shadow & (often | small)


def large(mask: np.ndarray) -> np.ndarray:
    """(H, W) bool: the parts of a mask that have at least `FEWEST_PIXELS` pixels."""
    parts, count = ndi.label(mask)
    return np.concatenate([[False], np.bincount(parts.ravel(), minlength=count + 1)[1:] >= FEWEST_PIXELS])[parts]


@lru_cache(maxsize=1)
def dates() -> tuple[Date, ...]:
    """All dates with their labels."""
    days, planes, scl, (longitude, latitude, turn) = read()
    rise, near, far = differences(planes, days)
    snow = snowy(planes, days)
    found = []
    for t, day in enumerate(days):
        zenith, azimuth = sun_position(
            datetime(day.year, day.month, day.day, HOUR_UTC, MINUTE_UTC, tzinfo=timezone.utc), longitude, latitude
        )
        azimuth -= turn
        found.append(
            (
                *label_date(
                    rise[t], near[t], far[t], snow[t], planes["B11"][t], zenith, azimuth, day.month in SNOW_MONTHS
                ),
                zenith,
                azimuth,
            )
        )
    doubted = recurring(np.stack([one[0] for one in found]), days)
    out = []
    for t, (day, (label, sure, zenith, azimuth)) in enumerate(zip(days, found)):
        reflectance = np.full((len(BANDS), *label.shape), np.nan, np.float32)
        for name, stored in (("B02", "B2"), ("B03", "B3"), ("B04", "B4"), ("NIR", "B8"), ("B11", "B11")):
            reflectance[INDEX[name]] = planes[stored][t]
        out.append(
            Date(
                day,
                reflectance,
                label,
                sure & ~doubted[t],
                zenith,
                azimuth,
                scl_to_classes(scl[t]),
                t % HELD_OUT_EVERY == HELD_OUT_REST,
            )
        )
    return tuple(out)
