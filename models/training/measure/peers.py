"""Our packs beside Sen2Cor's SCL, ukis-csmask (DLR), s2cloudless (Sinergise), the University of Valencia's networks and the one inside sentle, on the same real pixels.

`pip install -r models/training/requirements-peers.txt` and `pip install --no-deps sentle`, then `python -m models.training.measure.peers --out DIR`

The peers run from their own packages and with their own defaults. They know fewer classes: ukis-csmask clear, shadow and
cloud; s2cloudless and Valencia's two clear and cloud. So semi-transparent and opaque cloud count as one class "cloud" here, for all. A mask
without shadow calls shadow clear, and is judged on cloud alone. sentle's network knows four classes and twelve bands of Level-2A at
10 m, which of the real places T29UNU alone has, at 60 m; its weights name no licence and are looked at here only. Writes DIR/peers.json and DIR/peers.md.
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path

import numpy as np
import rasterio

from ..data.bands import CLEAR, CLOUD, INDEX, SEMI, SHADOW
from ..data.imagery import data_root
from ..data.places import lahinch, lahinch_bands, t11upt, t33uuu, t33uuu_bands
from ..data.validation import Image, clear_validation_chips, l1c_patches, t29unu
from .inference import Pack
from .peer_valencia import NETWORKS as VALENCIA
from .peer_valencia import valencia

#: Names that ukis-csmask gives to bands, in the order in which they are handed over.
CSMASK_BANDS = {"blue": "B02", "green": "B03", "red": "B04", "nir": "NIR", "swir16": "B11", "swir22": "B12"}
#: ukis-csmask divides an image into squares of this size; smaller ones are continued by reflection.
CSMASK_SIZE = 256
CSMASK_CLASSES = np.array([CLEAR, CLOUD, SHADOW], np.uint8)
#: Bands and classes of sentle's network in its order, the window it is given and how far the next lies from it, pixels.
SENTLE_BANDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B8A", "B8A", "B09", "B11", "B12")
SENTLE_CLASSES = np.array([CLEAR, CLOUD, SEMI, SHADOW], np.uint8)
SENTLE_SIZE, SENTLE_STEP = 736, 610
#: The settings of s2cloudless's own example.
S2CLOUDLESS = {"threshold": 0.4, "average_over": 4, "dilation_size": 2, "all_bands": True}


def csmask(image: Image, level: str) -> np.ndarray:
    """(H, W) classes by ukis-csmask's six-band network of a level, without its buffer."""
    from ukis_csmask.mask import CSmask

    planes = np.stack([image.reflectance[INDEX[name]] for name in CSMASK_BANDS.values()], -1)
    height, width = planes.shape[:2]
    down, right = max(CSMASK_SIZE - height, 0), max(CSMASK_SIZE - width, 0)
    planes = np.pad(np.nan_to_num(planes), ((0, down), (0, right), (0, 0)), mode="symmetric").astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mask = CSmask(planes, list(CSMASK_BANDS), product_level=level, providers=["CPUExecutionProvider"])
    return CSMASK_CLASSES[mask.csm[:height, :width, 0]]


def patch_bands(name: str) -> np.ndarray:
    """(13, 256, 256) reflectance of an L1C patch."""
    with rasterio.open(data_root() / "chips" / "l1c_13b_10m" / name) as source:
        return source.read().astype(np.float32) / 1e4


def s2cloudless(stack: np.ndarray) -> np.ndarray:
    """(H, W) classes by s2cloudless at 10 m from thirteen bands (13, H, W) of Level-1C."""
    from s2cloudless import S2PixelCloudDetector

    found = S2PixelCloudDetector(**S2CLOUDLESS).get_cloud_masks(stack.transpose(1, 2, 0)[None])[0]
    return np.where(found > 0, CLOUD, CLEAR).astype(np.uint8)


