"""What can be mended after the network: edges by the image, the split of thin and opaque cloud, rules for brims.

`python -m models.training.experiments.after_network [--models models] [--rules shipped ...] [--places T11UPT ...]
[--scenes HELD_OUT]`

For each rule and place balanced accuracy on the mean of three places on the network's grid, exact and with borders off
by two pixels; at T29UNU and T11UPT brims (thin pixels within eight of opaque cloud, over opaque cloud's border pixels)
and the share of cloud of any kind that is no brighter than the clear ground around it; of Romania's held-out dates F1
of cloud. With `--scenes` also the share of pixels within three of a true edge that are rightly cloud of any kind or
none, by pixel size, on held-out simulations of Level-2A. Nothing of it is shipped: `ABLATIONS.md`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import scipy.ndimage as ndi

from ..data.bands import CLOUD, INDEX, SCALING, SEMI, SHADOW, scale_reflectance
from ..data.places import lahinch, t11upt, t33uuu
from ..data.series import dates
from ..data.validation import Image, l1c_patches, t29unu
from ..measure.evaluate import BORDER_PIXELS, near
from ..measure.inference import Pack, claim
from ..measure.intervals import balanced
from ..measure.scores import confusion
from ..measure.yardsticks import f1
from ..network.samples import draw, level_channels
from ..simulate.cache import SceneStore

#: How an image is laid on the network's grid: rows and columns in front of it.
SHIFTS = ((0, 0), (1, 3), (5, 9))
#: Of the guided filter, in squares of scaled blue: below it an edge is taken for noise.
NOISE = 0.01
#: Blue of Level-1C above that of Level-2A over the same cloud, roughly: light of the air.
PATH_LIGHT = 0.07
#: A brim ends so many pixels from cloud; a veil is thin cloud in which a square of twice as many and one has room.
BRIM_PIXELS, VEIL_PIXELS = 2, 2
#: Brims lie so near to opaque cloud; clear ground is the mean within so many pixels, and cloud is so much brighter.
BRIM_REACH, GROUND_REACH, RISE = 8, 8, 0.02
EDGE_PIXELS = 3

Thresholds = dict[str, float]
#: Probabilities (4, H, W), blue reflectance (H, W), thresholds, level to classes (H, W).
Rule = Callable[[np.ndarray, np.ndarray, Thresholds, str], np.ndarray]


def box(plane: np.ndarray, reach: int) -> np.ndarray:
    """Mean over a square of 2 `reach` + 1 pixels, (H, W)."""
    return ndi.uniform_filter(plane, 2 * reach + 1, mode="reflect")


def scaled(blue: np.ndarray) -> np.ndarray:
    """Blue as the network sees it (H, W), missing pixels at its median."""
    filled = np.nan_to_num(blue, nan=float(np.nanmedian(blue)))
    return scale_reflectance(filled[None], SCALING | {"gain": SCALING["gain"][INDEX["B02"]]})[0]


def guided(plane: np.ndarray, guide: np.ndarray, reach: int, noise: float = NOISE) -> np.ndarray:
    """The guided filter (He et al. 2013, doi 10.1109/TPAMI.2012.213) of a plane (H, W) by a guide (H, W)."""
    mean, middle = box(guide, reach), box(plane, reach)
    slope = (box(guide * plane, reach) - mean * middle) / (box(guide * guide, reach) - mean * mean + noise)
    return box(slope, reach) * guide + box(middle - slope * mean, reach)


def guided_cloud(probabilities: np.ndarray, blue: np.ndarray, reach: int) -> np.ndarray:
    """Probabilities (4, H, W) whose cloud of any kind, and opaque cloud, follow the blue band's edges."""
    guide = scaled(blue)
    cloudy = np.clip(guided(probabilities[SEMI] + probabilities[CLOUD], guide, reach), 0, 1)
    cloud = np.clip(guided(probabilities[CLOUD], guide, reach), 0, cloudy)
    shadow = np.minimum(probabilities[SHADOW], 1 - cloudy)
    return np.stack([1 - cloudy - shadow, shadow, cloudy - cloud, cloud])


def split_inside(probabilities: np.ndarray, reach: int = 2) -> np.ndarray:
    """Probabilities (4, H, W) whose opaque share of cloud is at least that around, weighed by how surely it is cloud."""
    out = probabilities.copy()
    cloudy = probabilities[SEMI] + probabilities[CLOUD]
    around = box(probabilities[CLOUD] * cloudy, reach) / np.maximum(box(cloudy * cloudy, reach), 1e-4)
    out[CLOUD] = cloudy * np.clip(np.maximum(around, probabilities[CLOUD] / np.maximum(cloudy, 1e-3)), 0, 1)
    out[SEMI] = cloudy - out[CLOUD]
    return out


