"""Reads a folder of exports with the real datumaro and cvat-sdk; writes what each found as raw labels beside them.

`python real_tools.py DIR`: DIR has `coco`, `voc` and `cvat` as they are unpacked; the result is `DIR/TOOL/NAME.raw`. What datumaro
read is written by it again, in its own format and as COCO, into `DIR/back-datumaro` and `DIR/back-coco`.
"""

import importlib.util
import sys
import xml.etree.ElementTree as ElementTree
from importlib.machinery import ModuleSpec, SourceFileLoader
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image


class Nothing(SourceFileLoader):
    """Stands for a large package that datumaro imports and that reading masks does not use: an empty module."""

    def get_data(self, path: str) -> bytes:
        return b""


def decode(data: np.ndarray, _: int) -> np.ndarray:
    """A picture in colours as OpenCV gives it: blue first."""
    return np.asarray(Image.open(BytesIO(data.tobytes())).convert("RGB"))[..., ::-1]


for absent in ("cv2", "pandas"):
    if importlib.util.find_spec(absent) is None:
        module = importlib.util.module_from_spec(
            ModuleSpec(absent, Nothing(absent, absent))
        )
        module.__dict__.update(imdecode=decode, IMREAD_UNCHANGED=-1)
        sys.modules[absent] = module

import datumaro  # noqa: E402
from cvat_sdk.masks import decode_mask  # noqa: E402

CODES = {
    "CLEAR": 1,
    "CLOUD_SHADOW": 2,
    "SEMI_TRANSPARENT_CLOUD": 3,
    "CLOUD": 4,
    "MISSING": 5,
}


def write(folder: Path, name: str, labels: np.ndarray) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.raw").write_bytes(labels.astype(np.uint8).tobytes())


root = Path(sys.argv[1])
for kind, folder in (
    ("coco_instances", "coco"),
    ("voc_segmentation", "voc"),
    ("cvat", "cvat"),
):
    dataset = datumaro.Dataset.import_from(str(root / folder), kind)
    names = dataset.categories()[datumaro.AnnotationType.label]
    for item in dataset:
        masks = [
            a
            for a in item.annotations
            if a.type == datumaro.AnnotationType.mask and names[a.label].name in CODES
        ]
        labels = np.zeros(np.asarray(masks[0].image).shape, np.uint8)
        for mask in masks:
            labels[np.asarray(mask.image, bool)] = CODES[names[mask.label].name]
        write(root / f"datumaro-{folder}", item.id.split("/")[-1], labels)
    if folder == "coco":
        dataset.export(str(root / "back-datumaro"), "datumaro", save_media=False)
        dataset.export(str(root / "back-coco"), "coco_instances", save_media=False)
for image in (
    ElementTree.parse(root / "cvat" / "annotations.xml").getroot().iter("image")
):
    width, height = int(image.get("width")), int(image.get("height"))
    labels = np.zeros((height, width), np.uint8)
    for mask in image.iter("mask"):
        left, top, w, h = (
            int(mask.get(key)) for key in ("left", "top", "width", "height")
        )
        points = [
            *map(int, mask.get("rle").split(", ")),
            left,
            top,
            left + w - 1,
            top + h - 1,
        ]
        labels[decode_mask(points, image_width=width, image_height=height)] = CODES[
            mask.get("label")
        ]
    write(root / "cvat-sdk", image.get("name").removesuffix(".png"), labels)
