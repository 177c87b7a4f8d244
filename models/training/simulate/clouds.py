"""Kinds of cloud, each drawn as a layer: a periodic field of optical depth with a base, a top and a phase."""

from __future__ import annotations

import numpy as np

from ..data.bands import BANDS, INDEX
from .fields import Rng, fractal, quantile_threshold, smooth
from .layer import Layer


def coalbedos(rng: Rng, phase: str) -> np.ndarray:
    """(9,) co-albedo; it grows with particle size, so a scene draws one size for both SWIR bands."""
    out = np.full(len(BANDS), 1e-5, np.float32)
    size = rng.random()
    if phase == "ice":
        out[INDEX["B11"]] = np.interp(size, [0, 1], [0.015, 0.11])
        out[INDEX["B12"]] = np.interp(size, [0, 1], [0.025, 0.13])
        out[INDEX["B10"]] = 0.003
    else:
        out[INDEX["B11"]] = np.interp(size, [0, 1], [0.0005, 0.008])
        out[INDEX["B12"]] = np.interp(size, [0, 1], [0.0025, 0.030])
        out[INDEX["B10"]] = 0.002
    return out


def fray(rng: Rng, depth: np.ndarray, pixel: float) -> np.ndarray:
    """Evaporating edges: the depth, blurred over tens of metres, without losing its core."""
    return (
        np.maximum(smooth(depth, rng.uniform(10, 80) / pixel), depth * rng.uniform(0.3, 0.9))
        if rng.random() < 0.7
        else depth
    )


def wandering_metres(rng: Rng, phase: str) -> float:
    """How far light wanders inside a layer, standard deviation.

    Landsat's pictures of marine stratocumulus are smooth below some 200 m, though the clouds are not (Davis et al. 1997,
    J. Atmos. Sci. 54, 241-260): the same as a blur of some tens of metres. Thin ice scatters once, if at all.
    """
    return float(np.exp(rng.uniform(np.log(12), np.log(90)))) if phase == "water" else float(rng.uniform(5, 60))


def dullness(rng: Rng) -> float:
    """Brightness of broken cloud over what plane-parallel theory gives: light leaves small clouds by their sides."""
    return float(rng.uniform(0.45, 0.8) if rng.random() < 0.25 else rng.uniform(0.75, 1.08))


def cumulus(rng: Rng, size: int, pixel: float) -> Layer:
    """Fair-weather to towering cumulus: billows with hard edges, a common base, many sizes."""
    outer = max(rng.uniform(600, 6000) / pixel, 12)
    field = fractal(rng, size, rng.uniform(2.4, 3.4), outer)
    cover = rng.choice([rng.uniform(0.02, 0.2), rng.uniform(0.1, 0.6)])
    excess = np.clip(field - quantile_threshold(field, cover), 0, None)
    texture = np.exp(fractal(rng, size, rng.uniform(2.4, 3.4), outer) * rng.uniform(0.15, 0.5))
    depth = excess ** rng.uniform(0.7, 1.7) * texture * np.exp(rng.uniform(np.log(5), np.log(60)))
    depth = fray(rng, depth, pixel)
    base = np.exp(rng.uniform(np.log(300), np.log(2500)))
    return Layer("cumulus", "water", depth, base, base + rng.uniform(150, 1500), coalbedos(rng, "water"), dullness(rng))


def broken(rng: Rng, size: int, pixel: float) -> Layer:
    """Small ragged cumulus, many of them thinner than they are wide, some of them smaller than a pixel."""
    field = fractal(rng, size, rng.uniform(1.9, 2.7), max(rng.uniform(200, 1500) / pixel, 6))
    organised = field + fractal(rng, size, 3.2, rng.uniform(4e3, 2e4) / pixel) * rng.uniform(0, 1.2)
    excess = np.clip(organised - quantile_threshold(organised, rng.uniform(0.02, 0.25)), 0, None)
    base = rng.uniform(400, 1800)
    depth = fray(rng, excess * np.exp(rng.uniform(np.log(2), np.log(25))), pixel)
    return Layer("broken", "water", depth, base, base + rng.uniform(80, 500), coalbedos(rng, "water"), dullness(rng))