def brims_to_cloud(mask: np.ndarray, reach: int = BRIM_PIXELS, bright: np.ndarray | None = None) -> np.ndarray:
    """Classes (H, W) with thin cloud beside opaque cloud, no part of a veil, as cloud; if given where `bright` (H, W)."""
    thin, square = mask == SEMI, np.ones((2 * VEIL_PIXELS + 1,) * 2, bool)
    veil = ndi.binary_dilation(ndi.binary_erosion(thin, square, border_value=1), square)
    brim = thin & ~veil & ndi.binary_dilation(mask == CLOUD, np.ones((3, 3), bool), iterations=reach)
    return np.where(brim if bright is None else brim & bright, CLOUD, mask).astype(np.uint8)


def bright_split(probabilities: np.ndarray, blue: np.ndarray, least: float, steepness: float = 20.0) -> np.ndarray:
    """Probabilities (4, H, W) whose opaque share of cloud grows where a pixel is brighter than `least` in the blue."""
    out = probabilities.copy()
    cloudy = probabilities[SEMI] + probabilities[CLOUD]
    limit = float(np.log1p(SCALING["gain"][INDEX["B02"]] * least))
    gained = probabilities[CLOUD] * np.exp(steepness * np.maximum(scaled(blue) - limit, 0))
    out[CLOUD] = cloudy * gained / np.maximum(gained + probabilities[SEMI], 1e-6)
    out[SEMI] = cloudy - out[CLOUD]
    return out


def blue_of(reflectance: float, level: str) -> float:
    """What a blue of Level-2A is in a level."""
    return reflectance + (PATH_LIGHT if level == "L1C" else 0)


RULES: dict[str, Rule] = {
    "shipped": lambda p, blue, t, level: claim(p, t),
    "thin cloud from 0.60, cloud from 0.25": lambda p, blue, t, level: claim(p, t | {"semi": 0.60, "cloud": 0.25}),
    "cloud's odds doubled": lambda p, blue, t, level: claim(p * np.array([1, 1, 1, 2])[:, None, None] / (1 + p[CLOUD]), t),
    "guided, 5 x 5": lambda p, blue, t, level: claim(guided_cloud(p, blue, 2), t),
    "guided, 7 x 7": lambda p, blue, t, level: claim(guided_cloud(p, blue, 3), t),
    "split from inside": lambda p, blue, t, level: claim(split_inside(p), t),
    "guided, 7 x 7, then split from inside": lambda p, blue, t, level: claim(split_inside(guided_cloud(p, blue, 3)), t),
    "brims of 1 pixel": lambda p, blue, t, level: brims_to_cloud(claim(p, t), 1),
    "brims of 2 pixels": lambda p, blue, t, level: brims_to_cloud(claim(p, t)),
    "bright brims of 2 pixels": lambda p, blue, t, level: brims_to_cloud(claim(p, t), 2, blue >= blue_of(0.23, level)),
    "bright pixels": lambda p, blue, t, level: claim(bright_split(p, blue, blue_of(0.27, level)), t),
}  # fmt: skip


def at_shifts(pack: Pack, image: Image) -> Iterator[np.ndarray]:
    """Probabilities (4, H, W) of an image at each place on the grid."""
    sun = image.sun_zenith_deg, image.sun_azimuth_deg
    for down, right in SHIFTS:
        planes = np.pad(image.reflectance, ((0, 0), (down, 0), (right, 0)), mode="reflect")
        yield pack.probabilities(planes, image.pixel_metres, *sun)[:, down:, right:]


def brim_width(mask: np.ndarray) -> float:
    """Thin pixels near opaque cloud over opaque cloud's border pixels, of classes (H, W)."""
    cloud = mask == CLOUD
    border = cloud & ~ndi.binary_erosion(cloud, border_value=1)
    thin = (mask == SEMI) & (ndi.distance_transform_edt(~cloud) <= BRIM_REACH)
    return float(thin.sum() / max(border.sum(), 1))


def no_brighter(mask: np.ndarray, blue: np.ndarray) -> float:
    """Share of cloud of any kind (H, W) that rises by less than `RISE` in the blue over the clear ground around it."""
    clear = (mask == 0) & np.isfinite(blue)
    ground = box(np.where(clear, blue, 0), GROUND_REACH) / np.maximum(box(clear.astype(np.float32), GROUND_REACH), 1e-6)
    cloudy = mask >= SEMI
    return float((cloudy & (blue - ground < RISE)).sum() / max(cloudy.sum(), 1))


