"""One image at several pixel sizes: a network must not change its mind with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.ndimage as ndi

from ..data.validation import Image
from .evaluate import BORDER_PIXELS
from .inference import Pack

SIZES = (10, 20, 30, 60)


def coarser(image: Image, factor: int) -> Image:
    """The same image averaged by a factor."""
    height, width = (side // factor * factor for side in image.reflectance.shape[1:])
    planes = (
        image.reflectance[:, :height, :width]
        .reshape(-1, height // factor, factor, width // factor, factor)
        .mean((2, 4))
    )
    return replace(image, reflectance=planes, pixel_metres=image.pixel_metres * factor)


def class_changes(packs: dict[str, Pack], images: list[Image]) -> dict[str, float]:
    """Share of pixels of the 10 m mask whose class another pixel size changes, borders aside."""
    out = {}
    for metres in SIZES[1:]:
        factor, differ, counted = metres // 10, 0, 0
        for image in images:
            masks = [
                packs["L1C"].mask(one.reflectance, one.pixel_metres, one.sun_zenith_deg, one.sun_azimuth_deg)
                for one in (image, coarser(image, factor))
            ]
            fine = masks[0][: masks[1].shape[0] * factor, : masks[1].shape[1] * factor]
            coarse = np.kron(masks[1], np.ones((factor, factor), np.uint8))
            reach = 2 * BORDER_PIXELS * factor + 1
            inner = np.ones(fine.shape, bool)
            for mask in (fine, coarse):
                inner &= ndi.maximum_filter(mask, reach) == ndi.minimum_filter(mask, reach)
            differ, counted = differ + int((fine != coarse)[inner].sum()), counted + int(inner.sum())
        out[f"{metres} m"] = round(differ / max(counted, 1), 4)
    return out