def stratus(rng: Rng, size: int, pixel: float) -> Layer:
    """Sheets and rolls: stratus, stratocumulus, altostratus, valley fog; smooth, often total."""
    outer = rng.uniform(1500, 25000) / pixel
    stretch = (rng.uniform(1, 4), rng.uniform(0, np.pi))
    field = fractal(rng, size, rng.uniform(2.6, 3.8), outer, stretch)
    excess = np.clip(field - quantile_threshold(field, rng.uniform(0.2, 1.0)), 0, None)
    depth = excess * np.exp(rng.uniform(np.log(1.5), np.log(25)))
    high = rng.random() < 0.35
    base = rng.uniform(2200, 5500) if high else rng.uniform(60, 1800)
    phase = "ice" if high and rng.random() < 0.5 else "water"
    gain = (
        rng.uniform(0.45, 0.8) if rng.random() < 0.15 else rng.uniform(0.75, 1.05)
    )  # dull where more cloud lies around
    return Layer("stratus", phase, depth, base, base + rng.uniform(100, 900), coalbedos(rng, phase), gain)


def frontal(rng: Rng, size: int, pixel: float) -> Layer:
    """Deep cloud with glaciated top: very bright, dark in the SWIR, long shadows, frayed cirrus at its edge."""
    field = fractal(rng, size, rng.uniform(2.8, 3.6), rng.uniform(6e3, 4e4) / pixel)
    excess = np.clip(field - quantile_threshold(field, rng.uniform(0.15, 0.7)), 0, None)
    texture = np.exp(fractal(rng, size, rng.uniform(2.5, 3.4), rng.uniform(1e3, 6e3) / pixel) * rng.uniform(0.2, 0.6))
    top = rng.uniform(2500, 8500)
    depth = excess ** rng.uniform(0.8, 1.6) * texture * np.exp(rng.uniform(np.log(15), np.log(90)))
    if rng.random() < 0.6:  # ice that the wind has carried off: a veil around the thick parts, also over their shadow
        depth = depth + smooth(depth, rng.uniform(150, 2000) / pixel) * np.exp(rng.uniform(np.log(0.005), np.log(0.06)))
    return Layer(
        "frontal", "ice", depth, rng.uniform(800, 0.7 * top), top, coalbedos(rng, "ice"), rng.uniform(0.85, 1.12)
    )


def cirrus(rng: Rng, size: int, pixel: float) -> Layer:
    """Veils, streaks and mares' tails of ice, from invisible to opaque."""
    stretch = (rng.uniform(1, 7), rng.uniform(0, np.pi))
    field = fractal(rng, size, rng.uniform(2.6, 3.8), rng.uniform(2e3, 3e4) / pixel, stretch)
    field = field + fractal(rng, size, rng.uniform(2.2, 3.0), rng.uniform(800, 4e3) / pixel, stretch) * rng.uniform(
        0, 0.35
    )
    excess = np.clip(field - quantile_threshold(field, rng.uniform(0.2, 1.0)), 0, None)
    top = rng.uniform(5500, 12000)
    depth = excess ** rng.uniform(0.8, 1.5) * np.exp(rng.uniform(np.log(0.05), np.log(1.8)))
    return Layer(
        "cirrus", "ice", depth, top - rng.uniform(200, 1500), top, coalbedos(rng, "ice"), rng.uniform(0.85, 1.1)
    )


def contrail(rng: Rng, size: int, pixel: float) -> Layer:
    """One to four straight lines of ice, sharp or spreading."""
    rows, cols = np.mgrid[:size, :size].astype(np.float32)
    depth = np.zeros((size, size), np.float32)
    common = rng.uniform(0, np.pi)
    for _ in range(rng.integers(1, 5)):
        angle = common + rng.normal(0, 0.25) if rng.random() < 0.7 else rng.uniform(0, np.pi)
        distance = (cols - rng.uniform(0.2, 0.8) * size) * np.sin(angle) - (
            rows - rng.uniform(0.2, 0.8) * size
        ) * np.cos(angle)
        width = np.exp(rng.uniform(np.log(40), np.log(1200))) / pixel
        depth += np.exp(-0.5 * (distance / max(width, 0.6)) ** 2) * np.exp(rng.uniform(np.log(0.06), np.log(1.5)))
    depth *= np.exp(fractal(rng, size, 2.6, 2e3 / pixel) * rng.uniform(0.1, 0.7))
    depth[depth < 0.01] = 0
    top = rng.uniform(8500, 11500)
    return Layer("contrail", "ice", depth, top - 200, top, coalbedos(rng, "ice"), 1.0)


