"""How closely other people's networks, run by Nephoscope, agree with their own packages on the same pixels.

    pip install -r models/training/requirements-peers.txt "keras>=3,<4"
    python models/packs/agreement.py            # from the repository's root, after `npm ci`; data as in models/training/README.md

Every network is brought to a pack as its manifest says, and `nephoscope mask` runs it on L1C patches at 10 m, or on the
T29UNU scene at 60 m for Level-2A. The same pixels go to the package: s2cloudless and ukis-csmask as they are installed, the
University of Valencia's through Keras, from their own weights file. Probabilities of an export have 8 bits, so 0.002 is equality.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import h5py
import numpy as np
import rasterio

PACKS = Path(__file__).resolve().parent
ROOT = PACKS.parents[1]
sys.path.insert(0, str(ROOT))

from models.training.data.bands import CLOUD  # noqa: E402 - found through the line above
from models.training.data.imagery import L1C_ORDER, data_root, pick_bands  # noqa: E402
from models.training.data.validation import Image, t29unu  # noqa: E402
from models.training.measure.peers import csmask  # noqa: E402

#: Cumulus, cirrus and broken cloud over savanna, forest and fields.
PATCHES = (
    "sen12mscr_test20__5349_cloudy",
    "sen12mscr_test20__746_cloudy",
    "sen12mscr_test20__3968_cloudy",
    "sen12mscr_test20__4433_cloudy",
)
#: Options of Keras layers that decide what they compute.
MEANINGFUL = {
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "activation",
    "use_bias",
    "epsilon",
    "pool_size",
    "momentum",
    "name",
}


def installed(package: str) -> Path:
    """The folder of an installed package."""
    spec = find_spec(package)
    if spec is None:
        raise SystemExit(f"{package} is not installed: pip install -r models/training/requirements-peers.txt")
    return Path(spec.submodule_search_locations[0])


def keras_network(path: Path):
    """The network that a Keras 2 file describes, built and filled by Keras 3."""
    import keras

    with h5py.File(path) as file:
        layers = json.loads(file.attrs["model_config"])["config"]["layers"]
        tensors = {}
        for layer in layers:
            name, config = layer["name"], layer["config"]
            if layer["class_name"] == "InputLayer":
                tensors[name] = first = keras.Input((None, None, config["batch_input_shape"][3]))
                continue
            sources = [tensors[inbound[0]] for inbound in layer["inbound_nodes"][0]]
            made = getattr(keras.layers, layer["class_name"])(**{k: v for k, v in config.items() if k in MEANINGFUL})
            tensors[name] = made(sources if len(sources) > 1 else sources[0])
            group = file["model_weights"][name]
            made.set_weights([group[key][()] for key in group.attrs["weight_names"]])
        return keras.Model(first, tensors[layers[-1]["name"]])


def pack(folder: Path, name: str, weights: Path, converter: Path | None) -> Path:
    """A usable pack in `folder`: the manifest with the weights, converted where they are not ONNX."""
    target = folder / name
    target.mkdir()
    shutil.copy(PACKS / name / "model.json", target)
    if converter is None:
        shutil.copy(weights, target / "model.onnx")
    else:
        subprocess.run([sys.executable, str(converter), str(weights)], cwd=target, check=True)
    return target


def engine(
    product: Path, chosen: Path, folder: Path, grid: int, options: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(4, H, W) probabilities and (H, W) classes (0..3) that `nephoscope mask` writes for a product and a pack."""
    out = folder / f"{product.stem}-{chosen.name}"
    command = ["npm", "run", "-s", "nephoscope", "--", "mask", str(product), "--model", str(chosen), "--grid", str(grid), "--device", "cpu",
               "--format", "cog,probabilities", "--out", str(out), "--overwrite", "--json", *options]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with rasterio.open(next(out.glob("*_probabilities_*.tif"))) as source:
        probabilities = source.read().astype(np.float32) / 255
    with rasterio.open(next(out.glob("*_mask_*.tif"))) as source:
        return probabilities, source.read(1).astype(int) - 1


