"""Pictures for the model cards: where the packs are right and where they are wrong, beside the image.

`python -m models.training.measure.pictures --out build/pictures/networks [--models models]`

Writes `t29unu-scl.jpg` (windows with the largest disagreement with the SCL: image, ours, SCL), `alberta.jpg` (image, painted
shadow and ours), `clear-worst.jpg` (the twenty clear chips with most false alarms), `l1c-patches.jpg` (the patches with
most wrong points: image, B10, ours), `t11upt.jpg` (T11UPT: image, ours, SCL), `l1c-places.jpg` (Lahinch and T33UUU: image, ours) and
`romania.jpg` (held-out dates: image, ours, SCL, the labels that time gave), `deep-shadow.jpg` (the Lazio patch all of whose land lies in shadow:
image, the image stretched to what light is left, infrared, ours at 10 and 20 m). Colours of the classes are the application's.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw

from ..data.bands import BANDS, CLEAR, INDEX, SHADOW
from ..data.places import lahinch, t11upt, t33uuu
from ..data.series import dates
from ..data.validation import DEEP_SHADOW, Image, alberta, clear_validation_chips, l1c_patches, t29unu
from .inference import Pack

#: Shadow, semi-transparent, cloud: Okabe and Ito's colours, as in the application.
COLOURS = {1: (0, 114, 178), 2: (240, 228, 66), 3: (213, 94, 0)}
GAP = 6
NO_DATA = 96


def colour(reflectance: np.ndarray, top: float = 0.3) -> np.ndarray:
    """(H, W, 3) uint8 true colour of (9, H, W) reflectance, white at `top`; no-data is grey."""
    rgb = reflectance[[INDEX["B04"], INDEX["B03"], INDEX["B02"]]]
    shown = np.clip(np.nan_to_num(rgb) / top, 0, 1) ** 0.7 * 255
    return np.where(np.isnan(rgb).any(0)[..., None], NO_DATA, shown.transpose(1, 2, 0)).astype(np.uint8)


def overlay(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The picture with classes laid over it, two thirds opaque; no-data has no class."""
    out = image.astype(np.float32)
    valid = (image != NO_DATA).any(-1)
    for value, tint in COLOURS.items():
        here = valid & (mask == value)
        out[here] = out[here] / 3 + np.array(tint, np.float32) * 2 / 3
    return out.astype(np.uint8)


def enlarge(picture: np.ndarray, size: int) -> np.ndarray:
    """Nearest-neighbour to `size` pixels wide."""
    height = round(picture.shape[0] * size / picture.shape[1])
    resampling = Picture.Resampling.NEAREST if picture.shape[1] <= size else Picture.Resampling.BOX
    return np.asarray(Picture.fromarray(picture).resize((size, height), resampling))


def sheet(rows: list[tuple[str, list[np.ndarray]]], path: Path, width: int) -> None:
    """Rows of pictures of one width each, with a caption above, as a JPEG."""
    cells = [(caption, [enlarge(p, width) for p in pictures]) for caption, pictures in rows]
    columns = max(len(pictures) for _, pictures in cells)
    total = sum(max(p.shape[0] for p in pictures) + 22 for _, pictures in cells)
    canvas = Picture.new("RGB", (columns * (width + GAP) - GAP, total), "white")
    draw, top = ImageDraw.Draw(canvas), 0
    for caption, pictures in cells:
        draw.text((2, top + 2), caption, fill="black", font_size=14)
        for k, picture in enumerate(pictures):
            canvas.paste(Picture.fromarray(picture), (k * (width + GAP), top + 20))
        top += max(p.shape[0] for p in pictures) + 22
    canvas.save(path, quality=86, optimize=True)


def classes(pack: Pack, image: Image) -> np.ndarray:
    """(H, W) mask of one image."""
    return pack.mask(image.reflectance, image.pixel_metres, image.sun_zenith_deg, image.sun_azimuth_deg)