def haze(rng: Rng, size: int, pixel: float) -> Layer:
    """Thin low veil of droplets: mist, dissolving cumulus."""
    field = fractal(rng, size, rng.uniform(2.6, 3.6), rng.uniform(1e3, 1.2e4) / pixel)
    excess = np.clip(field - quantile_threshold(field, rng.uniform(0.1, 0.8)), 0, None)
    base = rng.uniform(50, 1500)
    return Layer(
        "haze",
        "water",
        excess * np.exp(rng.uniform(np.log(0.15), np.log(2.0))),
        base,
        base + 200,
        coalbedos(rng, "water"),
        1.0,
    )


def humilis(rng: Rng, size: int, pixel: float) -> Layer:
    """Small compact fair-weather cumulus, most of them of a few pixels at 20 to 60 m: bright, apart, each with its shadow."""
    field = fractal(rng, size, rng.uniform(3.0, 4.2), max(rng.uniform(120, 1200) / pixel, 3))
    field = field + fractal(rng, size, 3.0, rng.uniform(5e3, 3e4) / pixel) * rng.uniform(0, 0.8)
    excess = np.clip(field - quantile_threshold(field, np.exp(rng.uniform(np.log(0.01), np.log(0.2)))), 0, None)
    depth = excess ** rng.uniform(0.6, 1.3) * np.exp(rng.uniform(np.log(6), np.log(60)))
    base = np.exp(rng.uniform(np.log(400), np.log(2600)))
    return Layer("humilis", "water", depth, base, base + rng.uniform(80, 700), coalbedos(rng, "water"), dullness(rng))


def streaks(rng: Rng, size: int, pixel: float) -> Layer:
    """Low stratus in bands, shreds and thin rims, under which the ground can be seen: far below what B10 shows, and hardly in B09."""
    stretch = (rng.uniform(1.5, 9), rng.uniform(0, np.pi))
    field = fractal(rng, size, rng.uniform(2.2, 3.4), rng.uniform(600, 9e3) / pixel, stretch)
    field = field + fractal(rng, size, 2.4, rng.uniform(300, 2e3) / pixel, stretch) * rng.uniform(0, 0.4)
    excess = np.clip(field - quantile_threshold(field, rng.uniform(0.05, 0.8)), 0, None)
    base = rng.uniform(80, 1300)
    depth = excess ** rng.uniform(0.8, 1.4) * np.exp(rng.uniform(np.log(0.2), np.log(6)))
    return Layer(
        "streaks", "water", depth, base, base + rng.uniform(50, 350), coalbedos(rng, "water"), rng.uniform(0.75, 1.05)
    )


def fog(rng: Rng, size: int, pixel: float) -> Layer:
    """Fog and low stratus on the ground, smooth, thin towards its rim, with hardly a shadow."""
    field = fractal(
        rng, size, rng.uniform(3.0, 4.2), rng.uniform(1.5e3, 2e4) / pixel, (rng.uniform(1, 3), rng.uniform(0, np.pi))
    )
    excess = np.clip(field - quantile_threshold(field, rng.uniform(0.1, 1.0)), 0, None)
    base = rng.uniform(0, 120)
    return Layer(
        "fog",
        "water",
        excess * np.exp(rng.uniform(np.log(0.3), np.log(12))),
        base,
        base + rng.uniform(60, 400),
        coalbedos(rng, "water"),
        rng.uniform(0.8, 1.05),
    )


def smoke(rng: Rng, size: int, pixel: float) -> Layer:
    """Smoke and dense haze at any height: most in the blue, next to nothing in the SWIR."""
    field = fractal(
        rng, size, rng.uniform(2.8, 3.8), rng.uniform(1.5e3, 3e4) / pixel, (rng.uniform(1, 6), rng.uniform(0, np.pi))
    )
    excess = np.clip(field - quantile_threshold(field, rng.uniform(0.1, 1.0)), 0, None)
    base = rng.uniform(100, 3500)
    depth = excess * np.exp(rng.uniform(np.log(0.3), np.log(4.0)))
    return Layer(
        "smoke",
        "water",
        depth,
        base,
        base + rng.uniform(200, 1200),
        np.full(len(BANDS), 1e-5, np.float32),
        rng.uniform(0.75, 1.0),
        rng.uniform(0.8, 1.7),
    )