def patch(name: str) -> tuple[Path, np.ndarray]:
    """A patch's file and its (13, 256, 256) reflectance."""
    path = data_root() / "chips" / "l1c_13b_10m" / f"{name}.tif"
    with rasterio.open(path) as source:
        return path, source.read().astype(np.float32) / 1e4


def picked(stack: np.ndarray, bands: tuple[str, ...]) -> np.ndarray:
    """(H, W, bands) of a patch."""
    return np.stack([stack[L1C_ORDER.index(name)] for name in bands], -1)


def main() -> None:
    warnings.simplefilter("ignore")
    from s2cloudless import S2PixelCloudDetector

    bands = ("--bands", ",".join(L1C_ORDER), "--level", "L1C", "--scale", "1e-4", "--offset", "0", "--pixel-size", "10")
    peers = data_root() / "peers" / "dl_l8s2_uv"
    valencia = {"dl-l8s2-uv-rgbi": (peers / "landsatbiomeRGBI6.hdf5", ("B02", "B03", "B04", "B08")),
                "dl-l8s2-uv-rgbiswir": (peers / "landsatbiomeRGBISWIR7.hdf5", ("B02", "B03", "B04", "B08", "B11", "B12"))}  # fmt: skip
    detector = S2PixelCloudDetector(all_bands=True)
    print("| pack | pixels | largest difference of a probability | pixels of the same class |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)

        def report(name: str, differences: list[np.ndarray], same: list[np.ndarray]) -> None:
            furthest = f"{max(float(d.max()) for d in differences):.4f}" if differences else "not given by the package"
            print(
                f"| {name} | {sum(s.size for s in same):,} | {furthest} | {np.mean(np.concatenate([s.ravel() for s in same])) * 100:.2f} % |",
                flush=True,
            )

        def of_patches(chosen: Path, own: Callable[[np.ndarray], np.ndarray], threshold: float) -> None:
            """Compares a pack with `own`, which gives the probability of cloud (256, 256) from a patch (13, 256, 256)."""
            differences, same = [], []
            for path, stack in map(patch, PATCHES):
                (found, classes), expected = engine(path, chosen, folder, 10, bands), own(stack)
                differences.append(np.abs(found[CLOUD] - expected))
                same.append((classes == CLOUD) == (expected >= threshold))
            report(chosen.name, differences, same)

        weights = installed("s2cloudless") / "models" / "pixel_s2_cloud_detector_lightGBM_v0.1.txt"
        of_patches(pack(folder, "s2cloudless", weights, PACKS / "s2cloudless" / "convert.py"),
                   lambda stack: detector.get_cloud_probability_maps(stack.transpose(1, 2, 0)[None])[0], 0.4)  # fmt: skip
        for name, (weights, names) in valencia.items():
            network = keras_network(weights)
            of_patches(pack(folder, name, weights, PACKS / "dl_l8s2_uv_to_onnx.py"),
                       lambda stack, network=network, names=names: np.asarray(network.predict(picked(stack, names)[None], verbose=0))[0, :, :, 0], 0.5)  # fmt: skip

        chosen = pack(folder, "ukis-csmask-l1c", installed("ukis_csmask") / "model_6b_l1c.onnx", None)
        same = []
        for path, stack in map(patch, PATCHES):
            image = Image(path.stem, pick_bands(stack, L1C_ORDER), 10.0)
            same.append(engine(path, chosen, folder, 10, bands)[1] == csmask(image, "l1c"))
        report("ukis-csmask-l1c", [], same)

        chosen = pack(folder, "ukis-csmask-l2a", installed("ukis_csmask") / "model_6b_l2a.onnx", None)
        image = t29unu()
        classes = engine(next((data_root() / "safe").glob("*T29UNU*.SAFE")), chosen, folder, 60, ())[1]
        seen = classes != 4
        report("ukis-csmask-l2a", [], [(classes == csmask(image, "l2a"))[seen]])


if __name__ == "__main__":
    main()
