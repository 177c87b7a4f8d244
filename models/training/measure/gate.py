"""The realism gate: simulated Level-1C pixels beside real ones that people have called cloud or not, per band and per ratio.

`python -m models.training.measure.gate --scenes HELD_OUT --out DIR`

The real pixels (`labelled_pixels_l1c.csv`, 10,001 from public label sets) are looked at here and never trained on. For each band and ratio
it says how much of the simulated lies outside of the real 1 to 99 %, and how much of the real outside of the simulated: the second is what
the networks have never seen. `FAILS` of it, and the simulator wants a look. Writes DIR/gate.md.
"""

from __future__ import annotations

import csv

import numpy as np

from ..data.bands import BANDS, CLEAR, INDEX, SEMI, SHADOW
from ..data.imagery import data_root
from ..simulate.cache import SceneStore
from .realism import numbers, report_on_scenes, table
from .statistics import PER_SCENE, simulations

#: The file's names of our bands.
COLUMNS = {
    "B01": "coastal",
    "B02": "blue",
    "B03": "green",
    "B04": "red",
    "NIR": "nir",
    "B09": "wv",
    "B10": "cirrus",
    "B11": "swir1",
    "B12": "swir2",
}
#: Ratios that tell cloud from ground, cirrus from low cloud, and cloud from snow.
RATIOS = (("B09", "NIR"), ("B02", "B04"), ("B01", "B02"), ("NIR", "B04"), ("B11", "B03"), ("B12", "B11"))
LIMITS = (1, 99)
SHOWN = (1, 10, 50, 90, 99)
FAILS = 0.1


def labelled_pixels() -> tuple[np.ndarray, np.ndarray]:
    """TOA reflectance (9, n) and whether each is cloud (n,)."""
    with open(data_root() / "chips" / "labelled_pixels_l1c.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    spectra = np.array([[float(row[COLUMNS[band]]) for row in rows] for band in BANDS], np.float32)
    return spectra, np.array([float(row["label"]) > 0 for row in rows])


def simulated_pixels(store: SceneStore) -> tuple[np.ndarray, np.ndarray]:
    """The same of scenes: as many cloudy and other pixels of each as `PER_SCENE` allows."""
    rng, spectra, cloudy = np.random.default_rng(1), [], []
    for scene in simulations(store, "L1C", 10, 20, 30, 60):
        for is_cloud, where in ((True, scene.label >= SEMI), (False, (scene.label == CLEAR) | (scene.label == SHADOW))):
            rows, cols = np.nonzero(where)
            some = rng.permutation(len(rows))[:PER_SCENE]
            spectra.append(scene.reflectance[:, rows[some], cols[some]])
            cloudy.append(np.full(len(some), is_cloud))
    return np.concatenate(spectra, 1), np.concatenate(cloudy)


def outside(values: np.ndarray, of: np.ndarray) -> float:
    """Share of `values` outside of 1 to 99 % of `of`; 0.02 where both are alike."""
    low, high = np.percentile(of, LIMITS)
    return float(((values < low) | (values > high)).mean())


def quantities(spectra: np.ndarray) -> dict[str, np.ndarray]:
    """Bands and ratios (n,) by name."""
    bands = {name: spectra[k] for name, k in INDEX.items()}
    return bands | {f"{a} / {b}": bands[a] / np.maximum(bands[b], 1e-3) for a, b in RATIOS}


def compare(real: tuple[np.ndarray, np.ndarray], made: tuple[np.ndarray, np.ndarray]) -> list[str]:
    """The table, for cloud and for what is none."""
    rows = []
    for name, cloudy in (("cloud", True), ("no cloud", False)):
        theirs, ours = quantities(real[0][:, real[1] == cloudy]), quantities(made[0][:, made[1] == cloudy])
        for what in theirs:
            unseen = outside(theirs[what], ours[what])
            rows.append(
                [
                    name,
                    what,
                    numbers(np.percentile(theirs[what], SHOWN), 3),
                    numbers(np.percentile(ours[what], SHOWN), 3),
                    f"{outside(ours[what], theirs[what]):.2f}",
                    f"{unseen:.2f}" + (" **" if unseen > FAILS else ""),
                ]
            )
    return table(
        [
            "",
            "band or ratio",
            "real 1 / 10 / 50 / 90 / 99 %",
            "simulated",
            "simulated outside of real 1 to 99 %",
            "real outside of simulated",
        ],
        rows,
    )


def main() -> None:
    report_on_scenes(__doc__, "gate.md", lambda store: "\n".join(compare(labelled_pixels(), simulated_pixels(store))))


if __name__ == "__main__":
    main()
