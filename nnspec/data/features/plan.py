"""What to do with which column: the preprocessing as planned, before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from nnspec.data.chains.chain import STEPS
from nnspec.data.table.signature import ArraySpec
from nnspec.spec.language.objects import ObjectSpec

Encoding = Literal["regression", "binary", "sparse", "one_hot"]
"""How a target becomes numbers: as it is, as 0 or 1, as a class's position, or one column each."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of an input.

    Attributes:
        column: The column's name.
        kind: What the first look at the source took it for; the training rows decide.
        steps: What is done to it, in order, for instance log1p, then MinMaxScaler.
    """

    column: str
    kind: Literal["numeric", "text"]
    steps: tuple[ObjectSpec, ...] = ()

    @property
    def width(self) -> int | None:
        """How many numbers the steps make of a value; None where only the rows tell."""
        width: int | None = 1
        for step in self.steps:
            made = STEPS[step.name].width(step) if step.name in STEPS else None
            width = None if made is None or width is None else width * made
        return width


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """One output's target.

    Attributes:
        name: The output's name.
        columns: The target's columns.
        encoding: How it becomes numbers; `binary` with several columns is one label each.
        steps: What is done to the numbers of a regression; undone again in predictions.
        loss: The loss's name, for messages.
        margin: Classes are told apart by scores that are no probabilities.
    """

    name: str
    columns: tuple[str, ...]
    encoding: Encoding
    steps: tuple[ObjectSpec, ...] = ()
    loss: str | None = None
    margin: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All inputs and targets of a network.

    Attributes:
        inputs: The columns of each input, in the order in which the network sees them.
        targets: The target of each output.
        weight: The column that weighs the rows.
        class_weight: `balanced`, or the weight of each class by its label.
    """

    inputs: dict[str, tuple[ColumnPlan, ...]]
    targets: dict[str, TargetPlan] = field(default_factory=dict)
    weight: str | None = None
    class_weight: str | Mapping[str, float] | None = None

    @property
    def signature(self) -> dict[str, ArraySpec]:
        """What a row will be for each input of the network, as far as the steps tell."""
        return {name: input_spec(columns) for name, columns in self.inputs.items()}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every input column once, in order."""
        return tuple(dict.fromkeys(c.column for columns in self.inputs.values() for c in columns))


def input_spec(columns: Iterable[ColumnPlan]) -> ArraySpec:
    """What a row will be for an input of these columns; a length is None where only rows tell."""
    widths = [column.width for column in columns]
    known = [width for width in widths if width is not None]
    return ArraySpec((sum(known) if len(known) == len(widths) else None,))
