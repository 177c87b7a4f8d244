"""Which alteration of a real image turns a network's answer: how it was found what the simulator got wrong (0.11.0).

`python -m models.training.experiments.alterations [--models models]`

For T33UUU (Level-1C) and T11UPT (Level-2A): the mean probability of cloud of any kind at points of thin and thick cloud and of clear
ground, and of shadow at points of shadow, for the image as it is and altered in one thing at a time.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import BANDS, CLEAR, CLOUD, INDEX, SEMI, SHADOW
from ..data.places import t11upt, t33uuu
from ..data.validation import Image
from ..measure.inference import Pack

#: Reflectance above which light in a band is stretched or squeezed: about that of the clear fields of T33UUU.
FIELDS = {"B01": 0.177, "B02": 0.14, "B03": 0.12, "B11": 0.175, "B12": 0.109}


def scaled(planes: np.ndarray, bands: tuple[str, ...], factor: float) -> np.ndarray:
    """Reflectance (9, H, W) with some bands times a factor."""
    out = planes.copy()
    out[[INDEX[band] for band in bands]] *= factor
    return out


def stretched(planes: np.ndarray, factors: dict[str, float]) -> np.ndarray:
    """Reflectance (9, H, W) with the distance from `FIELDS` times a factor per band."""
    out = planes.copy()
    for band, factor in factors.items():
        out[INDEX[band]] = FIELDS[band] + (planes[INDEX[band]] - FIELDS[band]) * factor
    return out


def tinted_clouds(planes: np.ndarray, factors: tuple[float, ...], brighter_than: float = 0.15) -> np.ndarray:
    """Reflectance (9, H, W) with B01, B02, B03 times a factor each where the blue is bright."""
    bright = np.nan_to_num(planes[INDEX["B02"]]) > brighter_than
    tint = np.ones((len(BANDS), 1, 1), np.float32)
    tint[: len(factors), 0, 0] = factors
    return np.where(bright, planes * tint, planes)


def blurred(planes: np.ndarray, pixels: float) -> np.ndarray:
    """Reflectance (9, H, W) blurred; what is missing is dark."""
    return np.stack([ndi.gaussian_filter(np.nan_to_num(plane, nan=5e-4), pixels) for plane in planes])


def alterations(planes: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """(what was altered, reflectance (9, H, W))."""
    visible, infrared = ("B01", "B02", "B03", "B04"), ("B11", "B12")
    yield "as it is", planes
    flat = planes.copy()
    flat[INDEX["B10"]] = 0.0013
    yield "B10 0.0013 all over", flat
    yield "B09 times 0.5", scaled(planes, ("B09",), 0.5)
    yield "SWIR times 0.6", scaled(planes, infrared, 0.6)
    yield "NIR times 1.3", scaled(planes, ("NIR",), 1.3)
    yield "all times 1.2", planes * np.float32(1.2)
    yield (
        "visible plus 0.01",
        planes + np.array([0.01 if b in visible else 0 for b in BANDS])[:, None, None].astype("f4"),
    )
    yield "blue stretched by 1.5", stretched(planes, {"B01": 1.5, "B02": 1.5, "B03": 1.2})
    yield "SWIR squeezed by 0.6", stretched(planes, {"B11": 0.6, "B12": 0.6})
    yield "bright pixels bluer", tinted_clouds(planes, (1.3, 1.2, 1.1))
    yield "bright pixels less blue", tinted_clouds(planes, (0.8, 0.85, 0.92))
    yield "blurred by a pixel", blurred(planes, 1.0)
    yield "sharper by 0.6", planes + np.float32(0.6) * (planes - blurred(planes, 0.8))


def answers(pack: Pack, image: Image, planes: np.ndarray) -> list[float]:
    """Mean probability of cloud at points of thin cloud, cloud and clear ground, and of shadow at points of shadow."""
    at = pack.probabilities(planes, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)
    at = at[:, image.rows, image.cols]
    cloudy = at[SEMI] + at[CLOUD]
    return [
        *(float(cloudy[image.truth == k].mean()) for k in (SEMI, CLOUD, CLEAR)),
        float(at[SHADOW][image.truth == SHADOW].mean()),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    args = parser.parse_args()
    for level, image in (("l1c", t33uuu()), ("l2a", t11upt())):
        pack = Pack(args.models / f"nephos-{level}")
        print(
            f"| {image.name}, altered | cloud at thin cloud | at cloud | at clear ground | shadow at shadow |\n|---|---|---|---|---|"
        )
        for name, planes in alterations(image.reflectance):
            print(f"| {name} | " + " | ".join(f"{value:.2f}" for value in answers(pack, image, planes)) + " |")


if __name__ == "__main__":
    main()