def sentle(image: Image) -> np.ndarray:
    """(H, W) four classes of T29UNU by the network inside sentle, in windows with margins; B8A stands in for B08, which has no 60 m."""
    import sentle as package
    import torch

    network = torch.jit.load(str(Path(package.__file__).parent / "data" / "cloudmodel.pt")).eval()
    product = next((data_root() / "safe").glob("*T29UNU*.SAFE"))
    planes = []
    for name in SENTLE_BANDS:
        with rasterio.open(next(product.rglob(f"R60m/*_{name}_60m.jp2"))) as source:
            number = source.read(1).astype(np.float32)
        planes.append(np.where(number == 0, 0, (number - 1000) / 1e4).astype(np.float32))
    stack = np.stack(planes)
    out = np.zeros(image.reflectance.shape[1:], np.uint8)
    starts = [np.arange(0, side, SENTLE_STEP) for side in out.shape]
    for row in starts[0]:
        for col in starts[1]:
            top, left = (
                int(np.clip(at - (SENTLE_SIZE - SENTLE_STEP) // 2, 0, side - SENTLE_SIZE))
                for at, side in ((row, out.shape[0]), (col, out.shape[1]))
            )
            with torch.no_grad():
                logits = network(
                    torch.from_numpy(stack[None, :, top : top + SENTLE_SIZE, left : left + SENTLE_SIZE].copy())
                )
            found = SENTLE_CLASSES[logits[0].numpy().argmax(0)]
            there = np.s_[row : row + SENTLE_STEP, col : col + SENTLE_STEP]
            height, width = out[there].shape
            out[there] = found[row - top : row - top + height, col - left : col - left + width]
    return out


def pack_mask(pack: Pack, image: Image) -> np.ndarray:
    """(H, W) classes by one of our packs at its own thresholds."""
    return pack.mask(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)


def rates(hit: np.ndarray, of: np.ndarray) -> dict:
    """Producer's and user's accuracy and F1 of one class; both (n,) bool: found, true."""
    both = int((hit & of).sum())
    producers, users = both / max(of.sum(), 1), both / max(hit.sum(), 1)
    return {
        "producers": round(float(producers), 3),
        "users": round(float(users), 3),
        "f1": round(float(2 * both / max(hit.sum() + of.sum(), 1)), 3),
    }


def point_row(truth: np.ndarray, found: np.ndarray, knows_shadow: bool = True) -> dict:
    """Scores at points, with thin and opaque cloud as one class; `thin` is the share of thin cloud found as any cloud."""
    cloudy = found >= SEMI
    row = {
        "cloud": rates(cloudy, truth >= SEMI),
        "thin": round(float(cloudy[truth == SEMI].mean()), 3),
        "clearKept": round(float((found[truth == CLEAR] == CLEAR).mean()), 3),
        "points": int(truth.size),
    }
    return row | ({"shadow": rates(found == SHADOW, truth == SHADOW)} if knows_shadow else {})


def on_patches(pack: Pack) -> dict:
    """L1C patches: ours, ukis-csmask and Valencia's two at 10 and 20 m, s2cloudless at 10 m."""
    rows: dict[str, dict] = {}
    for metres in (10, 20):
        images = list(l1c_patches(metres))
        truth = np.concatenate([i.truth for i in images])
        at = lambda masks: np.concatenate([m[i.rows, i.cols] for m, i in zip(masks, images)])
        rows[f"nephos-l1c, {metres} m"] = point_row(truth, at([pack_mask(pack, i) for i in images]))
        rows[f"ukis-csmask L1C, {metres} m"] = point_row(truth, at([csmask(i, "l1c") for i in images]))
        for name in VALENCIA:
            rows[f"{name}, {metres} m"] = point_row(truth, at([valencia(name, i.reflectance) for i in images]), False)
        if metres == 10:
            rows["s2cloudless, 10 m"] = point_row(
                truth, at([s2cloudless(patch_bands(i.name)) for i in images]), knows_shadow=False
            )
    return rows


def on_ireland(pack: Pack) -> dict:
    """T29UNU at 60 m, Level-2A."""
    image = t29unu()
    at = lambda mask: mask[image.rows, image.cols]
    return {
        "nephos-l2a": point_row(image.truth, at(pack_mask(pack, image))),
        "ukis-csmask L2A": point_row(image.truth, at(csmask(image, "l2a"))),
        "Sen2Cor's SCL": point_row(image.truth, at(image.scl)),
        "sentle": point_row(image.truth, at(sentle(image))),
    }


def on_new_places(l1c: Pack, l2a: Pack) -> dict:
    """T11UPT at 60 m (Level-2A), Lahinch and T33UUU at 10 m (Level-1C), which no peer has seen: `data/places.py`."""
    image = t11upt()
    at = lambda mask: mask[image.rows, image.cols]
    rows = {
        "T11UPT, nephos-l2a": point_row(image.truth, at(pack_mask(l2a, image))),
        "T11UPT, ukis-csmask L2A": point_row(image.truth, at(csmask(image, "l2a"))),
        "T11UPT, Sen2Cor's SCL": point_row(image.truth, at(image.scl)),
    }
    for place, images, stacks in (
        ("Lahinch", list(lahinch()), lahinch_bands()),
        ("T33UUU", [t33uuu()], [t33uuu_bands()]),
    ):
        truth = np.concatenate([i.truth for i in images])
        at = lambda masks, images=images: np.concatenate([m[i.rows, i.cols] for m, i in zip(masks, images)])
        rows[f"{place}, nephos-l1c"] = point_row(truth, at([pack_mask(l1c, i) for i in images]))
        rows[f"{place}, ukis-csmask L1C"] = point_row(truth, at([csmask(i, "l1c") for i in images]))
        rows[f"{place}, s2cloudless"] = point_row(truth, at([s2cloudless(s) for s in stacks]), knows_shadow=False)
        for name in VALENCIA:
            rows[f"{place}, {name}"] = point_row(truth, at([valencia(name, i.reflectance) for i in images]), False)
    return rows


def on_clear_chips(pack: Pack) -> dict:
    """Share of clear pixels flagged as anything, and of chips with more than 5 % flagged."""
    out = {}
    for name, mask in (("nephos-l2a", lambda i: pack_mask(pack, i)), ("ukis-csmask L2A", lambda i: csmask(i, "l2a"))):
        share = np.array([(mask(image) != CLEAR).mean() for image in clear_validation_chips()])
        out[name] = {
            "pixels": round(float(share.mean()), 5),
            "chipsOver5Percent": round(float((share > 0.05).mean()), 4),
        }
    return out


def table(scores: dict) -> str:
    """The same figures for a person."""
    lines = []
    cell = lambda r: f"{r['producers']:.2f} / {r['users']:.2f} / {r['f1']:.2f}"
    for title, key in (
        ("L1C patches, 287 points, sun unknown", "patches"),
        ("T29UNU, 280 points, 60 m, L2A", "ireland"),
        ("places read after 0.8.0: 60, 52 and 45 points", "newPlaces"),
    ):
        lines += [
            f"| {title} | cloud PA/UA/F1 | thin cloud found | shadow PA/UA/F1 | clear kept |",
            "|---|---|---|---|---|",
        ]
        for name, row in scores[key].items():
            shadow = cell(row["shadow"]) if "shadow" in row else "not told"
            lines.append(f"| {name} | {cell(row['cloud'])} | {row['thin']:.2f} | {shadow} | {row['clearKept']:.2f} |")
        lines.append("")
    lines += ["| clear chips 600-799, 10 m, L2A | pixels flagged | chips with over 5 % |", "|---|---|---|"]
    lines += [
        f"| {name} | {row['pixels'] * 100:.2f} % | {row['chipsOver5Percent'] * 100:.1f} % |"
        for name, row in scores["clearChips"].items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    l1c, l2a = Pack(args.models / "nephos-l1c"), Pack(args.models / "nephos-l2a")
    scores = {
        "patches": on_patches(l1c),
        "ireland": on_ireland(l2a),
        "newPlaces": on_new_places(l1c, l2a),
        "clearChips": on_clear_chips(l2a),
    }
    (args.out / "peers.json").write_text(json.dumps(scores, indent=1))
    (args.out / "peers.md").write_text(table(scores))
    print(table(scores))


if __name__ == "__main__":
    main()
