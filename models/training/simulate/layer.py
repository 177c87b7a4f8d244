"""One sheet of cloud: its depth, its heights, and what it reflects and lets through.

Reflectance and transmittance follow the two-stream solution for an absorbing layer (Bohren and Clothiaux 2006, ch. 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..data.bands import CENTRE_MICROMETRES, INDEX
from .fields import smooth

ASYMMETRY = {"water": 0.85, "ice": 0.78}


@dataclass(frozen=True)
class Layer:
    """One sheet of cloud."""

    kind: str
    phase: str  # "water" or "ice"
    depth: np.ndarray  # (N, N) optical depth, periodic
    base_metres: float
    top_metres: float
    coalbedo: np.ndarray  # (9,) 1 - single scattering albedo
    gain: float  # what plane-parallel theory does not know: side light, droplets, viewing angle
    angstrom: float = 0.0  # how fast optical depth falls with wavelength: 0 for drops and ice, above 1 for smoke
    infrared: float = 1.0  # scattering depth in B11 over that in the visible, see `spectral_depth`
    blur_metres: float = 0.0  # how far light wanders inside before it leaves: detail below this is smoothed away


#: What small drops send aside grows with the wave: as powers of `Layer.infrared`, after Mie theory for drops of 4 to 10 micrometres.
INFRARED_POWERS = {"NIR": 0.28, "B09": 0.28, "B11": 1.0, "B12": 1.25}
#: A pixel averages what lies in it: the same as a blur of this many pixels.
PIXEL_BLUR = 0.35


def spectral_depth(layer: Layer) -> np.ndarray:
    """(9,) scattering depth of a layer per band over that in the visible."""
    fine = (CENTRE_MICROMETRES / 0.55) ** -layer.angstrom
    for band, power in INFRARED_POWERS.items():
        fine[INDEX[band]] *= layer.infrared**power
    return fine.astype(np.float32)


def two_stream(depth: np.ndarray, coalbedo: float, asymmetry: float) -> tuple[np.ndarray, np.ndarray]:
    """Reflectance and transmittance (same shape as depth) for diffuse light."""
    coalbedo = max(coalbedo, 1e-5)
    similarity = np.sqrt(coalbedo / (1 - (1 - coalbedo) * asymmetry))
    infinite = (1 - similarity) / (1 + similarity)
    rate = np.sqrt(3 * coalbedo * (1 - (1 - coalbedo) * asymmetry))
    once = np.exp(-np.minimum(rate * depth, 60)).astype(np.float32)
    below = 1 - infinite**2 * once**2
    return infinite * (1 - once**2) / below, (1 - infinite**2) * once / below


def shine(layer: Layer, depth: np.ndarray, coalbedo: float, pixel: float) -> tuple[np.ndarray, np.ndarray]:
    """Reflectance and transmittance (N, N) of a layer at a slanted depth, blurred by how far light wanders in it."""
    reflected, passed = two_stream(depth, coalbedo, ASYMMETRY[layer.phase])
    blur = float(np.hypot(layer.blur_metres / pixel, PIXEL_BLUR))
    return smooth(reflected, blur), smooth(passed, blur)
