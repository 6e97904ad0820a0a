"""The fitted preprocessing in the operations of a format, step by step as numpy applies it.

`predict` refuses a row that it cannot predict. A graph cannot refuse one of many rows, so such a
row gives no number (NaN) and no class: the text '', the smallest int64, or NaN. It is such a row
that has an infinity, a missing value which nothing fills, a category that no training row had where
the encoder says `error`, -1 and less under log1p, 0 and less under box-cox, a number that is beyond
float32 after its steps, or one for which the network gives no finite number or one that overflows
where it is undone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from nnspec.data.features.missing import fills_missing
from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.chain import Step, step_name
from nnspec.data.steps.encoders import OneHotEncoder, OrdinalEncoder, SimpleImputer
from nnspec.data.steps.scalers import Log1p, MinMaxScaler, Passthrough, ShiftAndDivide
from nnspec.data.steps.transformers import PowerTransformer, QuantileTransformer
from nnspec.export.operations import Operations, Tensor
from nnspec.export.transformers import inverse_power, inverse_quantile, power, quantile
from nnspec.prediction.results import names_beside

Encoder = OneHotEncoder | OrdinalEncoder


class Translation:
    """The preprocessing of one run in one format.

    Args:
        operations: The format's.
        preprocessor: The run's.
        logits: The outputs that are logits.
    """

    def __init__(
        self, operations: Operations, preprocessor: Preprocessor, logits: frozenset[str]
    ) -> None:
        self._ops = operations
        self._preprocessor = preprocessor
        self._logits = logits
        self._refused: list[Tensor] = []

    def inputs(self, raw: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The network's inputs of raw columns.

        Args:
            raw: By column, numbers or text of shape (n,).

        Returns:
            float32 (n, width) by input.
        """
        made: dict[str, Tensor] = {}
        columns: dict[str, Tensor | None] = {}
        for name, fitted in self._preprocessor.inputs.items():
            for column in fitted:
                if column.column not in columns:
                    columns[column.column] = self._features(column, raw[column.column])
            parts = [columns[column.column] for column in fitted]
            made[name] = self._ops.concat([part for part in parts if part is not None])
        return made

    def results(self, scores: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """What a person reads of the network's outputs.

        Args:
            scores: By output, as the network gives it.

        Returns:
            By `predicted_<column>` the numbers in their own units (the format's own numbers) or the
            labels, shape (n,), and by `probabilities_<column>` the probability of each class,
            float32 (n, C), or by `scores_<column>` its score where that is none; each as
            `end_names` has it.
        """
        blocks, refused = {}, [*self._refused]
        for name, target in self._preprocessor.targets.items():
            block = self._ops.reshape(self._ops.as_numbers(scores[name]), (-1, target.width))
            refused.append(self._not_finite(block))
            if target.steps:
                for step in reversed(target.steps):
                    block = self._invert(step, block)
                refused.append(self._not_finite(block))
            if name in self._logits:
                binary = target.encoding == "binary"
                block = self._ops.sigmoid(block) if binary else self._ops.softmax(block)
            blocks[name] = block
        mask = reduce(self._ops.either, refused)
        made = {}
        for name, target in self._preprocessor.targets.items():
            made |= self._of_target(target, blocks[name], mask)
        names = end_names(self._preprocessor)
        return {names[name]: x for name, x in made.items()}

    def _features(self, column: FittedColumn, raw: Tensor) -> Tensor | None:
        """What the network sees of a column: float32 (n, width), None where that is nothing."""
        ops = self._ops
        value = ops.reshape(raw, (-1, 1))
        value = value if column.kind == "text" else ops.as_numbers(value)
        refused: list[Tensor] = [] if column.kind == "text" else [ops.is_infinite(value)]
        if not fills_missing([step_name(step) for step in column.steps]):
            if column.kind == "numeric":
                refused.append(ops.is_nan(value))
            elif not _knows_empty(column.steps):
                refused.append(ops.is_empty(value))
        # One tensor (n, 1) for each column of the block that numpy would have.
        block = [(value, column.kind == "text")]
        for step in column.steps:
            block = self._apply(step, block, refused)
        # An encoder that drops the only category leaves no column.
        made = ops.as_float32(ops.concat([part for part, _ in block])) if block else None
        if made is not None and not any(isinstance(step, Encoder) for step in column.steps):
            refused.append(self._not_finite(made))
        mask = reduce(ops.either, refused) if refused else None
        if mask is not None:
            self._refused.append(mask)
        if made is None or mask is None:
            return made
        # The network must not see what has no value: an Embedding would end the program.
        return ops.where(mask, ops.as_float32(ops.numbers([[0.0]])), made)

    def _apply(
        self, step: Step, block: Sequence[tuple[Tensor, bool]], refused: list[Tensor]
    ) -> list[tuple[Tensor, bool]]:
        """A step on columns, each with whether it is text."""
        ops = self._ops
        if isinstance(step, Passthrough):
            return list(block)
        if isinstance(step, SimpleImputer):
            return self._impute(step, block)
        made = []
        for i, (x, is_text) in enumerate(block):
            if isinstance(step, Log1p):
                refused.append(ops.less_or_equal(x, -1.0))
                x = ops.log1p(x)
            elif isinstance(step, ShiftAndDivide):
                x = x if step.shift is None else ops.subtract(x, ops.numbers([[step.shift[i]]]))
                x = x if step.scale is None else ops.divide(x, ops.numbers([[step.scale[i]]]))
            elif isinstance(step, MinMaxScaler):
                x = ops.multiply(x, ops.numbers([[step.scale[i]]]))
                x = ops.add(x, ops.numbers([[step.shift[i]]]))
                x = x if step.clip_to is None else ops.clip(x, *step.clip_to)
            elif isinstance(step, PowerTransformer):
                if step.method == "box-cox":
                    refused.append(ops.less_or_equal(x, 0.0))
                x = power(ops, step, i, x)
            elif isinstance(step, QuantileTransformer):
                x = quantile(ops, step, i, x)
            elif isinstance(step, OneHotEncoder | OrdinalEncoder):
                made += [(part, False) for part in self._encode(step, i, x, is_text, refused)]
                continue
            else:
                raise TypeError(f"{step_name(step)} has no translation")
            made.append((x, False))
        return made

    def _impute(
        self, step: SimpleImputer, block: Sequence[tuple[Tensor, bool]]
    ) -> list[tuple[Tensor, bool]]:
        ops = self._ops
        made, gone = [], []
        for (x, is_text), value in zip(block, step.statistics, strict=True):
            mask = ops.is_empty(x) if is_text else ops.is_nan(x)
            filling = ops.text(str(value)) if is_text else ops.numbers([[float(value)]])
            made.append((ops.where(mask, filling, x), is_text))
            gone.append(mask)
        return made + [(ops.as_numbers(gone[i]), False) for i in step.indicators]

    def _encode(
        self, step: Encoder, i: int, x: Tensor, is_text: bool, refused: list[Tensor]
    ) -> list[Tensor]:
        ops = self._ops
        categories = step.categories[i]
        hot = ops.matches(x, [c if is_text else float(c) for c in categories])
        unknown = ops.less_or_equal(ops.row_sum(hot), 0.5)
        if isinstance(step, OrdinalEncoder):
            position = ops.row_sum(ops.multiply(hot, ops.numbers([range(len(categories))])))
            if step.unknown is None:
                refused.append(unknown)
                return [position]
            return [ops.where(unknown, ops.numbers([[step.unknown]]), position)]
        width = len(step.output_labels[i])
        if step.unknown == "error":
            refused.append(unknown)
        if not width:
            return []
        # The column of infrequent categories takes the unknown ones too.
        other = -1 if isinstance(step.unknown, str) else step.unknown[i]
        outputs = step.outputs[i]
        if outputs != tuple(range(width)):
            ends = np.zeros((len(outputs), width))
            for position, end in enumerate(outputs):
                if end >= 0:
                    ends[position, end] = 1.0
            hot = ops.matmul(hot, ops.numbers(ends))
        if other >= 0:
            there = ops.numbers(np.eye(width)[[other]])
            hot = ops.add(hot, ops.multiply(ops.as_numbers(unknown), there))
        return [hot]

    def _of_target(self, target: FittedTarget, block: Tensor, refused: Tensor) -> dict[str, Tensor]:
        """A target's ends of its numbers in their own units, or its probabilities."""
        ops = self._ops
        made = {}
        if target.encoding == "regression":
            block = self._or_nan(refused, block)
            for i, name in enumerate(target.columns):
                made[f"predicted_{name}"] = ops.reshape(ops.column(block, i), (-1,))
            return made
        for i, (name, classes) in enumerate(zip(target.columns, target.classes, strict=True)):
            if target.encoding == "binary":
                second = ops.column(block, i)
                whole = 0.0 if target.margin else 1.0
                shares = ops.concat([ops.subtract(ops.numbers([[whole]]), second), second])
                positions = ops.above(second, target.cut())
            else:
                shares, positions = block, ops.largest(block)
            labels = ops.labels(classes, positions, refused)
            made[f"predicted_{name}"] = ops.reshape(labels, (-1,))
            made[f"{target.scores}_{name}"] = ops.as_float32(self._or_nan(refused, shares))
        return made

    def _not_finite(self, x: Tensor) -> Tensor:
        """The rows (n, 1) that have a number which is none, or is infinite."""
        ops = self._ops
        count = ops.row_sum(ops.as_numbers(ops.either(ops.is_nan(x), ops.is_infinite(x))))
        return ops.less_or_equal(ops.multiply(count, ops.numbers([[-1.0]])), -0.5)

    def _or_nan(self, refused: Tensor, x: Tensor) -> Tensor:
        return self._ops.where(refused, self._ops.numbers([[np.nan]]), x)

    def _invert(self, step: Step, block: Tensor) -> Tensor:
        """Undo a step on the columns (n, k) of a target."""
        ops = self._ops
        if isinstance(step, ShiftAndDivide):
            block = block if step.scale is None else ops.multiply(block, ops.numbers([step.scale]))
            return block if step.shift is None else ops.add(block, ops.numbers([step.shift]))
        if isinstance(step, MinMaxScaler):
            block = ops.subtract(block, ops.numbers([step.shift]))
            return ops.divide(block, ops.numbers([step.scale]))
        if isinstance(step, Log1p):
            return ops.expm1(block)
        if isinstance(step, Passthrough):
            return block
        if isinstance(step, PowerTransformer):
            columns = [ops.column(block, i) for i in range(len(step.lambdas))]
            undone = [inverse_power(ops, step, i, x) for i, x in enumerate(columns)]
            return ops.concat(undone)
        if isinstance(step, QuantileTransformer):
            columns = [ops.column(block, i) for i in range(len(step.quantiles))]
            undone = [inverse_quantile(ops, step, i, x) for i, x in enumerate(columns)]
            return ops.concat(undone)
        raise TypeError(f"{step_name(step)} has no translation")


def end_names(preprocessor: Preprocessor) -> dict[str, str]:
    """What a file with the preprocessing inside calls its ends.

    Returns:
        By usual name itself, or where a feature has it the name that `predict` would give.
    """
    usual = [
        f"{word}_{column}"
        for target in preprocessor.targets.values()
        for column in target.columns
        for word in ("predicted", *([target.scores] if target.classes else []))
    ]
    return names_beside(usual, preprocessor.input_kinds)


def _knows_empty(steps: Sequence[Any]) -> bool:
    """Whether the empty text is a category of the column, and no missing value."""
    encoder = next((step for step in steps if isinstance(step, Encoder)), None)
    return encoder is not None and "" in encoder.categories[0]
