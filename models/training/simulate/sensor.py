"""The instrument and the product: band resolutions and how a grid interpolates them, blur, noise, detector seams."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndi

from ..bands import BANDS, INDEX, NATIVE_METRES
from .fields import Rng

#: Interpolations by which coarse bands reach finer grids: the engine's own first, then what other exports do.
KERNELS = ("linear", "nearest", "cubic")


def to_native_and_back(plane: np.ndarray, factor: int, kernel: str) -> np.ndarray:
    """(N, N) averaged over factor x factor blocks and interpolated again; pixel areas stay aligned."""
    size = plane.shape[0]
    coarse = plane.reshape(size // factor, factor, size // factor, factor).mean((1, 3))
    if kernel == "nearest":
        return np.kron(coarse, np.ones((factor, factor), plane.dtype))
    return ndi.zoom(coarse, factor, order=1 if kernel == "linear" else 3, mode="nearest", grid_mode=True).astype(np.float32)


def observe(rng: Rng, toa: np.ndarray, pixel: float) -> np.ndarray:
    """Top-of-atmosphere reflectance (9, N, N), as the optics see it, to what the product's grid holds."""
    out = np.empty_like(toa)
    kernel = KERNELS[rng.choice(3, p=(0.65, 0.2, 0.15))]
    step = rng.random() < 0.15
    seam = int(rng.integers(0, toa.shape[-1]))
    for i in range(len(BANDS)):
        factor = int(NATIVE_METRES[i] // pixel)
        plane = ndi.gaussian_filter(toa[i], rng.uniform(0.25, 0.5)) if factor <= 1 else to_native_and_back(toa[i], factor, kernel)
        noise = rng.standard_normal(plane.shape, dtype=np.float32)
        plane = plane + noise * (0.0006 + 0.004 * np.sqrt(np.clip(plane, 0, 2))) / max(pixel / 10, 1) ** 0.5
        if step:
            plane[:, seam:] *= 1 + rng.normal(0, 0.006)
        out[i] = plane
    out *= np.exp(rng.normal(0, 0.02, (len(BANDS), 1, 1)))
    out[INDEX["B10"]] += rng.uniform(0.0004, 0.0022)  # stray light and residual dark signal
    return out