def disagreements(pack: Pack, image: Image, path: Path, window: int = 192, count: int = 5) -> None:
    """The windows of an image in which most pixels differ from the SCL, none of them overlapping."""
    mask, rgb = classes(pack, image), colour(image.reflectance)
    differs = (mask != image.scl) & ~np.isnan(image.reflectance[INDEX["B04"]])
    high, wide = (size // window for size in mask.shape)
    share = differs[: high * window, : wide * window].reshape(high, window, wide, window).mean((1, 3))
    rows = []
    for place in np.argsort(-share, axis=None)[:count]:
        row, col = (int(v) * window for v in np.unravel_index(place, share.shape))
        part = np.s_[row : row + window, col : col + window]
        rows.append(
            (
                f"{image.name}, rows {row}-{row + window}, columns {col}-{col + window} at 60 m: image, nephos-l2a, Sen2Cor's SCL",
                [rgb[part], overlay(rgb[part], mask[part]), overlay(rgb[part], image.scl[part])],
            )
        )
    sheet(rows, path, 384)


def shadow_sheet(pack: Pack, out: Path) -> None:
    """Alberta: image, painted shadow, ours."""
    rows = []
    for image, shadow in alberta():
        rgb = colour(image.reflectance)
        rows.append(
            (
                f"Alberta, {image.name}, four bands: image, shadow painted by hand, nephos-l2a",
                [rgb, overlay(rgb, np.where(shadow, SHADOW, CLEAR)), overlay(rgb, classes(pack, image))],
            )
        )
    sheet(rows, out / "alberta.jpg", 420)


def false_alarms(pack: Pack, out: Path) -> None:
    """The twenty clear chips with most pixels flagged, five in a row, each beside its mask."""
    flagged = [
        (float((mask != CLEAR).mean()), image, mask)
        for image in clear_validation_chips()
        for mask in (classes(pack, image),)
    ]
    worst = sorted(flagged, key=lambda item: -item[0])[:20]
    rows = []
    for first in range(0, 20, 5):
        caption = "    ".join(f"{image.name}: {share * 100:.0f} %" for share, image, _ in worst[first : first + 5])
        pictures = [
            p
            for _, image, mask in worst[first : first + 5]
            for rgb in (colour(image.reflectance, 0.25),)
            for p in (rgb, overlay(rgb, mask))
        ]
        rows.append((caption, pictures))
    sheet(rows, out / "clear-worst.jpg", 128)


def patches(pack: Pack, out: Path, count: int = 8) -> None:
    """The L1C patches with most wrong points: image, B10, ours."""
    found = []
    for image in l1c_patches(10):
        mask = classes(pack, image)
        found.append((int((mask[image.rows, image.cols] != image.truth).sum()), image, mask))
    rows = []
    for wrong, image, mask in sorted(found, key=lambda item: -item[0])[:count]:
        rgb, high = colour(image.reflectance, 0.45), image.reflectance[BANDS.index("B10")]
        grey = np.repeat((np.clip(high / 0.03, 0, 1) * 255).astype(np.uint8)[..., None], 3, -1)
        rows.append(
            (
                f"{image.name[-44:-4]}: {wrong} of {len(image.truth)} points wrong; image, B10 (0-0.03), nephos-l1c",
                [rgb, grey, overlay(rgb, mask)],
            )
        )
    sheet(rows, out / "l1c-patches.jpg", 256)


#: Darkest and brightest reflectance shown there: true colours (B04, B03, B02), then near infrared, B04, B03.
DIM, DIM_INFRARED = ((0.02, 0.05), (0.035, 0.06), (0.065, 0.1)), ((0.015, 0.06), (0.02, 0.05), (0.035, 0.07))


def stretched(planes: np.ndarray, limits: tuple[tuple[float, float], ...]) -> np.ndarray:
    """(H, W, 3) uint8 of three planes (3, H, W), each black and white at its limits."""
    low, high = np.array(limits, np.float32).T[:, :, None, None]
    return (np.clip((planes - low) / (high - low), 0, 1) ** 0.7 * 255).transpose(1, 2, 0).astype(np.uint8)


def deep_shadow(pack: Pack, path: Path) -> None:
    """Land in deep shadow: as other images are shown, as what light is left shows it, and ours at two pixel sizes."""
    fine, coarse = (next(one for one in l1c_patches(metres) if DEEP_SHADOW in one.name) for metres in (10, 20))
    bands = lambda *names: fine.reflectance[[INDEX[name] for name in names]]
    dim = stretched(bands("B04", "B03", "B02"), DIM)
    masks = classes(pack, fine), classes(pack, coarse).repeat(2, 0).repeat(2, 1)
    infrared = stretched(bands("NIR", "B04", "B03"), DIM_INFRARED)
    row = [colour(fine.reflectance), dim, infrared, *(overlay(dim, mask) for mask in masks)]
    sheet(
        [(f"{fine.name[-44:-4]}: image, the same stretched, near infrared, nephos-l1c at 10 and 20 m", row)], path, 384
    )


def level1c_places(pack: Pack, path: Path) -> None:
    """Lahinch's dates and T33UUU: image and ours."""
    rows = []
    for image in (*lahinch(), t33uuu()):
        rgb = colour(image.reflectance)
        rows.append((f"{image.name}, 10 m: image, nephos-l1c", [rgb, overlay(rgb, classes(pack, image))]))
    sheet(rows, path, 640)


def through_dates(pack: Pack, path: Path, count: int = 10) -> None:
    """Romania: the held-out dates with most of cloud's borders and shadow in them."""
    held = sorted(
        (one for one in dates() if one.held_out),
        key=lambda one: -min(float(one.sure[one.label != CLEAR].sum()), float(one.sure[one.label == CLEAR].sum()))
        - 2 * float(one.sure[one.label == SHADOW].sum()),
    )
    rows = []
    for one in sorted(held[:count], key=lambda one: one.day):
        image = Image(str(one.day), one.reflectance, 10.0, one.sun_zenith_deg, one.sun_azimuth_deg)
        rgb = colour(one.reflectance)
        known = overlay(rgb, one.label)
        known[~one.sure] = NO_DATA
        rows.append(
            (
                f"{one.day}: image, nephos-l2a, Sen2Cor's SCL, what time tells (grey: nothing sure)",
                [rgb, overlay(rgb, classes(pack, image)), overlay(rgb, one.scl), known],
            )
        )
    sheet(rows, path, 256)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=Path(__file__).parents[2])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    l1c, l2a = Pack(args.models / "nephos-l1c"), Pack(args.models / "nephos-l2a")
    disagreements(l2a, t29unu(), args.out / "t29unu-scl.jpg")
    disagreements(l2a, t11upt(), args.out / "t11upt.jpg", count=4)
    shadow_sheet(l2a, args.out)
    false_alarms(l2a, args.out)
    patches(l1c, args.out)
    level1c_places(l1c, args.out / "l1c-places.jpg")
    deep_shadow(l1c, args.out / "deep-shadow.jpg")
    through_dates(l2a, args.out / "romania.jpg")


if __name__ == "__main__":
    main()
