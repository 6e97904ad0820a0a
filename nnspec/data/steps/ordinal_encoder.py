"""OrdinalEncoder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.categories import (
    Category,
    check_categories,
    each_column,
    emit_matches,
    positions,
    refuse_unknown,
)
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Blocks, Column, Contradiction, Encoder, estimator
from nnspec.data.steps.sufficient_rows import distinct
from nnspec.spec.language.objects import ObjectSpec

_REMEDY = "OrdinalEncoder: {handle_unknown: use_encoded_value, unknown_value: -1}"


@dataclass(frozen=True, slots=True)
class OrdinalEncoder(Encoder):
    """Each category as its position among the categories.

    Attributes:
        categories: Per column, the categories of the training rows.
        unknown: The number of any other value, or None where that is an error.
    """

    categories: tuple[tuple[Category, ...], ...]
    unknown: float | None = None

    COLUMNS = "categorical"
    PARAMETERS = ("handle_unknown", "unknown_value")
    UNLISTED = ("categories",)
    TAKES: ClassVar = {"unknown_value": "number or null"}
    FOR_NEW_CATEGORIES: ClassVar = {"handle_unknown": "use_encoded_value", "unknown_value": -1}

    @classmethod
    def contradiction(cls, spec: ObjectSpec) -> Contradiction | None:
        """What is wrong with the number for unknown categories."""
        value = spec.argument("unknown_value")
        encodes = spec.argument("handle_unknown", "error") == "use_encoded_value"
        if encodes and value is None:
            message = "handle_unknown: use_encoded_value needs the value: unknown_value"
            return Contradiction("handle_unknown", message, "add unknown_value: -1")
        if value is not None and not encodes:
            message = "unknown_value does nothing without handle_unknown: use_encoded_value"
            return Contradiction("unknown_value", message, "add handle_unknown: use_encoded_value")
        if value is not None and value != int(value):
            message = f"unknown_value is a whole number, not {value:g}"
            return Contradiction("unknown_value", message, "write -1")
        return None

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> OrdinalEncoder:
        """Learn from the training rows; see `Step.learn`."""
        encoder = estimator("OrdinalEncoder", arguments)
        columns = each_column(encoder, block)
        categories = tuple(tuple(column.categories_[0].tolist()) for column in columns)
        unknown = encoder.unknown_value
        return cls(categories, None if unknown is None else float(unknown))

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> OrdinalEncoder:
        """Learn from each different value; see `Step.learn_from_blocks`."""
        return cls.learn(arguments, distinct(blocks()))

    def check(self) -> None:
        """Whether its categories are of one kind.

        Raises:
            ValueError: They are not.
        """
        check_categories(self.categories)

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Encode a block of shape (n, k) to float64 of the same shape.

        Raises:
            UnknownCategoryError: A value is no category and `unknown` is None.
        """
        encoded = np.empty(block.shape)
        for i, categories in enumerate(self.categories):
            found = positions(block[:, i], categories)
            if self.unknown is None:
                refuse_unknown(found, block[:, i], categories, _REMEDY)
            encoded[:, i] = np.where(found < 0, self.unknown or 0.0, found)
        return encoded

    def emit(self, ops: Operations, block: Sequence[Column], refused: list[Tensor]) -> list[Column]:
        """`apply` in the operations of a format."""
        made = []
        for (x, is_text), categories in zip(block, self.categories, strict=True):
            hot, unknown = emit_matches(ops, categories, x, is_text)
            position = ops.row_sum(ops.multiply(hot, ops.numbers([range(len(categories))])))
            if self.unknown is None:
                refused.append(unknown)
            else:
                position = ops.where(unknown, ops.numbers([[self.unknown]]), position)
            made.append((position, False))
        return made
