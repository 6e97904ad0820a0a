"""What to do with which column: the preprocessing as planned, before anything is fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnspec.catalog.entries import Encoding
from nnspec.data.chains.chain import STEPS
from nnspec.data.table.kinds import Kind
from nnspec.data.table.signature import ArraySpec, joined
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.sections import Spec


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of an input.

    Attributes:
        column: The column's name.
        kind: What the first look at the source took it for; the training rows decide.
        steps: What is done to it, in order, for instance log1p, then MinMaxScaler.
    """

    column: str
    kind: Kind
    steps: tuple[ObjectSpec, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it has a step that does something."""
        return any(step.name != "passthrough" for step in self.steps)

    @property
    def made(self) -> ArraySpec:
        """What the steps make of a value; a length is None where only the rows tell."""
        if isinstance(self.kind, ArraySpec):
            return ArraySpec(self.kind.shape) if self.changes else self.kind
        width: int | None = 1
        for step in self.steps:
            made = STEPS[step.name].width(step) if step.name in STEPS else None
            width = None if made is None or width is None else width * made
        return ArraySpec((width,))


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
        group: The column whose groups of rows stay together.
    """

    inputs: dict[str, tuple[ColumnPlan, ...]]
    targets: dict[str, TargetPlan] = field(default_factory=dict)
    weight: str | None = None
    class_weight: str | Mapping[str, float] | None = None
    group: str | None = None

    @property
    def signature(self) -> dict[str, ArraySpec]:
        """What a row will be for each input of the network, as far as the steps tell."""
        return {
            name: joined([column.made for column in columns])
            for name, columns in self.inputs.items()
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """Every input column once, in order."""
        return tuple(dict.fromkeys(c.column for columns in self.inputs.values() for c in columns))


def plan_column(spec: Spec, column: str, kind: Kind) -> ColumnPlan:
    """What preprocessing does to a column of an input.

    Args:
        spec: The spec, for the steps.
        column: The column.
        kind: What it holds.
    """
    section = spec.preprocessing
    # An array is taken as it is: what suits a number need not suit a code or a pixel.
    default: tuple[ObjectSpec, ...] = ()
    if not isinstance(kind, ArraySpec):
        default = section.numeric if kind == "numeric" else section.categorical
    return ColumnPlan(column, kind, section.columns.get(column, default))
