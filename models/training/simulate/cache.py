"""Scenes simulated ahead of training and kept on disk, so that training reads instead of simulates.

`python -m models.training.simulate.cache --out DIR --scenes 2000 --workers 2 --seed 1 [--kind wide]`

Scenes of kind `wide` are twice as wide, at 10 and 20 m and mostly under a low sun, so that far shadows lie beside their clouds; those of kind
`woods` are like them, over lit woods of winter and with few clouds (`winter.py`).
Each shard holds as many scenes as its `Kind` says: `toa` uint16 (reflectance x 20000), `opacity` and `light` uint8 (x 255), and the
small arrays `auxiliary`, `l2a`, `azimuth`. Beside it lies `.water`, one bit a pixel; shards of earlier versions lack it.
A shard is written under a temporary name and renamed when whole; shards that exist are kept, so that an interrupted run
goes on where it stopped. Seeds follow the scene number.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..data.bands import BANDS
from ..data.memory import keep_freed_memory
from .scene import FAR_SHADOWS, ORDINARY, SIZE, WINTER_WOODS, Views, simulate

TOA_SCALE = 20000.0


@dataclass(frozen=True)
class Kind:
    """Of the scenes of a store: pixels a side, scenes in a shard, how they are seen."""

    size: int
    shard: int
    views: Views


NARROW = Kind(SIZE, 16, ORDINARY)
WIDE = Kind(2 * SIZE, 8, FAR_SHADOWS)
KINDS = {"narrow": NARROW, "wide": WIDE, "woods": Kind(2 * SIZE, 8, WINTER_WOODS)}


def write_shard(out: Path, seed: int, number: int, kind: Kind = NARROW) -> None:
    """Simulate and store one shard."""
    target = out / f"shard_{seed}_{number:05d}.npy"
    if target.exists():
        return
    image = np.empty((kind.shard, len(BANDS) + 1, kind.size, kind.size), np.uint16)
    small = np.empty((kind.shard, 22), np.float32)
    water = np.empty((kind.shard, kind.size, kind.size), bool)
    for k in range(kind.shard):
        scene = simulate(np.random.default_rng([seed, number * kind.shard + k]), kind.size, kind.views)
        image[k, :-1] = np.clip(scene.toa * TOA_SCALE + 0.5, 0, 65535)
        image[k, -1] = np.round(scene.opacity * 255).astype(np.uint16) * 256 + np.round(scene.light * 255).astype(
            np.uint16
        )
        small[k] = np.concatenate([scene.auxiliary, scene.l2a.ravel(), [scene.sun_azimuth_deg]])
        water[k] = scene.water
    np.save(target.with_suffix(".water.tmp.npy"), np.packbits(water, -1))
    np.save(target.with_suffix(".small.tmp.npy"), small)
    np.save(target.with_suffix(".tmp.npy"), image)
    os.replace(target.with_suffix(".water.tmp.npy"), target.with_suffix(".water"))
    os.replace(target.with_suffix(".small.tmp.npy"), target.with_suffix(".small"))
    os.replace(target.with_suffix(".tmp.npy"), target)


def _worker(job: tuple[Path, int, int, Kind]) -> int:
    write_shard(*job)
    return job[2]


class SceneStore:
    """All shards of a folder, of one kind, read through memory maps; `refresh` picks up new ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.images: list[np.ndarray] = []
        self.small: list[np.ndarray] = []
        self.wet: list[np.ndarray | None] = []
        self._known: set[str] = set()
        self.refresh()

    def refresh(self) -> None:
        """Look for shards that were written since."""
        for path in sorted(self.folder.glob("shard_*.npy")):
            if path.name in self._known or ".tmp" in path.name:
                continue
            self._known.add(path.name)
            self.images.append(np.load(path, mmap_mode="r"))
            with open(path.with_suffix(".small"), "rb") as file:
                self.small.append(np.load(file))
            wet = path.with_suffix(".water")
            self.wet.append(np.load(wet.open("rb")) if wet.exists() else None)

    def __len__(self) -> int:
        return sum(len(shard) for shard in self.images)

    @property
    def size(self) -> int:
        """Pixels a side of each scene; IndexError of an empty folder."""
        return self.images[0].shape[-1]

    def _place(self, index: int) -> tuple[int, int]:
        """(number of the shard, number in it) of a scene."""
        return divmod(index, len(self.images[0]))

    def window(
        self, index: int, row: int, col: int, size: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """(toa (9, size, size), opacity, light (size, size), small (22,)) of one scene's window."""
        shard, place = self._place(index)
        raw = self.images[shard][place, :, row : row + size, col : col + size]
        truth = raw[-1]
        toa = raw[:-1].astype(np.float32) / np.float32(TOA_SCALE)
        return (
            toa,
            (truth >> 8).astype(np.float32) / 255,
            (truth & 255).astype(np.float32) / 255,
            self.small[shard][place],
        )

    def water(self, index: int, row: int, col: int, size: int) -> np.ndarray | None:
        """(size, size) bool: where one scene's window is open water; None of a shard that was stored without it."""
        shard, place = self._place(index)
        packed = self.wet[shard]
        if packed is None:
            return None
        return np.unpackbits(packed[place, row : row + size], axis=-1)[:, col : col + size].astype(bool)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scenes", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS, default="narrow")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    kind = KINDS[args.kind]
    jobs = [(args.out, args.seed, number, kind) for number in range(-(-args.scenes // kind.shard))]
    with mp.Pool(args.workers, keep_freed_memory) as pool:
        for number in pool.imap_unordered(_worker, jobs):
            print(f"shard {number} of {len(jobs)}", flush=True)


if __name__ == "__main__":
    main()
