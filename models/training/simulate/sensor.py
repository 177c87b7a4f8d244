"""The instrument and the product: band resolutions and how a grid interpolates them, blur, noise, detector seams."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import BANDS, INDEX, NATIVE_METRES
from .fields import Rng, fractal

#: Interpolations by which coarse bands reach finer grids: the engine's own first, then what other exports do.
KERNELS = ("linear", "nearest", "cubic")
#: Digital numbers per unit of reflectance: what a product is rounded to.
QUANTUM = 1e-4
#: Light of other wavelengths that B10 takes in, as a share of B11: of ground in the sun 0.0002 more than of its shadow
#: (T33UUU in February, where vapour leaves nothing of either).
CIRRUS_LEAK = 0.0025


#: Logarithm of a scene's noise over `noise_of`, mean and standard deviation: Romania's meadows vary by 0.0006 to 0.002 from pixel to pixel of 10 m in B02, chips by 0.001 to 0.003.
NOISE_LOG = (-0.3, 0.45)


def noise_of(band: str, plane: np.ndarray) -> np.ndarray:
    """Standard deviation of noise, same shape, at a band's own resolution.

    The 60 m bands average much light: over dark sea and where vapour leaves nothing, real B09 and B10 vary by 0.00006 to
    0.00015 from pixel to pixel (T18LTM, T16SGJ, T33UUU, Lahinch), the 10 m bands by 0.002.
    """
    if band in ("B01", "B09", "B10"):
        return 0.00008 + 0.0012 * np.sqrt(np.clip(plane, 0, 2)) * (0.0 if band == "B10" else 1.0)
    if band in ("B11", "B12"):
        return 0.0003 + 0.002 * np.sqrt(np.clip(plane, 0, 2))
    return 0.0006 + 0.004 * np.sqrt(np.clip(plane, 0, 2))


def finer(coarse: np.ndarray, factor: int, kernel: str) -> np.ndarray:
    """(N / factor, N / factor) interpolated to (N, N); pixel areas stay aligned."""
    if kernel == "nearest":
        return np.kron(coarse, np.ones((factor, factor), coarse.dtype))
    return ndi.zoom(coarse, factor, order=1 if kernel == "linear" else 3, mode="nearest", grid_mode=True).astype(
        np.float32
    )


def blocks(plane: np.ndarray, factor: int) -> np.ndarray:
    """(N, N) averaged over factor x factor pixels."""
    size = plane.shape[0]
    return plane.reshape(size // factor, factor, size // factor, factor).mean((1, 3))


def cirrus_background(rng: Rng, infrared: np.ndarray) -> np.ndarray:
    """What B10 holds where vapour leaves nothing of the scene: a dark signal that drifts and is striped, and a trace of `infrared` (B11), same shape."""
    dark = rng.uniform(0.0006, 0.0018) + fractal(rng, infrared.shape[0], 3.0) * abs(rng.normal(0, 0.00008))
    stripes = rng.normal(0, rng.uniform(0.00001, 0.00006), infrared.shape[0])
    return (dark + stripes[None] + rng.uniform(0, CIRRUS_LEAK) * infrared).astype(np.float32)


def observe(rng: Rng, toa: np.ndarray, pixel: float) -> np.ndarray:
    """Top-of-atmosphere reflectance (9, N, N), as the optics see it, to what the product's grid holds."""
    out = np.empty_like(toa)
    kernel = KERNELS[rng.choice(3, p=(0.65, 0.2, 0.15))]
    step = rng.random() < 0.15
    seam = int(rng.integers(0, toa.shape[-1]))
    noisy = float(np.exp(rng.normal(*NOISE_LOG)))
    for i, band in enumerate(BANDS):
        factor = int(NATIVE_METRES[i] // pixel)
        optics = rng.uniform(0.25, 0.5) * min(
            NATIVE_METRES[i] / pixel, 1
        )  # a band averaged to a coarser grid keeps its edges
        plane = ndi.gaussian_filter(toa[i], optics) if factor <= 1 else blocks(toa[i], factor)
        plane = plane * np.float32(np.exp(rng.normal(0, 0.02)))
        if band == "B10":
            plane = plane + cirrus_background(rng, blocks(toa[INDEX["B11"]], max(factor, 1)))
        averaged = max(pixel / NATIVE_METRES[i], 1) ** 0.5
        plane = plane + rng.standard_normal(plane.shape, dtype=np.float32) * noise_of(band, plane) * np.float32(
            noisy / averaged
        )
        if step:
            at = seam // max(factor, 1)
            plane[:, at:] = plane[:, at:] * (1 + rng.normal(0, 0.006)) + (
                rng.normal(0, 0.0001) if band == "B10" else 0.0
            )
        plane = np.round(plane / QUANTUM) * QUANTUM
        out[i] = plane if factor <= 1 else finer(plane.astype(np.float32), factor, kernel)
    return out
