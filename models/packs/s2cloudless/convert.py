"""Turns the LightGBM model of s2cloudless into `model.onnx` in the current folder.

    python convert.py pixel_s2_cloud_detector_lightGBM_v0.1.txt

Needs numpy and onnx. The trees become one TreeEnsembleRegressor whose sum goes through the logistic function.
"""

import sys

import numpy as np
from onnx import TensorProto, checker, helper, save

FEATURES = 10
# Of LightGBM's decision types: numerical, missing values not treated apart, default to the left.
NUMERICAL = 2


def trees(path):
    """The trees of a LightGBM text model, each as a dictionary of its lines."""
    tree = None
    with open(path) as lines:
        for line in lines:
            name, _, value = line.strip().partition("=")
            if name == "Tree":
                tree = {}
            elif name == "end of trees":
                break
            elif tree is not None and value:
                tree[name] = value
                if name == "shrinkage":
                    yield tree


def round_down(thresholds):
    """The largest float32 not above each threshold: for a float32 x, x <= t and x <= round_down(t) are the same."""
    single = thresholds.astype(np.float32)
    return np.where(single > thresholds, np.nextafter(single, np.float32(-np.inf)), single)


def convert(path):
    nodes = {
        name: [] for name in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")
    }
    target = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}

    def add(tree, node, feature, value, mode, true, false):
        for name, item in zip(nodes, (tree, node, feature, value, mode, true, false)):
            nodes[name].append(item)

    for index, tree in enumerate(trees(path)):
        kinds = set(tree["decision_type"].split())
        if kinds != {str(NUMERICAL)} or tree["num_cat"] != "0":
            raise SystemExit(f"{path}: tree {index} has decision types {kinds}")
        features = [int(word) for word in tree["split_feature"].split()]
        thresholds = round_down(np.array(tree["threshold"].split(), np.float64))
        # A negative child -k is the leaf k - 1; leaves come after the inner nodes.
        place = lambda child: child if child >= 0 else len(features) - 1 - child
        left = [place(int(word)) for word in tree["left_child"].split()]
        right = [place(int(word)) for word in tree["right_child"].split()]
        for node, feature in enumerate(features):
            add(index, node, feature, float(thresholds[node]), "BRANCH_LEQ", left[node], right[node])
        for leaf, value in enumerate(tree["leaf_value"].split()):
            node = len(features) + leaf
            add(index, node, 0, 0.0, "LEAF", 0, 0)
            for name, item in zip(target, (index, node, 0, float(value))):
                target[name].append(item)

    ensemble = helper.make_node(
        "TreeEnsembleRegressor",
        ["features"],
        ["log_odds"],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        **{f"nodes_{name}": values for name, values in nodes.items()},
        **{f"target_{name}": values for name, values in target.items()},
    )
    graph = helper.make_graph(
        [ensemble, helper.make_node("Sigmoid", ["log_odds"], ["cloud"])],
        "s2cloudless",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["pixels", FEATURES])],
        [helper.make_tensor_value_info("cloud", TensorProto.FLOAT, ["pixels", 1])],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    checker.check_model(model)
    save(model, "model.onnx")


if __name__ == "__main__":
    convert(sys.argv[1])
