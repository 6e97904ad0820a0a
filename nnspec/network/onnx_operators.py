"""TensorFlow's operations that tf2onnx does not know, in the operators of ONNX.

tf2onnx asks its table of handlers for each operation of a graph; these are added to it. Its table
of optimizers takes an Einsum apart by trying every order of its axes: minutes for nine of them, as
attention over rows of three axes has. One of many axes stays, and is an operator of ONNX too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

# 720 orders at most, tried in a fraction of a second.
_MOST_AXES = 6


@cache
def add_operators() -> None:
    """Have tf2onnx know them, once for the process."""
    from tf2onnx import optimizer
    from tf2onnx.handler import tf_op
    from tf2onnx.optimizer.einsum_optimizer import EinsumOptimizer

    class FewAxes(EinsumOptimizer):
        def _optimize_einsum(self, node: Any, graph: Any) -> bool:
            equation = node.attr["equation"].s.decode("ascii")
            if len({letter for letter in equation if letter.isalpha()}) > _MOST_AXES:
                return False
            return super()._optimize_einsum(node, graph)

    optimizer._get_optimizers()["einsum_optimizer"] = FewAxes

    for name, write in _WRITERS.items():
        # The table takes classes whose methods are named after the opset from which on they hold.
        tf_op(name)(type(name, (), {"version_13": classmethod(write)}))


def _one_minus_erf(_: type, graph: Any, node: Any, **__: Any) -> None:
    """Erfc(x) = 1 - Erf(x), in `gelu`."""
    erf = graph.make_node("Erf", node.input).output[0]
    _replace(graph, node, "Sub", [_number(graph, node, 1.0), erf])


def _exp_minus_one(_: type, graph: Any, node: Any, **__: Any) -> None:
    """Expm1(x) = Exp(x) - 1, in `celu`."""
    exp = graph.make_node("Exp", node.input).output[0]
    _replace(graph, node, "Sub", [exp, _number(graph, node, 1.0)])


def _count_boundaries(_: type, graph: Any, node: Any, **__: Any) -> None:
    """Bucketize(x) = how many boundaries are at most x, in `Discretization`."""
    from onnx import TensorProto

    boundaries = np.array(node.get_attr("boundaries").floats, np.float32)
    x = graph.make_node(
        "Cast", [node.input[0]], attr={"to": TensorProto.FLOAT}, dtypes=[TensorProto.FLOAT]
    ).output[0]
    last = graph.make_const(_name("axis"), np.array([-1], np.int64)).output[0]
    each = graph.make_node("Unsqueeze", [x, last]).output[0]
    edges = graph.make_const(_name("boundaries"), boundaries).output[0]
    above = graph.make_node("GreaterOrEqual", [each, edges]).output[0]
    counted = graph.make_node(
        "Cast", [above], attr={"to": TensorProto.INT32}, dtypes=[TensorProto.INT32]
    ).output[0]
    _replace(graph, node, "ReduceSum", [counted, last], {"keepdims": 0})


_WRITERS: dict[str, Callable[..., None]] = {
    "Erfc": _one_minus_erf,
    "Expm1": _exp_minus_one,
    "Bucketize": _count_boundaries,
}


def _number(graph: Any, node: Any, value: float) -> str:
    from tf2onnx.utils import map_onnx_to_numpy_type

    dtype = map_onnx_to_numpy_type(graph.get_dtype(node.input[0]))
    return graph.make_const(_name("number"), np.array(value, dtype)).output[0]


def _replace(
    graph: Any, node: Any, kind: str, inputs: list[str], attr: dict[str, Any] | None = None
) -> None:
    """Have an operator give what the operation gives."""
    shapes, dtypes, outputs = node.output_shapes, node.output_dtypes, node.output
    graph.remove_node(node.name)
    graph.make_node(
        kind, inputs, attr=attr, outputs=outputs, shapes=shapes, dtypes=dtypes, name=node.name
    )


def _name(what: str) -> str:
    from tf2onnx.utils import make_name

    return make_name(what)
