"""Which layers come together in a sky, and how often."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .clouds import (
    broken,
    cirrus,
    contrail,
    cumulus,
    fog,
    frontal,
    haze,
    humilis,
    smoke,
    stratus,
    streaks,
    wandering_metres,
)
from .fields import Rng
from .layer import Layer

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
