"""Turns a checkpoint of CloudSEN12's U-Net (MobileNetV2) into `model.onnx` in the current folder.

    python convert.py CHECKPOINT

Needs torch, onnx and segmentation-models-pytorch. Takes a Lightning checkpoint or a plain state dictionary.
"""

import sys

import segmentation_models_pytorch as smp
import torch

BANDS = 13
CLASSES = 4


def convert(path):
    state = torch.load(path, map_location="cpu", weights_only=True)
    state = state.get("state_dict", state)
    network = smp.Unet(encoder_name="mobilenet_v2", encoder_weights=None, in_channels=BANDS, classes=CLASSES)
    network.load_state_dict({name.removeprefix("model."): values for name, values in state.items()})
    axes = {name: {2: "height", 3: "width"} for name in ("input", "output")}
    torch.onnx.export(
        network.eval(),
        (torch.zeros(1, BANDS, 64, 64),),
        "model.onnx",
        input_names=["input"],
        output_names=["output"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


if __name__ == "__main__":
    convert(sys.argv[1])
