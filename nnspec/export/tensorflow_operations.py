"""The operations of the preprocessing as TensorFlow's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnspec.data.steps.emit.operations import Tensor
from nnspec.export.near_zero import expm1, log1p

_NO_CLASS = np.iinfo(np.int64).min


class TensorFlowOperations:
    """TensorFlow's own operations, to be traced into a graph. Numbers are float64."""

    def __init__(self) -> None:
        import tensorflow as tf

        self._tf = tf
        self.dtype = tf.float64

    def numbers(self, values: Any) -> Tensor:
        """Constant numbers."""
        return self._tf.constant(np.asarray(values), self.dtype)

    def text(self, value: str) -> Tensor:
        """A constant text."""
        return self._tf.constant([[value]])

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        """The sum."""
        return a + b

    def subtract(self, a: Tensor, b: Tensor) -> Tensor:
        """The difference."""
        return a - b

    def multiply(self, a: Tensor, b: Tensor) -> Tensor:
        """The product, element by element."""
        return a * b

    def divide(self, a: Tensor, b: Tensor) -> Tensor:
        """The quotient."""
        return a / b

    def matmul(self, a: Tensor, b: Tensor) -> Tensor:
        """The matrix product."""
        return self._tf.matmul(a, b)

    def log(self, x: Tensor) -> Tensor:
        """The natural logarithm."""
        return self._tf.math.log(x)

    def log1p(self, x: Tensor) -> Tensor:
        """The natural logarithm of 1 + x."""
        return self._tf.math.log1p(x)

    def exp(self, x: Tensor) -> Tensor:
        """The exponential function."""
        return self._tf.exp(x)

    def expm1(self, x: Tensor) -> Tensor:
        """exp(x) - 1."""
        return self._tf.math.expm1(x)

    def sqrt(self, x: Tensor) -> Tensor:
        """The square root."""
        return self._tf.sqrt(x)

    def floor(self, x: Tensor) -> Tensor:
        """The largest whole number that is not above."""
        return self._tf.floor(x)

    def clip(self, x: Tensor, low: float, high: float) -> Tensor:
        """What is outside at the edge."""
        return self._tf.minimum(self._tf.maximum(x, self.numbers(low)), self.numbers(high))

    def sigmoid(self, x: Tensor) -> Tensor:
        """Probabilities of logits, one by one."""
        return self._tf.sigmoid(x)

    def softmax(self, x: Tensor) -> Tensor:
        """Probabilities of a row's logits."""
        return self._tf.nn.softmax(x, axis=1)

    def is_nan(self, x: Tensor) -> Tensor:
        """Which numbers are none."""
        return self._tf.math.is_nan(x)

    def is_infinite(self, x: Tensor) -> Tensor:
        """Which numbers are infinite."""
        return self._tf.math.is_inf(x)

    def is_empty(self, x: Tensor) -> Tensor:
        """Which texts are empty."""
        return self._tf.equal(x, "")

    def less_or_equal(self, x: Tensor, y: float) -> Tensor:
        """Where x <= y."""
        return x <= self.numbers([[y]])

    def either(self, a: Tensor, b: Tensor) -> Tensor:
        """Where one of two masks is true."""
        return self._tf.logical_or(a, b)

    def where(self, mask: Tensor, a: Tensor, b: Tensor) -> Tensor:
        """A where the mask is true, b elsewhere."""
        return self._tf.where(mask, a, b)

    def apart(self, values: np.ndarray) -> np.ndarray:
        """The values themselves: this format tells apart what float64 does."""
        return values

    def take(self, values: Sequence[float] | np.ndarray, positions: Tensor) -> Tensor:
        """The number at each position, (n, 1)."""
        return self._tf.gather(self.numbers(values), self._tf.cast(positions, self._tf.int32))

    def matches(self, x: Tensor, categories: Sequence[str] | Sequence[float]) -> Tensor:
        """1 where a value is a category, 0 elsewhere."""
        is_text = isinstance(categories[0], str)
        known = self._tf.constant([categories]) if is_text else self.numbers([categories])
        return self.as_numbers(self._tf.equal(x, known))

    def row_sum(self, x: Tensor) -> Tensor:
        """The sum of each row, (n, 1)."""
        return self._tf.reduce_sum(x, axis=1, keepdims=True)

    def as_numbers(self, x: Tensor) -> Tensor:
        """As this format's numbers."""
        return self._tf.cast(x, self.dtype)

    def as_float32(self, x: Tensor) -> Tensor:
        """As float32."""
        return self._tf.cast(x, self._tf.float32)

    def concat(self, parts: Sequence[Tensor]) -> Tensor:
        """Columns side by side."""
        return parts[0] if len(parts) == 1 else self._tf.concat(parts, axis=1)

    def reshape(self, x: Tensor, shape: Sequence[int]) -> Tensor:
        """In another shape; -1 is what remains."""
        return self._tf.reshape(x, shape)

    def column(self, x: Tensor, position: int) -> Tensor:
        """One column, (n, 1)."""
        return x[:, position : position + 1]

    def largest(self, x: Tensor) -> Tensor:
        """The position of each row's largest number, (n, 1)."""
        return self._tf.argmax(x, axis=1)[:, None]

    def above(self, x: Tensor, y: float) -> Tensor:
        """As positions: 1 where x > y, else 0."""
        return self._tf.cast(x > self.numbers([[y]]), self._tf.int64)

    def labels(self, classes: Sequence[Any], positions: Tensor, refused: Tensor) -> Tensor:
        """The class at each position: text, int64, or float64."""
        tf = self._tf
        if any(isinstance(label, str) for label in classes):
            known, none = tf.constant(classes), tf.constant([[""]])
        elif all(isinstance(label, int) for label in classes):
            known, none = tf.constant(classes, tf.int64), tf.constant([[_NO_CLASS]], tf.int64)
        else:
            known, none = tf.constant(classes, tf.float64), tf.constant([[np.nan]], tf.float64)
        found = tf.gather(known, positions)
        return tf.where(refused, none, found)


