"""Turns a Keras weights file of the University of Valencia's DL-L8S2-UV into `model.onnx` in the current folder.

    python dl_l8s2_uv_to_onnx.py landsatbiomeRGBI6.hdf5

Needs h5py, numpy and onnx. The network is rebuilt from the layers that the file itself describes (`model_config`).
"""

import json
import sys

import h5py
import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save


class Graph:
    def __init__(self, weights):
        self.weights = weights
        self.nodes = []
        self.constants = []

    def weight(self, layer, name):
        group = self.weights[layer]
        return np.asarray(group[next(iter(group))][f"{name}:0"], np.float32)

    def constant(self, name, values):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def add(self, operator, inputs, output, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))

    def conv(self, name, source, config):
        assert config["kernel_size"] == [1, 1]
        kernel = self.constant(f"{name}_w", self.weight(name, "kernel").transpose(3, 2, 0, 1))
        bias = self.constant(f"{name}_b", self.weight(name, "bias"))
        self.add("Conv", [source, kernel, bias], name if config["activation"] == "linear" else f"{name}_linear")
        if config["activation"] == "sigmoid":
            self.add("Sigmoid", [f"{name}_linear"], name)

    def separable(self, name, source, config):
        assert config["kernel_size"] == [3, 3] and config["padding"] == "same" and config["activation"] == "linear"
        depthwise = self.weight(name, "depthwise_kernel")
        assert depthwise.shape[3] == 1
        first = self.constant(f"{name}_d", depthwise.transpose(2, 3, 0, 1))
        self.add("Conv", [source, first], f"{name}_depthwise", group=depthwise.shape[2], pads=[1, 1, 1, 1])
        second = self.constant(f"{name}_p", self.weight(name, "pointwise_kernel").transpose(3, 2, 0, 1))
        self.add("Conv", [f"{name}_depthwise", second, self.constant(f"{name}_b", self.weight(name, "bias"))], name)

    def batch_norm(self, name, source, config):
        names = ("gamma", "beta", "moving_mean", "moving_variance")
        values = [self.constant(f"{name}_{part}", self.weight(name, part)) for part in names]
        self.add("BatchNormalization", [source, *values], name, epsilon=config["epsilon"])

    def transpose(self, name, source, config):
        assert config["kernel_size"] == [2, 2] and config["strides"] == [2, 2]
        kernel = self.constant(f"{name}_w", self.weight(name, "kernel").transpose(3, 2, 0, 1))
        self.add(
            "ConvTranspose",
            [source, kernel, self.constant(f"{name}_b", self.weight(name, "bias"))],
            name,
            strides=[2, 2],
        )


def convert(path, out="model.onnx"):
    """Writes the network of the weights file `path` to `out`; ends the program at a layer that is not known."""
    with h5py.File(path, "r") as file:
        layers = json.loads(file.attrs["model_config"])["config"]["layers"]
        graph = Graph(file["model_weights"])
        for layer in layers:
            config, name = layer["config"], layer["config"]["name"]
            sources = [inbound[0] for inbound in layer["inbound_nodes"][0]] if layer["inbound_nodes"] else []
            kind = layer["class_name"]
            if kind == "InputLayer":
                channels = config["batch_input_shape"][3]
                graph.add("Identity", ["reflectance"], name)
            elif kind == "Conv2D":
                graph.conv(name, sources[0], config)
            elif kind == "SeparableConv2D":
                graph.separable(name, sources[0], config)
            elif kind == "BatchNormalization":
                graph.batch_norm(name, sources[0], config)
            elif kind == "Activation" and config["activation"] == "relu":
                graph.add("Relu", sources, name)
            elif kind == "MaxPooling2D":
                graph.add("MaxPool", sources, name, kernel_shape=config["pool_size"], strides=config["strides"])
            elif kind == "Conv2DTranspose":
                graph.transpose(name, sources[0], config)
            elif kind == "Concatenate":
                graph.add("Concat", sources, name, axis=1)
            else:
                raise SystemExit(f"{path}: the layer {name} is of the unknown kind {kind}")
        graph.add("Identity", [layers[-1]["config"]["name"]], "cloud")
    size = ["height", "width"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "dl_l8s2_uv",
            [helper.make_tensor_value_info("reflectance", TensorProto.FLOAT, [1, channels, *size])],
            [helper.make_tensor_value_info("cloud", TensorProto.FLOAT, [1, 1, *size])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    checker.check_model(model)
    save(model, str(out))


if __name__ == "__main__":
    convert(sys.argv[1])
