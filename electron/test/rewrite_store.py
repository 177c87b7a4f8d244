"""Reads a product that Nephoscope wrote with zarr-python, and writes its pixels anew in other ways.

Usage: rewrite_store.py STORE OUT. Writes OUT/v2 (Blosc, LZ4, in small chunks, not consolidated), OUT/geozarr (version 3,
sharded, reflectances as floats with NaN, consolidated) and OUT/odd (big endian, transposed, gzip with checksums).
"""

import os
import sys

import numcodecs
import numpy as np
import zarr
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, TransposeCodec

source, out = sys.argv[1:3]
name = os.path.basename(source)
product = zarr.open_group(source, mode="r")
arrays = {path: node for path, node in product.members(max_depth=None) if isinstance(node, zarr.Array)}


def put(root, path, data, **options):
    *parents, last = path.split("/")
    for part in parents:
        root = root.require_group(part)
    root.create_array(last, data=data, **options)


v2 = zarr.open_group(f"{out}/v2/{name}", mode="w", zarr_format=2, attributes=dict(product.attrs))
geo = zarr.open_group(f"{out}/geozarr/{name}", mode="w", zarr_format=3)
odd = zarr.open_group(f"{out}/odd/{name}", mode="w", zarr_format=3, attributes=dict(product.attrs))
for path, array in arrays.items():
    data, attributes = array[:], dict(array.attrs)
    if data.dtype.kind == "U":
        continue
    is_band = "reflectance/" in path and data.ndim == 2
    fill = 0 if data.dtype.kind in "ui" else float("nan")
    chunks = tuple(min(side, 170) for side in data.shape)
    packed = numcodecs.Blosc(cname="lz4", shuffle=1)
    put(v2, path, data, chunks=chunks, compressors=packed, fill_value=fill, attributes=attributes)
    how = {"filters": [TransposeCodec(order=(1, 0))]} if is_band else {}
    order = BytesCodec(endian="big") if data.dtype.itemsize > 1 else "auto"
    packing = [GzipCodec(level=1), Crc32cCodec()]
    put(odd, path, data, chunks=chunks, serializer=order, compressors=packing, fill_value=fill, attributes=attributes, **how)
    if path.endswith(("/x", "/y")):
        continue
    if not is_band:
        put(geo, path, data, fill_value=fill, attributes=attributes)
        continue
    copy = {key: attributes[key] for key in ("scale_factor", "add_offset", "fill_value")}
    reflectance = np.where(data == 0, np.nan, data * 0.0001 - 0.1).astype("f4")
    own = {"_eopf_attrs": copy, "_FillValue": "AAAAAAAA+H8=", "fill_value": 0}
    shard = {"chunks": (64, 64), "shards": (128, 128), "compressors": BloscCodec(cname="zstd", shuffle="shuffle")}
    put(geo, path, reflectance, fill_value=0.0, attributes=own, **shard)
for metres in (10, 20, 60):
    group = geo[f"measurements/reflectance/r{metres}m"]
    shape = next(iter(group.array_values())).shape
    place = [float(metres), 0.0, 399960.0, 0.0, -float(metres), 5900040.0]
    group.attrs.update({"proj:code": "EPSG:32633", "spatial:shape": list(shape), "spatial:transform": place})
zarr.consolidate_metadata(f"{out}/geozarr/{name}")
print(zarr.__version__)
