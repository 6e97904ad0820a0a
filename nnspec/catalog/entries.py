"""What the catalogue says about one object of a spec and about its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Encoding = Literal["regression", "binary", "sparse", "one_hot"]
"""How a target becomes numbers: as it is, as 0 or 1, as a class's position, or one column each."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an object.

    Attributes:
        name: As in Keras or scikit-learn.
        kinds: What a value may be: `integer`, `number` (an integer is one too), `boolean`,
            `string`, `choice`, `object`, `list`, `mapping`, `null`. Any of them will do.
        required: It must be given.
        has_default: There is a default. A parameter may be neither required nor have one: nnspec
            then supplies a value of its own, such as a path in the run's folder.
        default: The default, a plain value as YAML has it (tuples are lists); not to be changed.
        choices: The words that `choice` means.
        families: Of which families an `object` may be, alone or as a list's item.
        minimum: Lower bound of a number and of the numbers in a list, None when there is none. A
            bounded `list` within a list has the same bounds.
        maximum: Upper bound, likewise.
        exclusive_minimum: The lower bound itself is not allowed.
        exclusive_maximum: The upper bound itself is not allowed.
        item_kinds: Kinds of a list's items; empty when the parameter takes no list.
        length: How many items a list must have, None when any number will do.
        base: It belongs to every layer (`name`, `trainable`, `dtype`, ...), not to this one.
        summary: One line for people.
    """

    name: str
    kinds: tuple[str, ...]
    required: bool = False
    has_default: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False
    item_kinds: tuple[str, ...] = ()
    length: int | None = None
    base: bool = False
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One object that a spec may name, or may not (`omitted` then says why).

    Facts that do not apply to a family, or are not known, are None, False or empty.

    Attributes:
        family: `layers`, `losses`, `preprocessing`, `sources`, ...
        name: The main name, which is also its name in Keras or scikit-learn.
        parameters: In the order of the library, those of every layer last.
        aliases: Further accepted identifiers, such as `mse` or `Convolution2D`.
        summary: One line for people.
        omitted: Why a spec cannot use it, None for all others.
        not_strings: Those of its names that Keras does not understand as a string, although the
            class or function of that name exists; it has to be constructed.
        function: In Keras it is a function of `(y_true, y_pred)` and not a class (metrics).
        layer: The layer that it is when it has arguments (activations).
        direction: `min` or `max`, whichever is better (losses, metrics).
        target: How labels must be encoded (losses, metrics): `regression` numbers as they are,
            `binary` 0 or 1 per unit (which one-hot labels are too), `one_hot`, `sparse` class
            numbers. None: the output decides.
        rank_in: Dimensions its input must have, the batch axis included (layers).
        rank_in_min: Fewest dimensions, when several will do.
        rank_in_max: Most dimensions, when there is such a limit.
        rank_out: Dimensions of its output with the default arguments, when always the same.
        rank_change: Dimensions it adds to its input's, when that is always the same.
        rank_out_if: Dimensions of its output when a boolean parameter differs from its default.
        merge: It takes a list of several inputs.
        call_arguments: Names of its inputs when it takes them as separate arguments.
        cell: It is the inside of `RNN` and no layer on its own.
        path_parameters: Parameters that are file paths; the run's folder has their default.
        has_batch_hooks: Its class acts on single batches (callbacks).
        applies_to: `numeric`, `categorical` or `any` columns (preprocessing).
        task: `classification` or `regression` (sources).
        columns: Names of the features, of a set whose columns are always the same (sources).
        target_columns: Names of the targets, likewise.
        rows: Number of rows, likewise.
        classes: Values of the target of a classification set, in the order of their codes.
        feature_count: How many features a generator makes, when that is fixed.
        feature_count_parameter: The parameter that says how many features a generator makes.
        target_count_parameter: The parameter that says how many targets a generator makes.
        class_count_parameter: The parameter that says how many classes a generator makes.
    """

    family: str
    name: str
    parameters: tuple[Parameter, ...] = ()
    aliases: tuple[str, ...] = ()
    summary: str = ""
    omitted: str | None = None
    not_strings: tuple[str, ...] = ()
    function: bool = False
    layer: str | None = None
    direction: str | None = None
    target: Encoding | None = None
    rank_in: int | None = None
    rank_in_min: int | None = None
    rank_in_max: int | None = None
    rank_out: int | None = None
    rank_change: int | None = None
    rank_out_if: Mapping[str, int] | None = None
    merge: bool = False
    call_arguments: tuple[str, ...] = ()
    cell: bool = False
    path_parameters: tuple[str, ...] = ()
    has_batch_hooks: bool = False
    applies_to: str | None = None
    task: str | None = None
    columns: tuple[str, ...] = ()
    target_columns: tuple[str, ...] = ()
    rows: int | None = None
    classes: tuple[str | int, ...] = ()
    feature_count: int | None = None
    feature_count_parameter: str | None = None
    target_count_parameter: str | None = None
    class_count_parameter: str | None = None

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((one for one in self.parameters if one.name == name), None)
