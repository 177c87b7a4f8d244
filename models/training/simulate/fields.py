"""Random fields: the raw material of clouds and surfaces."""

from __future__ import annotations

import numpy as np
import scipy.fft
import scipy.ndimage as ndi

Rng = np.random.Generator


def fractal(
    rng: Rng, size: int, slope: float, outer_pixels: float = np.inf, stretch: tuple[float, float] = (1, 0)
) -> np.ndarray:
    """A periodic Gaussian field (size, size) of zero mean and unit variance with power spectrum ~ k**-slope.

    Below the wave number 1 / outer_pixels the spectrum is flat, so that structures are no larger than that.
    `stretch` = (factor, angle in radians) draws structures out along the angle (measured from columns to rows).
    """
    rows = scipy.fft.fftfreq(size).astype(np.float32)[:, None]
    cols = scipy.fft.rfftfreq(size).astype(np.float32)[None]
    factor, angle = stretch
    along = (cols * np.cos(angle) + rows * np.sin(angle)) * factor
    across = -cols * np.sin(angle) + rows * np.cos(angle)
    floor = max(1.0 / outer_pixels if outer_pixels < np.inf else 0.0, 0.5 / size)
    amplitude = (along**2 + across**2 + floor**2) ** np.float32(-slope / 4)
    amplitude[0, 0] = 0
    noise = scipy.fft.rfft2(rng.standard_normal((size, size), dtype=np.float32))
    field = scipy.fft.irfft2(noise * amplitude, s=(size, size)).astype(np.float32)
    return (field - field.mean()) / (field.std() + 1e-9)


def shift(field: np.ndarray, rows: float, cols: float) -> np.ndarray:
    """Periodic shift of (..., H, W) by whole pixels: the value at p moves to p + (rows, cols)."""
    return np.roll(field, (int(round(rows)), int(round(cols))), axis=(-2, -1))


def shift_finely(field: np.ndarray, rows: float, cols: float) -> np.ndarray:
    """The same of (H, W) by parts of pixels, linear between them."""
    whole_rows, whole_cols = int(np.floor(rows)), int(np.floor(cols))
    out = np.roll(field, (whole_rows, whole_cols), axis=(0, 1))
    for axis, part in ((0, np.float32(rows - whole_rows)), (1, np.float32(cols - whole_cols))):
        if part > 0.01:
            out = out + part * (np.roll(out, 1, axis) - out)
    return out


def smooth(field: np.ndarray, sigma_pixels: float) -> np.ndarray:
    """Periodic Gaussian blur of (H, W); wide blurs are done on a coarser grid, where they are as good and cheap."""
    step = 4 if sigma_pixels > 8 and field.shape[0] % 4 == 0 else 1
    if step == 1:
        return ndi.gaussian_filter(field, sigma_pixels, mode="wrap", truncate=3)
    height, width = field.shape
    coarse = field.reshape(height // step, step, width // step, step).mean((1, 3))
    coarse = ndi.gaussian_filter(coarse, sigma_pixels / step, mode="wrap", truncate=3)
    return ndi.zoom(coarse, step, order=1, mode="grid-wrap", grid_mode=True)


def quantile_threshold(field: np.ndarray, cover: float) -> float:
    """The value that a fraction `cover` (0..1) of the field exceeds."""
    return float(np.quantile(field[::4, ::4], 1.0 - cover))
