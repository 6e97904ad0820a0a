"""What the preprocessing needs of a format: the operations that every one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

Tensor = Any
"""A tensor of the format: a name in an ONNX graph, or a TensorFlow tensor."""


class Operations(Protocol):
    """Operations on tensors of shape (n, k): numbers, text and masks (true or false).

    Numbers are float64 where the format computes with them, else float32.
    """

    def numbers(self, values: Any) -> Tensor:
        """Constant numbers."""

    def text(self, value: str) -> Tensor:
        """A constant text."""

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        """The sum."""

    def subtract(self, a: Tensor, b: Tensor) -> Tensor:
        """The difference."""

    def multiply(self, a: Tensor, b: Tensor) -> Tensor:
        """The product, element by element."""

    def divide(self, a: Tensor, b: Tensor) -> Tensor:
        """The quotient."""

    def matmul(self, a: Tensor, b: Tensor) -> Tensor:
        """The matrix product."""

    def log(self, x: Tensor) -> Tensor:
        """The natural logarithm."""

    def log1p(self, x: Tensor) -> Tensor:
        """The natural logarithm of 1 + x."""

    def exp(self, x: Tensor) -> Tensor:
        """The exponential function."""

    def expm1(self, x: Tensor) -> Tensor:
        """exp(x) - 1."""

    def sqrt(self, x: Tensor) -> Tensor:
        """The square root."""

    def floor(self, x: Tensor) -> Tensor:
        """The largest whole number that is not above."""

    def clip(self, x: Tensor, low: float, high: float) -> Tensor:
        """What is outside at the edge."""

    def sigmoid(self, x: Tensor) -> Tensor:
        """Probabilities of logits, one by one."""

    def softmax(self, x: Tensor) -> Tensor:
        """Probabilities of a row's logits."""

    def is_nan(self, x: Tensor) -> Tensor:
        """Which numbers are none."""

    def is_infinite(self, x: Tensor) -> Tensor:
        """Which numbers are infinite."""

    def is_empty(self, x: Tensor) -> Tensor:
        """Which texts are empty."""

    def less_or_equal(self, x: Tensor, y: float) -> Tensor:
        """Where x <= y."""

    def either(self, a: Tensor, b: Tensor) -> Tensor:
        """Where one of two masks is true."""

    def where(self, mask: Tensor, a: Tensor, b: Tensor) -> Tensor:
        """A where the mask is true, b elsewhere."""

    def apart(self, values: np.ndarray) -> np.ndarray:
        """Rising numbers, float64 (n,), moved so far that the format still tells them apart."""

    def take(self, values: Sequence[float] | np.ndarray, positions: Tensor) -> Tensor:
        """The number at each position, which is a whole number, (n, 1)."""

    def matches(self, x: Tensor, categories: Sequence[str] | Sequence[float]) -> Tensor:
        """1 where a value is a category, 0 elsewhere: numbers (n, categories) of x (n, 1)."""

    def row_sum(self, x: Tensor) -> Tensor:
        """The sum of each row, (n, 1)."""

    def as_numbers(self, x: Tensor) -> Tensor:
        """A mask as 0 and 1, numbers of another width as this format's own."""

    def as_float32(self, x: Tensor) -> Tensor:
        """Numbers as the network takes and gives them."""

    def concat(self, parts: Sequence[Tensor]) -> Tensor:
        """Columns side by side."""

    def reshape(self, x: Tensor, shape: Sequence[int]) -> Tensor:
        """In another shape; -1 is what remains."""

    def column(self, x: Tensor, position: int) -> Tensor:
        """One column, (n, 1)."""

    def largest(self, x: Tensor) -> Tensor:
        """The position of each row's largest number, (n, 1)."""

    def above(self, x: Tensor, y: float) -> Tensor:
        """As positions: 1 where x > y, else 0."""

    def labels(self, classes: Sequence[Any], positions: Tensor, refused: Tensor) -> Tensor:
        """The class at each position; for a refused row what says that there is none."""