class TfliteOperations(TensorFlowOperations):
    """Those of them that TFLite has without further libraries: float32, and no text.

    Classes are their positions, -1 for none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dtype = self._tf.float32

    def log1p(self, x: Tensor) -> Tensor:
        """The natural logarithm of 1 + x."""
        return log1p(self, x)

    def expm1(self, x: Tensor) -> Tensor:
        """exp(x) - 1."""
        return expm1(self, x)

    def tanh(self, x: Tensor) -> Tensor:
        """The hyperbolic tangent."""
        return self._tf.tanh(x)

    def apart(self, values: np.ndarray) -> np.ndarray:
        """Numbers that float32 would make one, moved a step where they are noise beside it.

        Quantiles of a value that comes up often differ from it in the last digits of a float64, and
        how many of them reach it says which share of the rows has it. The value is what float32
        shows in decimals, unless another stands there several times.
        """
        rounded = values.astype(np.float32)
        made = rounded.astype(np.float64)
        for value in np.unique(rounded):
            group = np.flatnonzero(rounded == value)
            known, counts = np.unique(values[group], return_counts=True)
            kept = float(str(value))
            if kept not in known and counts.max() > 1:
                kept = known[counts.argmax()]
            made[group[values[group] < kept]] = np.nextafter(value, np.float32(-np.inf))
            made[group[values[group] > kept]] = np.nextafter(value, np.float32(np.inf))
        return made

    def is_nan(self, x: Tensor) -> Tensor:
        """Which numbers are none: those that are neither above nor below."""
        tf = self._tf
        zero = self.numbers([[0.0]])
        return tf.logical_not(tf.logical_or(x <= zero, x > zero))

    def is_infinite(self, x: Tensor) -> Tensor:
        """Which numbers are infinite: in float32 those of 3.4e38 and more as well."""
        return self._tf.abs(x) > self.numbers([[np.finfo(np.float32).max]])

    def labels(self, classes: Sequence[Any], positions: Tensor, refused: Tensor | None) -> Tensor:
        """The positions, int64."""
        none = self._tf.constant([[-1]], self._tf.int64)
        return self._tf.where(refused, none, positions)
