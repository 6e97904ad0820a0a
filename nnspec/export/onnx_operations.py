"""The operations of the preprocessing as nodes of an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnspec.data.steps.emit.operations import Tensor
from nnspec.export.near_zero import expm1, log1p

_PREFIX = "preprocessing/"
_NO_CLASS = np.iinfo(np.int64).min


class OnnxOperations:
    """Nodes and constants of a graph that grows; a tensor is its name.

    Numbers are float64. Every operator is one that plain ONNX Runtime has, of opset 13 and 15.

    Attributes:
        nodes: In the order in which they are computed.
        constants: The initializers.
    """

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._count = 0

    def numbers(self, values: Any) -> Tensor:
        """Constant float64 numbers."""
        return self._constant(np.asarray(values, np.float64))

    def text(self, value: str) -> Tensor:
        """A constant text."""
        return self._constant(np.array([[value]], object))

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        """The sum."""
        return self._node("Add", a, b)

    def subtract(self, a: Tensor, b: Tensor) -> Tensor:
        """The difference."""
        return self._node("Sub", a, b)

    def multiply(self, a: Tensor, b: Tensor) -> Tensor:
        """The product, element by element."""
        return self._node("Mul", a, b)

    def divide(self, a: Tensor, b: Tensor) -> Tensor:
        """The quotient."""
        return self._node("Div", a, b)

    def matmul(self, a: Tensor, b: Tensor) -> Tensor:
        """The matrix product."""
        return self._node("MatMul", a, b)

    def log(self, x: Tensor) -> Tensor:
        """The natural logarithm."""
        return self._node("Log", x)

    def log1p(self, x: Tensor) -> Tensor:
        """The natural logarithm of 1 + x."""
        return log1p(self, x)

    def exp(self, x: Tensor) -> Tensor:
        """The exponential function."""
        return self._node("Exp", x)

    def expm1(self, x: Tensor) -> Tensor:
        """exp(x) - 1."""
        return expm1(self, x)

    def tanh(self, x: Tensor) -> Tensor:
        """The hyperbolic tangent."""
        return self._node("Tanh", x)

    def sqrt(self, x: Tensor) -> Tensor:
        """The square root."""
        return self._node("Sqrt", x)

    def floor(self, x: Tensor) -> Tensor:
        """The largest whole number that is not above."""
        return self._node("Floor", x)

    def clip(self, x: Tensor, low: float, high: float) -> Tensor:
        """What is outside at the edge."""
        return self._node("Clip", x, self.numbers(low), self.numbers(high))

    def sigmoid(self, x: Tensor) -> Tensor:
        """Probabilities of logits: (1 + tanh(x / 2)) / 2."""
        half = self.numbers([[0.5]])
        curve = self.tanh(self.multiply(x, half))
        return self.multiply(self.add(curve, self.numbers([[1.0]])), half)

    def softmax(self, x: Tensor) -> Tensor:
        """Probabilities of a row's logits."""
        return self._node("Softmax", x, axis=1)

    def is_nan(self, x: Tensor) -> Tensor:
        """Which numbers are none."""
        return self._node("IsNaN", x)

    def is_infinite(self, x: Tensor) -> Tensor:
        """Which numbers are infinite."""
        return self._node("IsInf", x)

    def is_empty(self, x: Tensor) -> Tensor:
        """Which texts are empty."""
        return self._node("Equal", self._positions(x, [""]), self._integers([[0]]))

    def less_or_equal(self, x: Tensor, y: float) -> Tensor:
        """Where x <= y."""
        return self._node("LessOrEqual", x, self.numbers([[y]]))

    def either(self, a: Tensor, b: Tensor) -> Tensor:
        """Where one of two masks is true."""
        return self._node("Or", a, b)

    def where(self, mask: Tensor, a: Tensor, b: Tensor) -> Tensor:
        """A where the mask is true, b elsewhere."""
        return self._node("Where", mask, a, b)

    def apart(self, values: np.ndarray) -> np.ndarray:
        """The values themselves: this format tells apart what float64 does."""
        return values

    def take(self, values: Sequence[float] | np.ndarray, positions: Tensor) -> Tensor:
        """The number at each position, (n, 1)."""
        return self._node("Gather", self.numbers(values), self._cast(positions, np.int64), axis=0)

    def matches(self, x: Tensor, categories: Sequence[str] | Sequence[float]) -> Tensor:
        """1 where a value is a category, 0 elsewhere."""
        texts = [category for category in categories if isinstance(category, str)]
        if texts:
            positions = self._positions(x, texts)
            equal = self._node("Equal", positions, self._integers([range(len(texts))]))
        else:
            equal = self._node("Equal", x, self.numbers([categories]))
        return self.as_numbers(equal)

    def row_sum(self, x: Tensor) -> Tensor:
        """The sum of each row, (n, 1)."""
        return self._node("ReduceSum", x, self._integers([1]), keepdims=1)

    def as_numbers(self, x: Tensor) -> Tensor:
        """As float64."""
        return self._cast(x, np.float64)

    def as_float32(self, x: Tensor) -> Tensor:
        """As float32."""
        return self._cast(x, np.float32)

    def concat(self, parts: Sequence[Tensor]) -> Tensor:
        """Columns side by side."""
        return parts[0] if len(parts) == 1 else self._node("Concat", *parts, axis=1)

    def reshape(self, x: Tensor, shape: Sequence[int]) -> Tensor:
        """In another shape; -1 is what remains."""
        return self._node("Reshape", x, self._integers(shape))

    def column(self, x: Tensor, position: int) -> Tensor:
        """One column, (n, 1)."""
        return self._node("Gather", x, self._integers([position]), axis=1)

    def largest(self, x: Tensor) -> Tensor:
        """The position of each row's largest number, (n, 1)."""
        return self._node("ArgMax", x, axis=1, keepdims=1)

    def above(self, x: Tensor, y: float) -> Tensor:
        """As positions: 1 where x > y, else 0."""
        return self._cast(self._node("Greater", x, self.numbers([[y]])), np.int64)

    def labels(self, classes: Sequence[Any], positions: Tensor, refused: Tensor) -> Tensor:
        """The class at each position: text, int64, or float64."""
        if any(isinstance(label, str) for label in classes):
            known, none = np.array(classes, object), np.array([[""]], object)
        elif all(isinstance(label, int) for label in classes):
            known, none = np.array(classes, np.int64), np.array([[_NO_CLASS]])
        else:
            known, none = np.array(classes, np.float64), np.array([[np.nan]])
        found = self._node("Gather", self._constant(known), positions, axis=0)
        return self.where(refused, self._constant(none), found)

    def rename(self, x: Tensor, name: str) -> None:
        """A name for a tensor that leaves the graph."""
        self.nodes.append(_make_node("Identity", [x], [name]))

    def _positions(self, x: Tensor, keys: Sequence[str]) -> Tensor:
        """The position of each text among the keys, -1 where it is none of them."""
        return self._node(
            "LabelEncoder",
            x,
            domain="ai.onnx.ml",
            keys_strings=list(keys),
            values_int64s=list(range(len(keys))),
            default_int64=-1,
        )

    def _integers(self, values: Any) -> Tensor:
        return self._constant(np.asarray(values, np.int64))

    def _cast(self, x: Tensor, dtype: type) -> Tensor:
        from onnx import helper

        return self._node("Cast", x, to=helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def _constant(self, values: np.ndarray) -> Tensor:
        from onnx import numpy_helper

        name = self._name()
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def _node(self, kind: str, *inputs: Tensor, **attributes: Any) -> Tensor:
        name = self._name()
        self.nodes.append(_make_node(kind, list(inputs), [name], **attributes))
        return name

    def _name(self) -> str:
        self._count += 1
        return f"{_PREFIX}{self._count}"


def _make_node(kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any) -> Any:
    from onnx import helper

    return helper.make_node(kind, inputs, outputs, **attributes)
