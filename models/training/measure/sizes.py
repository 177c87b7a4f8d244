"""One image at several pixel sizes: a network must not change its mind with them."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndi

from ..data.validation import Image, coarser
from .evaluate import BORDER_PIXELS
from .inference import Pack
from .intervals import by_block, share, spread

SIZES = (10, 20, 30, 60)


def class_changes(packs: dict[str, Pack], images: list[Image]) -> dict[str, dict]:
    """Share of pixels of the 10 m mask whose class another pixel size changes, borders aside: `changed`, and its `interval` over images, or over
    blocks of one."""
    out = {}
    for metres in SIZES[1:]:
        factor, counts = metres // 10, []
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
            blocks = by_block((fine != coarse) & inner, inner)
            counts += blocks if len(images) == 1 else [np.sum(blocks, 0)]
        out[f"{metres} m"] = {"changed": round(share(np.sum(counts, 0)), 4), "interval": spread(counts, share)}
    return out
