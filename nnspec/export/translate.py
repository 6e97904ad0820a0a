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

import numpy as np

from nnspec.data.chains.chain import step_name
from nnspec.data.features.missing import fills_missing
from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.emit.common import any_of_row
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Encoder, Step
from nnspec.data.table.signature import ArraySpec
from nnspec.prediction.results import names_beside


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
            raw: By column, numbers or text of shape (n,), or arrays (n, ...).

        Returns:
            By input what the preprocessing's signature says.
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
                    block = step.emit_inverse(self._ops, block)
                refused.append(self._not_finite(block))
            if name in self._logits:
                binary = target.encoding == "binary"
                block = self._ops.sigmoid(block) if binary else self._ops.softmax(block)
            blocks[name] = block
        mask = reduce(self._ops.either, refused)
        made: dict[str, Tensor] = {}
        for name, target in self._preprocessor.targets.items():
            made |= self._of_target(target, blocks[name], mask)
        names = end_names(self._preprocessor)
        return {names[name]: x for name, x in made.items()}

    def _features(self, column: FittedColumn, raw: Tensor) -> Tensor | None:
        """What the network sees of a column, (n, ...); None where that is nothing."""
        if isinstance(column.kind, ArraySpec):
            return self._array(column, raw)
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
            block = step.emit(ops, block, refused)
        # An encoder that drops the only category leaves no column.
        made = ops.as_float32(ops.concat([part for part, _ in block])) if block else None
        if made is not None and not any(step.ENCODES for step in column.steps):
            refused.append(self._not_finite(made))
        mask = reduce(ops.either, refused) if refused else None
        if mask is not None:
            self._refused.append(mask)
        if made is None or mask is None:
            return made
        # The network must not see what has no value: an Embedding would end the program.
        return ops.where(mask, ops.as_float32(ops.numbers([[0.0]])), made)

    def _array(self, column: FittedColumn, raw: Tensor) -> Tensor:
        """What the network sees of a column of arrays, (n, ...)."""
        ops, spec = self._ops, column.made
        if spec.dtype != "float32":
            # Whole numbers as they are: none of them is missing, or no number.
            return raw
        block = ops.as_numbers(ops.reshape(raw, (-1, spec.size)))
        refused = [any_of_row(ops, ops.is_infinite(block))]
        if not fills_missing([step_name(step) for step in column.steps]):
            refused.append(any_of_row(ops, ops.is_nan(block)))
        for step in column.steps:
            block = step.emit_rows(ops, block, spec.size, refused)
        made = ops.as_float32(block)
        refused.append(self._not_finite(made))
        mask = reduce(ops.either, refused)
        self._refused.append(mask)
        made = ops.where(mask, ops.as_float32(ops.numbers([[0.0]])), made)
        return ops.reshape(made, (-1, *spec.lengths))

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


def _knows_empty(steps: Sequence[Step]) -> bool:
    """Whether the empty text is a category of the column, and no missing value."""
    encoder = next((step for step in steps if isinstance(step, Encoder)), None)
    return encoder is not None and "" in encoder.categories[0]
