"""Reads a folder of exports with the real datumaro and cvat-sdk; writes what each found as raw labels beside them.

`python real_tools.py DIR`: DIR has `coco`, `voc` and `cvat` as they are unpacked; the result is `DIR/TOOL/NAME.raw`.
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import datumaro
import numpy as np
from cvat_sdk.masks import decode_mask

CODES = {"CLEAR": 1, "CLOUD_SHADOW": 2, "SEMI_TRANSPARENT_CLOUD": 3, "CLOUD": 4, "MISSING": 5}


def write(folder: Path, name: str, labels: np.ndarray) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.raw").write_bytes(labels.astype(np.uint8).tobytes())


root = Path(sys.argv[1])
for kind, folder in (("coco_instances", "coco"), ("voc_segmentation", "voc"), ("cvat", "cvat")):
    dataset = datumaro.Dataset.import_from(str(root / folder), kind)
    names = dataset.categories()[datumaro.AnnotationType.label]
    for item in dataset:
        masks = [a for a in item.annotations if a.type == datumaro.AnnotationType.mask and names[a.label].name in CODES]
        labels = np.zeros(np.asarray(masks[0].image).shape, np.uint8)
        for mask in masks:
            labels[np.asarray(mask.image, bool)] = CODES[names[mask.label].name]
        write(root / f"datumaro-{folder}", item.id.split("/")[-1], labels)
for image in ElementTree.parse(root / "cvat" / "annotations.xml").getroot().iter("image"):
    width, height = int(image.get("width")), int(image.get("height"))
    labels = np.zeros((height, width), np.uint8)
    for mask in image.iter("mask"):
        left, top, w, h = (int(mask.get(key)) for key in ("left", "top", "width", "height"))
        points = [*map(int, mask.get("rle").split(", ")), left, top, left + w - 1, top + h - 1]
        labels[decode_mask(points, image_width=width, image_height=height)] = CODES[mask.get("label")]
    write(root / "cvat-sdk", image.get("name").removesuffix(".png"), labels)
