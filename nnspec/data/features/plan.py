"""What to do with which column: the preprocessing as planned, before anything is fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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
    def columns(self) -> tuple[str, ...]:
        """Every input column once, in order."""
        return tuple(dict.fromkeys(c.column for columns in self.inputs.values() for c in columns))
