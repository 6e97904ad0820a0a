"""SimpleImputer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Blocks, Column, Step, estimator, plain
from nnspec.data.steps.sufficient_rows import TooManyValuesError, mean_row, mode_row
from nnspec.data.table.arrays import is_none
from nnspec.spec.language.objects import ObjectSpec


@dataclass(frozen=True, slots=True)
class SimpleImputer(Step):
    """A value of the training rows in place of each missing one.

    Attributes:
        statistics: Per column, the value.
        indicators: The columns that had missing values in the training rows and get a further
            column that says where.
    """

    statistics: tuple[str | float, ...]
    indicators: tuple[int, ...] = ()

    COLUMNS = "any"
    # `missing_values`, scikit-learn's first, is not offered: `SimpleImputer: median` is a strategy.
    PARAMETERS = ("strategy", "fill_value", "add_indicator")
    TAKES: ClassVar = {
        "fill_value": "number or string or null",
        "strategy": "one of mean median most_frequent constant",
    }
    KEEPS_VALUES = True

    @classmethod
    def needs_numbers(cls, spec: ObjectSpec) -> bool:
        """Under a strategy that computes."""
        return spec.arguments.get("strategy", "mean") in ("mean", "median")

    @classmethod
    def width(cls, spec: ObjectSpec) -> int | None:
        """One more where a value is missing, if that is asked for."""
        return None if spec.argument("add_indicator", False) else 1

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> SimpleImputer:
        """Learn from the training rows; see `Step.learn`."""
        if block.dtype == np.object_:
            # scikit-learn finds NaN in text columns, not None.
            block = np.where(is_none(block), np.nan, block)
        fitted = estimator("SimpleImputer", arguments, of="impute").fit(block)
        indicators = fitted.indicator_.features_ if fitted.add_indicator else np.array([])
        return cls(plain(fitted.statistics_), plain(indicators.astype(int)))

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> SimpleImputer:
        """Learn from a row of what fills, where that can be found; see `Step.learn_from_blocks`."""
        strategy = arguments.get("strategy", "mean")
        if strategy == "mean":
            return cls.learn(arguments, mean_row(blocks()))
        if strategy == "constant":
            return cls.learn(arguments, mode_row(blocks(), constant=True))
        if strategy == "most_frequent":
            with contextlib.suppress(TooManyValuesError):
                return cls.learn(arguments, mode_row(blocks()))
        return cls.learn(arguments, in_memory())

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Fill a block of shape (n, k); indicators follow as further columns."""
        filled = block.copy()
        gone = np.isnan(block) if block.dtype == np.float64 else is_none(block)
        for i, value in enumerate(self.statistics):
            filled[gone[:, i], i] = value
        if not self.indicators:
            return filled
        return np.hstack([filled, gone[:, list(self.indicators)].astype(block.dtype)])

    def output_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names that went in, then for instance `age missing`."""
        return (*names, *(f"{names[i]} missing" for i in self.indicators))

    def emit(self, ops: Operations, block: Sequence[Column], refused: list[Tensor]) -> list[Column]:
        """`apply` in the operations of a format; text stays text."""
        made, gone = [], []
        for (x, is_text), value in zip(block, self.statistics, strict=True):
            mask = ops.is_empty(x) if is_text else ops.is_nan(x)
            filling = ops.text(str(value)) if is_text else ops.numbers([[float(value)]])
            made.append((ops.where(mask, filling, x), is_text))
            gone.append(mask)
        return made + [(ops.as_numbers(gone[i]), False) for i in self.indicators]

    def emit_rows(self, ops: Operations, block: Tensor, size: int, refused: list[Tensor]) -> Tensor:
        """`apply` to arrays in the operations of a format."""
        return ops.where(ops.is_nan(block), ops.numbers([self.statistics]), block)
