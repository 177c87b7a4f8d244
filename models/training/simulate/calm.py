"""What ground is woven of: parcels, gradations, texture; and calm ground, which is most of what is seen from above.

Each function gives a surface: reflectance (9, N, N).
"""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndi
from scipy.spatial import cKDTree

from ..data.bands import BANDS, INDEX
from ..data.imagery import TRAINING_CHIPS, clear_chips
from .fields import Rng, fractal

#: How often calm ground is the greenest of three chips; the logarithms of the least and the greatest strength of its texture.
GREEN_ODDS, CALM_LOG = 0.6, (-1.4, 0.3)
#: What denser leaves do to each band.
VIGOUR = np.array(
    [{"NIR": 1.0, "B09": 1.0, "B11": -0.3, "B12": -0.5, "B04": -0.4}.get(band, -0.1) for band in BANDS], np.float32
)


def settle(rng: Rng, spectra: np.ndarray, field: np.ndarray) -> np.ndarray:
    """Which of `spectra` (K, 9) lies at each place, by the values of a smooth `field` there: indices in its shape.

    Like lies beside like, as lakes, forests and fields do: the spectra are ranked by their brightness in the near and
    shortwave infrared and follow the field with some disorder. Dark ground scattered at random would teach that darkness
    means nothing.
    """
    order = np.argsort(spectra[:, INDEX["NIR"]] + spectra[:, INDEX["B11"]] + rng.normal(0, 0.03, len(spectra)))
    disorder = rng.choice([0.05, 0.15, 0.4]) if rng.random() < 0.9 else 3.0
    mixed = field + disorder * rng.standard_normal(field.shape)
    rank = np.argsort(np.argsort(mixed.ravel())).reshape(field.shape) / field.size
    return order[np.minimum((rank * len(spectra)).astype(int), len(spectra) - 1)]


def parcels(rng: Rng, size: int, spectra: np.ndarray, cells: int) -> np.ndarray:
    """Fields: warped Voronoi cells, each with one of `spectra` (K, 9); returns (9, N, N)."""
    points = rng.random((cells, 2)) * size
    warp = [fractal(rng, size, 3.2) * rng.uniform(0, 6) for _ in range(2)]
    rows, cols = np.mgrid[:size, :size].astype(np.float32)
    nearest = cKDTree(points).query(np.stack([rows + warp[0], cols + warp[1]], -1).reshape(-1, 2))[1]
    where = np.minimum(points.astype(int), size - 1)
    chosen = spectra[settle(rng, spectra, fractal(rng, size, rng.uniform(2.5, 3.8))[where[:, 0], where[:, 1]])]
    return np.ascontiguousarray(chosen[nearest.reshape(size, size)].transpose(2, 0, 1)).astype(np.float32)


def texture(rng: Rng, surface: np.ndarray, strength: float = 1.0) -> np.ndarray:
    """Adds what is inside fields: two spectral modes and one of brightness."""
    size = surface.shape[-1]
    modes = sum(
        fractal(rng, size, rng.uniform(1, 2.2))[None] * rng.normal(0, 0.06 * strength, (len(BANDS), 1, 1))
        for _ in range(2)
    )
    modes = modes + fractal(rng, size, 1.8) * rng.uniform(0.03, 0.13) * strength
    blur = rng.uniform(0.3, 0.7)
    return ndi.gaussian_filter(surface * np.exp(modes).astype(np.float32), (0, blur, blur))


def vigour(rng: Rng, surface: np.ndarray) -> np.ndarray:
    """Denser leaves beside thinner ones: more near infrared, a little less red and SWIR; by a tenth from pixel to pixel, as in T11UPT's and T29UNU's."""
    size = surface.shape[-1]
    field = fractal(rng, size, rng.uniform(1.4, 2.4)) * rng.uniform(0.03, 0.16)
    return (surface * np.exp(field[None] * VIGOUR[:, None, None])).astype(np.float32)


def gradations(rng: Rng, size: int, spectra: np.ndarray) -> np.ndarray:
    """Ground without parcels (9, N, N): `spectra` (K, 9) from dull to bright that pass into each other, as in woods and on moors."""
    ordered = spectra[np.argsort(spectra[:, INDEX["NIR"]] + spectra[:, INDEX["B11"]])]
    field = fractal(rng, size, rng.uniform(1.8, 3.4))
    place = ndi.gaussian_filter(np.clip(field / 4 + 0.5, 0, 1), rng.uniform(0, 1.5)) * (len(ordered) - 1)
    lower = np.minimum(place.astype(int), len(ordered) - 2)
    part = (place - lower)[..., None]
    return np.ascontiguousarray((ordered[lower] * (1 - part) + ordered[lower + 1] * part).transpose(2, 0, 1)).astype(
        np.float32
    )


def calm(rng: Rng, size: int, pixel: float) -> np.ndarray:
    """Wide woods, steppe or fields of one kind (9, N, N), on which every small cloud and shadow stands out, as over Alberta's forests.

    Dark in the blue and red, as most land in summer is, oftener than chips are: they were chosen for towns and quarries, too.
    """
    chips = clear_chips()[TRAINING_CHIPS]
    drawn = chips[rng.integers(len(chips), size=3 if rng.random() < GREEN_ODDS else 1)]
    chip = drawn[
        np.argmin(np.median(drawn[:, INDEX["B04"]], (1, 2)) + 9 * (np.median(drawn[:, INDEX["NIR"]], (1, 2)) < 0.06))
    ]
    spectra = chip.reshape(len(BANDS), 16, 4, 16, 4).mean((2, 4)).reshape(len(BANDS), -1).T
    spectra = spectra[np.argsort(np.abs(spectra - np.median(spectra, 0)).sum(1))[: int(rng.integers(3, 120))]]
    spectra[:, INDEX["B10"]] = spectra[:, INDEX["B11"]]
    ground = (
        parcels(rng, size, spectra, int(rng.integers(20, 2000)))
        if rng.random() < 0.5
        else gradations(rng, size, spectra)
    )
    return vigour(rng, texture(rng, ground, float(np.exp(rng.uniform(*CALM_LOG)))))
