"""The spectral bands the networks see, and what physics needs to know about each.

Arrays in this package carry bands in the order of `BANDS`; "NIR" stands for B8A on 20 m and 60 m grids and for
B08 on the 10 m grid. Wavelengths are band centres of Sentinel-2A's MSI.
"""

from __future__ import annotations

import numpy as np

BANDS: tuple[str, ...] = ("B01", "B02", "B03", "B04", "NIR", "B09", "B10", "B11", "B12")
INDEX: dict[str, int] = {name: i for i, name in enumerate(BANDS)}

#: Bands that a product of each level offers, as indices into `BANDS`.
LEVEL_BANDS: dict[str, tuple[int, ...]] = {
    "L1C": tuple(range(len(BANDS))),
    "L2A": tuple(i for i, name in enumerate(BANDS) if name != "B10"),
}

#: Names used in a pack's manifest.
MANIFEST_NAMES: dict[str, str] = {name: name for name in BANDS} | {"NIR": "B8A|B08"}

CENTRE_MICROMETRES = np.array([0.443, 0.492, 0.560, 0.665, 0.860, 0.945, 1.375, 1.610, 2.190], np.float32)

#: Coarsest sampling at which each band reaches a grid of 10 m (finer grids interpolate it).
NATIVE_METRES = np.array([60, 10, 10, 10, 10, 60, 60, 20, 20])

#: Delay behind B02 with which a detector images the same ground point in each band, seconds (ESA, MSI focal plane).
#: An object at height h is displaced by delay * ground-track angular speed * h between bands.
DELAY_SECONDS = np.array([2.314, 0.0, 0.527, 1.005, 0.264, 2.586, 0.851, 1.468, 2.085], np.float32)

#: Satellite speed over altitude, 1/s: 7.45 km/s at 786 km.
TRACK_ANGULAR_SPEED = 7.45 / 786.0

CLASSES: tuple[str, ...] = ("clear", "shadow", "semi", "cloud")
CLEAR, SHADOW, SEMI, CLOUD = range(4)

#: Input scaling, written into the manifests and used wherever reflectance meets a network.
#: The gains keep dark ground and faint cirrus apart: a shadow is a matter of 0.02 in the near infrared, a veil of 0.005 in B10.
SCALING = {
    "transform": "log1p",
    "gain": [400.0 if name == "B10" else 40.0 for name in BANDS],
    "max": 2.0,
    "missing": -1.0,
}


def scale_reflectance(reflectance: np.ndarray, scaling: dict = SCALING) -> np.ndarray:
    """Reflectance (bands, H, W), unitless, to network input; NaN means missing. One gain for all bands or one per band."""
    clipped = np.clip(reflectance, 0.0, scaling["max"], dtype=np.float32)
    gain = np.broadcast_to(np.asarray(scaling["gain"], np.float32), len(reflectance))
    scaled = np.log1p(clipped * gain[:, None, None])
    return np.where(np.isfinite(reflectance), scaled, np.float32(scaling["missing"])).astype(np.float32)


def auxiliary_planes(sun_zenith_deg: float | None, sun_azimuth_deg: float | None, pixel_metres: float) -> np.ndarray:
    """The three constant planes' values: (shadow_col, shadow_row, log2_pixel), shape (3,).

    The first two are the ground vector from a cloud to its shadow per metre of height, columns eastward and rows
    southward: a sun at azimuth A (clockwise from north) throws shadows towards (-sin A, +cos A) on the image.
    Unknown angles give 0, 0.
    """
    log2_pixel = np.log2(pixel_metres / 20.0)
    if sun_zenith_deg is None or sun_azimuth_deg is None:
        return np.array([0.0, 0.0, log2_pixel], np.float32)
    slope = np.tan(np.deg2rad(sun_zenith_deg))
    azimuth = np.deg2rad(sun_azimuth_deg)
    return np.array([-np.sin(azimuth) * slope, np.cos(azimuth) * slope, log2_pixel], np.float32)


def sun_of(shadow_vector: np.ndarray) -> tuple[float, float]:
    """The sun's (zenith, azimuth) in degrees of a known shadow vector (col, row), the first two values of `auxiliary_planes`."""
    col, row = map(float, shadow_vector)
    return float(np.degrees(np.arctan(np.hypot(col, row)))), float(np.degrees(np.arctan2(-col, row)) % 360)