def at_points(pack: Pack, level: str, images: Iterable[Image], rules: list[str], looks: bool) -> dict[str, str]:
    """A cell for each rule at one place: balanced accuracy, with tolerance, and with `looks` brims and edges."""
    matrices = {rule: np.zeros((len(SHIFTS), 2, 4, 4), int) for rule in rules}
    seen: dict[str, list[tuple[float, float]]] = {rule: [] for rule in rules}
    for image in images:
        blue, thresholds = image.reflectance[INDEX["B02"]], pack.thresholds(image.reflectance)
        for number, probabilities in enumerate(at_shifts(pack, image)):
            for rule in rules:
                mask = RULES[rule](probabilities, blue, thresholds, level)
                for tolerant, reach in enumerate((0, BORDER_PIXELS)):
                    found = near(mask, image.rows, image.cols, image.truth, reach)
                    matrices[rule][number, tolerant] += confusion(image.truth, found)
                if looks and number == 0:
                    seen[rule].append((brim_width(mask), no_brighter(mask, blue)))
    score = lambda rule, k: np.mean([balanced(one) for one in matrices[rule][:, k]])
    look = lambda rule: "".join(f"; brims {brim:.2f}, no brighter {100 * dull:.1f} %" for brim, dull in seen[rule])
    return {rule: f"{score(rule, 0):.3f} ({score(rule, 1):.3f}){look(rule)}" for rule in rules}


def through_dates(pack: Pack, rules: list[str]) -> dict[str, str]:
    """F1 of cloud of any kind on Romania's held-out dates, for each rule, where the image lies as it is."""
    pairs: dict[str, list] = {rule: [] for rule in rules}
    for one in dates():
        if not one.held_out:
            continue
        sun = one.sun_zenith_deg, one.sun_azimuth_deg
        planes, thresholds = pack.probabilities(one.reflectance, 10.0, *sun), pack.thresholds(one.reflectance)
        for rule in rules:
            mask = RULES[rule](planes, one.reflectance[INDEX["B02"]], thresholds, "L2A")
            pairs[rule].append((one.label[one.sure] >= SEMI, mask[one.sure] >= SEMI))
    return {rule: f"{f1(pairs[rule]):.3f}" for rule in rules}


def on_simulations(pack: Pack, scenes: Path, rules: list[str], count: int = 64, size: int = 256) -> dict[str, str]:
    """For each rule by pixel size the share of pixels near a true edge that are rightly cloud of any kind or none."""
    store, rng, right = SceneStore(scenes), np.random.default_rng(0), {}
    for index in range(min(count, len(store))):
        sample = draw(rng, store, "L2A", size, augment=False, index=index)
        feed = sample.planes[level_channels("L2A")][None]
        probabilities = pack.session.run(None, {"input": feed})[0][0]
        blue = np.expm1(sample.planes[INDEX["B02"]]) / SCALING["gain"][INDEX["B02"]]
        truth, metres = sample.label >= SEMI, round(20 * 2 ** float(sample.planes[-1, 0, 0]))
        grown, shrunk = (change(truth, iterations=EDGE_PIXELS) for change in (ndi.binary_dilation, ndi.binary_erosion))
        edge = grown & ~shrunk & (sample.weight > 0)
        for rule in rules:
            mask = RULES[rule](probabilities, blue, pack.manifest["thresholds"], "L2A")
            hits = right.setdefault(rule, {}).setdefault(metres, np.zeros(2))
            hits += ((mask >= SEMI) == truth)[edge].sum(), edge.sum()
    share = lambda by_size: ", ".join(f"{metres} m {a / max(n, 1):.3f}" for metres, (a, n) in sorted(by_size.items()))
    return {rule: share(by_size) for rule, by_size in right.items()}


#: Place: level, its images, whether its brims and edges are looked at.
PLACES: dict[str, tuple[str, Callable[[], Iterable[Image]], bool]] = {
    "T11UPT": ("L2A", lambda: [t11upt()], True),
    "T29UNU": ("L2A", lambda: [t29unu()], True),
    "L1C patches, 10 m": ("L1C", lambda: l1c_patches(10), False),
    "L1C patches, 20 m": ("L1C", lambda: l1c_patches(20), False),
    "T33UUU": ("L1C", lambda: [t33uuu()], False),
    "Lahinch": ("L1C", lahinch, False),
}
SERIES = "Romania"


def tell(name: str, cells: dict[str, str]) -> None:
    """Prints a place's cells, a rule a line."""
    print(f"{name}\n" + "\n".join(f"  {rule}: {cell}" for rule, cell in cells.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--rules", nargs="+", choices=tuple(RULES), default=list(RULES))
    parser.add_argument("--places", nargs="*", choices=(*PLACES, SERIES), default=[*PLACES, SERIES])
    parser.add_argument("--scenes", type=Path, help="held-out simulations")
    args = parser.parse_args()
    packs = {level: Pack(args.models / f"nephos-{level.lower()}") for level in ("L1C", "L2A")}
    for name in args.places:
        if name == SERIES:
            tell(name, through_dates(packs["L2A"], args.rules))
        else:
            level, read, looks = PLACES[name]
            tell(name, at_points(packs[level], level, read(), args.rules, looks))
    if args.scenes:
        tell("held-out simulations", on_simulations(packs["L2A"], args.scenes, args.rules))


if __name__ == "__main__":
    main()
