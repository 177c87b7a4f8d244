"""Cloud layers: where the optical depth is, how high, and how it reflects.

A layer is a periodic field of optical depth with a base, a top and a phase. Reflectance and transmittance follow the
two-stream solution for an absorbing layer (Bohren and Clothiaux 2006, ch. 5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..data.bands import BANDS, CENTRE_MICROMETRES, INDEX
from .fields import Rng, fractal, quantile_threshold, shift_finely, smooth

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


MAKERS = {
    f.__name__: f for f in (cumulus, humilis, broken, stratus, streaks, fog, frontal, cirrus, contrail, haze, smoke)
}
#: Which layers come together, and how often.
MIXES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.12, ()),
    (0.12, ("cumulus",)),
    (0.13, ("humilis",)),
    (0.07, ("broken",)),
    (0.06, ("stratus",)),
    (0.08, ("frontal",)),
    (0.10, ("cirrus",)),
    (0.04, ("contrail",)),
    (0.05, ("haze",)),
    (0.08, ("streaks",)),
    (0.04, ("fog",)),
    (0.03, ("smoke",)),
    (0.05, ("cumulus", "haze")),
    (0.05, ("cumulus", "cirrus")),
    (0.03, ("humilis", "haze")),
    (0.03, ("humilis", "cirrus")),
    (0.02, ("broken", "haze")),
    (0.02, ("broken", "cirrus")),
    (0.03, ("stratus", "streaks")),
    (0.02, ("cumulus", "streaks")),
    (0.01, ("cumulus", "contrail")),
    (0.02, ("stratus", "cirrus")),
    (0.04, ("frontal", "cirrus")),
    (0.03, ("frontal", "cumulus")),
)


#: The same under a low sun, half of the time: the skies of winter hang low.
WINTER_MIXES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.12, ()),
    (0.34, ("streaks",)),
    (0.12, ("stratus", "streaks")),
    (0.10, ("fog",)),
    (0.10, ("haze",)),
    (0.10, ("humilis",)),
    (0.06, ("streaks", "cirrus")),
    (0.06, ("fog", "streaks")),
)
WINTER_SUN, WINTER_ODDS = 0.47, 0.5
#: Scattering less what goes on forward, B11 over visible: Mie theory gives 1.3 to 1.5 for drops of 4 to 6 micrometres, 1.1 for 15.
DROPS_INFRARED = (1.0, 1.5)
#: What such drops send straight up from a low sun, by the same theory, scattering angles of 100 to 130 degrees: 1.4 to 2.7.
DROPS_INFRARED_ASIDE, ASIDE_SUN = (1.1, 2.2), 0.67


def draw_layers(rng: Rng, size: int, pixel: float, cos_sun: float) -> list[Layer]:
    """A random sky, lowest layer first; `size` in pixels, `pixel` in metres."""
    mixes = WINTER_MIXES if cos_sun < WINTER_SUN and rng.random() < WINTER_ODDS else MIXES
    weights = np.array([w for w, _ in mixes])
    names = mixes[rng.choice(len(mixes), p=weights / weights.sum())][1]
    layers = [MAKERS[name](rng, size, pixel) for name in names]
    return sorted((soften(rng, layer, cos_sun) for layer in layers), key=lambda layer: layer.top_metres)


def soften(rng: Rng, layer: Layer, cos_sun: float) -> Layer:
    """A layer with its blur and, if drops make it, with what they scatter in the SWIR."""
    drops = layer.phase == "water" and layer.angstrom == 0
    return replace(
        layer,
        blur_metres=wandering_metres(rng, layer.phase),
        infrared=float(rng.uniform(*(DROPS_INFRARED_ASIDE if cos_sun < ASIDE_SUN else DROPS_INFRARED)))
        if drops
        else 1.0,
    )


#: Layers that tower: their thick middle is as high as the layer's top, their thin rim and their small pieces hardly above the base.
TOWERING = ("cumulus", "humilis", "broken", "frontal")
#: Copies of a layer that its shadow is made of, at most, and how many pixels they lie apart until then.
MOST_COPIES, COPIES_APART = 36, 1.0
#: A cloud's depth falls to nothing within this part of its layer above its own top.
TALL_EDGE = 15.0


def tallness(layer: Layer, pixel: float) -> np.ndarray | None:
    """(N, N) how far a layer reaches from its base to its top, 0..1; None where it does so everywhere.

    A cloud is about as high as it is wide: the depth, smoothed over half of the layer's thickness, says how much cloud there is.
    """
    if layer.kind not in TOWERING:
        return None
    much = smooth(layer.depth, 0.4 * (layer.top_metres - layer.base_metres) / pixel)
    thick = layer.depth[layer.depth > 0.1]
    return np.sqrt(much / (float(np.quantile(thick, 0.8)) if thick.size else 1.0)).clip(0, 1)


def cast(layer: Layer, vector: tuple[float, float], pixel: float, above_metres: float = 0.0) -> np.ndarray:
    """(N, N) optical depth between the sun and the ground (or a level above it): a layer's copies from base to top, each moved by its height.

    `vector` is the way (columns, rows) from a cloud to its shadow per metre of height.
    """
    tall = tallness(layer, pixel)
    highest = 1.0 if tall is None else min(1.0, float(tall.max()) + 1 / TALL_EDGE)
    reach = highest * np.hypot(*vector) * (layer.top_metres - layer.base_metres) / pixel
    copies = int(np.clip(np.ceil(reach / COPIES_APART), 1, MOST_COPIES)) + 1
    out = None
    for part in np.linspace(0, highest, copies):
        height = layer.base_metres + part * (layer.top_metres - layer.base_metres)
        here = layer.depth if tall is None or part == 0 else layer.depth * np.clip(1 + TALL_EDGE * (tall - part), 0, 1)
        drop = max(height - above_metres, 0.0) / pixel
        moved = shift_finely(here, vector[1] * drop, vector[0] * drop)
        out = moved if out is None else np.maximum(out, moved)
    return out


def relief(layer: Layer, shadow_vector: tuple[float, float], pixel: float, strength: float) -> np.ndarray:
    """(N, N) brightness factor of the cloud's own slopes: sunny sides brighter, far sides darker."""
    thickness = smooth(np.log1p(layer.depth), 0.8) * (layer.top_metres - layer.base_metres) / pixel / 3
    length = np.hypot(*shadow_vector) + 1e-6
    down_rows, down_cols = np.gradient(thickness)
    facing = (down_cols * shadow_vector[0] + down_rows * shadow_vector[1]) / length
    return np.clip(1 + strength * np.tanh(facing * length), 0.45, 1.35).astype(np.float32)
