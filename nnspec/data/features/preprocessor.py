"""Fitted preprocessing: tables to the network's arrays and back, with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnspec.data.chains.chain import chain_names, step_from_json, step_name, step_to_json
from nnspec.data.chains.float32 import STEP_ERRORS, apply_to_float32
from nnspec.data.chains.problems import step_problem
from nnspec.data.chains.try_one_row import rehearse_steps, wrong_steps
from nnspec.data.features.document import PREPROCESSING
from nnspec.data.features.expected_columns import check_columns
from nnspec.data.features.missing import check_missing_at_predict
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.passthrough import Passthrough
from nnspec.data.steps.step import Step
from nnspec.data.table.columns import Columns
from nnspec.data.table.kinds import Kind, column_values, kind_from_json, kind_to_json
from nnspec.data.table.signature import ArraySpec, joined
from nnspec.data.table.table import Table
from nnspec.errors import DataError

FORMAT = 1
"""The version of the JSON document."""


BLOCK_NUMBERS = 4 << 20
"""Numbers of arrays that go through their steps at once."""


def flat_numbers(block: np.ndarray) -> np.ndarray:
    """Arrays (n, ...) as the float64 (n, k) of a step: one column for each of their numbers."""
    return block.reshape(len(block), -1).astype(np.float64)


@dataclass(frozen=True, slots=True)
class FittedColumn:
    """A column of an input.

    Attributes:
        column: Its name.
        kind: Its kind in training.
        steps: Its fitted steps.
        training_values: What the network is to see of the training rows, float32 (n, width), where
            a step has learnt from their target; it is not kept with the run. None where it is what
            the steps make of them.
    """

    column: str
    kind: Kind
    steps: tuple[Step, ...]
    training_values: np.ndarray | None = field(default=None, compare=False, repr=False)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of what the network sees of it: `island=Biscoe`, or `pixels[0, 3]`."""
        if isinstance(self.kind, ArraySpec):
            places = np.ndindex(self.kind.lengths)
            return tuple(f"{self.column}[{', '.join(map(str, place))}]" for place in places)
        return chain_names(self.steps, (self.column,))

    @property
    def made(self) -> ArraySpec:
        """What the network sees of it in a row."""
        if isinstance(self.kind, ArraySpec):
            return ArraySpec(self.kind.shape) if self._changes else self.kind
        return ArraySpec((len(self.feature_names),))

    @property
    def _changes(self) -> bool:
        return any(not isinstance(step, Passthrough) for step in self.steps)

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Take values through the steps.

        Args:
            block: Of the column's kind, (n, 1) or arrays (n, ...).

        Returns:
            Like `made`, (n, ...).

        Raises:
            OutOfDomainError, UnknownCategoryError, BeyondFloat32Error: As the steps raise them.
        """
        if not isinstance(self.kind, ArraySpec):
            return apply_to_float32(self.steps, block)
        if not self._changes:
            return block
        made = self.made.empty(len(block))
        # As float64, a step's numbers take many times the room of pixels.
        count = max(1, BLOCK_NUMBERS // self.kind.size)
        for start in range(0, len(block), count):
            rows = flat_numbers(block[start : start + count])
            try:
                done = apply_to_float32(self.steps, rows)
            except STEP_ERRORS as error:
                error.rows = error.rows + start
                raise
            made[start : start + count] = done.reshape(len(rows), *self.kind.shape)
        return made


@dataclass(frozen=True, slots=True)
class Preprocessor:
    """Everything that preprocessing learnt from the training rows.

    Attributes:
        inputs: The columns of each input, in the order in which the network sees them.
        targets: The target of each output.
    """

    inputs: Mapping[str, tuple[FittedColumn, ...]]
    targets: Mapping[str, FittedTarget]

    @property
    def input_kinds(self) -> dict[str, Kind]:
        """The kind of each column that the inputs need."""
        return {c.column: c.kind for columns in self.inputs.values() for c in columns}

    @property
    def steps(self) -> tuple[Step, ...]:
        """The fitted steps of all columns of the inputs."""
        return tuple(s for columns in self.inputs.values() for c in columns for s in c.steps)

    @property
    def target_kinds(self) -> dict[str, Kind]:
        """The kind of each target column."""
        return {
            column: kind
            for target in self.targets.values()
            for column, kind in zip(target.columns, target.kinds, strict=True)
        }

    @property
    def kinds(self) -> dict[str, Kind]:
        """The kind of each column that a labelled row needs: those of the inputs, the targets."""
        return self.input_kinds | self.target_kinds

    def feature_names(self, name: str) -> tuple[str, ...]:
        """The names of an input's numbers as the network sees them, for instance `age`."""
        return tuple(feature for c in self.inputs[name] for feature in c.feature_names)

    @property
    def signature(self) -> dict[str, ArraySpec]:
        """What a row is for each input of the network."""
        return {name: joined([c.made for c in columns]) for name, columns in self.inputs.items()}

    def check_columns(self, table: Columns, *, with_targets: bool = False) -> None:
        """Whether a table has the columns that the run was trained on.

        Raises:
            DataError: One is missing or of another kind; the details are a diff.
        """
        check_columns(table, self.input_kinds | (self.target_kinds if with_targets else {}))

    def transform(self, table: Table, *, training: bool = False) -> dict[str, np.ndarray]:
        """The rows as the network's inputs.

        Args:
            table: Has the columns of training; further ones are left alone.
            training: These are the rows that the preprocessing was fitted on, in their order.

        Returns:
            Arrays like `signature`, with an axis for the rows before; worked out in float64.

        Raises:
            DataError: A column or a value does not fit what the run was trained on.
        """
        self.check_columns(table)
        columns = {c.column: c for columns in self.inputs.values() for c in columns}
        chains = {name: [step_name(step) for step in c.steps] for name, c in columns.items()}
        check_missing_at_predict(table, chains)
        signature, arrays, problems = self.signature, {}, []
        for name, fitted in self.inputs.items():
            start = 0
            for column in fitted:
                block = column_values(table, column.column, column.kind)
                try:
                    seen = column.training_values if training else None
                    made = column.apply(block) if seen is None else seen
                except STEP_ERRORS as error:
                    problems.append(step_problem(f"column {column.column!r}", table, error))
                    continue
                if len(fitted) == 1:
                    arrays[name] = made
                    continue
                if name not in arrays:
                    arrays[name] = signature[name].empty(table.n_rows)
                end = start + made.shape[1]
                arrays[name][:, start:end] = made
                start = end
        if problems:
            raise DataError(problems)
        return arrays

    def encode_target(self, table: Table) -> dict[str, np.ndarray]:
        """The targets as the losses want them; see `FittedTarget.encode`.

        Raises:
            DataError: A target column is missing, or a value does not fit.
        """
        check_columns(table, self.target_kinds)
        return {name: target.encode(table) for name, target in self.targets.items()}

    def decode(
        self, scores: Mapping[str, np.ndarray], threshold: float | None = None
    ) -> dict[str, np.ndarray]:
        """The network's outputs in the targets' own units or classes; see `FittedTarget.decode`."""
        return {name: self.targets[name].decode(array, threshold) for name, array in scores.items()}

    def to_json(self) -> dict[str, Any]:
        """Plain numbers and strings for `preprocessing.json`."""
        return {
            "format": FORMAT,
            "inputs": {
                name: [
                    {
                        "column": c.column,
                        "kind": kind_to_json(c.kind),
                        "steps": [*map(step_to_json, c.steps)],
                    }
                    for c in columns
                ]
                for name, columns in self.inputs.items()
            },
            "targets": {name: target.to_json() for name, target in self.targets.items()},
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Preprocessor:
        """What `to_json` wrote, equal to the last bit.

        Raises:
            ValueError: The document has another format, or a value that `to_json` would not write;
                the message names its key.
        """
        if document.get("format") != FORMAT:
            raise ValueError(
                f"preprocessing.json has format {document.get('format')!r}; expected {FORMAT}"
            )
        PREPROCESSING(document, "")
        inputs = {
            name: tuple(
                FittedColumn(
                    c["column"], kind_from_json(c["kind"]), tuple(map(step_from_json, c["steps"]))
                )
                for c in columns
            )
            for name, columns in document["inputs"].items()
        }
        targets = {
            name: FittedTarget.from_json(name, target)
            for name, target in document["targets"].items()
        }
        made = cls(inputs, targets)
        made.rehearse()
        return made

    def rehearse(self) -> None:
        """Take one row through every step, there and back.

        Raises:
            ValueError: A step's numbers do not fit its column; the message names it.
        """
        for name, columns in self.inputs.items():
            for fitted in columns:
                with wrong_steps(f"inputs.{name}: column {fitted.column!r}"):
                    if isinstance(fitted.kind, ArraySpec):
                        size = fitted.kind.size
                        rehearse_steps(fitted.steps, "numeric", size, columns=size)
                    else:
                        rehearse_steps(fitted.steps, fitted.kind, len(fitted.feature_names))
        for name, target in self.targets.items():
            with wrong_steps(f"targets.{name}"):
                target.rehearse()
