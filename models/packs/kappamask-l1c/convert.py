"""Turns Keras weights of KappaMask's U-Net for L1C into `model.onnx` in the current folder.

    python convert.py WEIGHTS.hdf5

Needs keras, numpy and onnx. Keras reads the weights into the network of km_predict (13 bands, 6 classes); its layers
are then written as ONNX with the channels first.
"""

import sys

import keras
import numpy as np
from keras import layers
from onnx import TensorProto, checker, helper, numpy_helper, save

BANDS = 13
CLASSES = 6
WIDTHS = (64, 128, 256, 512, 1024)


def network():
    """The U-Net as a list of layers in the order of their weights: (kind, name, sources, Keras tensor, layer)."""
    steps = []

    def add(kind, sources, layer):
        inputs = [tensors[source] for source in sources]
        name = f"t{len(steps)}"
        tensors[name] = layer(inputs if len(inputs) > 1 else inputs[0])
        steps.append((kind, name, sources, layer))
        return name

    def conv(source, width, size, activation="relu"):
        return add(f"conv {activation}", [source], layers.Conv2D(width, size, padding="same", activation=activation))

    start = keras.Input((None, None, BANDS))
    tensors = {"input": start}
    at, skips = "input", []
    for level, width in enumerate(WIDTHS):
        if level > 0:
            at = add("pool", [at], layers.MaxPool2D(2))
        at = conv(conv(at, width, 3), width, 3)
        skips.append(at)
    for width, skip in zip(WIDTHS[-2::-1], skips[-2::-1]):
        at = conv(add("double", [at], layers.UpSampling2D(2)), width, 2)
        at = add("concatenate", [skip, at], layers.Concatenate(axis=3))
        at = conv(conv(at, width, 3), width, 3)
    at = conv(conv(at, 2, 3), CLASSES, 1, "softmax")
    return keras.Model(start, tensors[at]), steps


def write(steps, path):
    nodes, constants = [], []

    def constant(name, values):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    for kind, name, sources, layer in steps:
        if kind == "pool":
            nodes.append(helper.make_node("MaxPool", sources, [name], kernel_shape=[2, 2], strides=[2, 2]))
        elif kind == "double":
            scales = constant(f"{name}_scales", [1, 1, 2, 2])
            nodes.append(
                helper.make_node(
                    "Resize",
                    [*sources, "", scales],
                    [name],
                    mode="nearest",
                    coordinate_transformation_mode="asymmetric",
                    nearest_mode="floor",
                )
            )
        elif kind == "concatenate":
            nodes.append(helper.make_node("Concat", sources, [name], axis=1))
        else:
            kernel, bias = layer.get_weights()
            size = kernel.shape[0]
            # Keras pads an even kernel at the end only.
            before, after = (size - 1) // 2, size // 2
            inputs = [*sources, constant(f"{name}_w", kernel.transpose(3, 2, 0, 1)), constant(f"{name}_b", bias)]
            nodes.append(helper.make_node("Conv", inputs, [f"{name}_linear"], pads=[before, before, after, after]))
            if kind == "conv relu":
                nodes.append(helper.make_node("Relu", [f"{name}_linear"], [name]))
            else:
                nodes.append(helper.make_node("Softmax", [f"{name}_linear"], [name], axis=1))
    nodes.append(helper.make_node("Identity", [steps[-1][1]], ["output"]))
    size = ["height", "width"]
    graph = helper.make_graph(
        nodes,
        "kappamask",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, BANDS, *size])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, CLASSES, *size])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    save(model, path)


if __name__ == "__main__":
    unet, unet_steps = network()
    unet.load_weights(sys.argv[1])
    write(unet_steps, "model.onnx")
