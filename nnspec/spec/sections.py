"""The sections of a spec, typed. Every unknown key is refused; every default stands here.

Objects (layers, losses, steps, ...) are read beforehand by `nnspec.spec.reader` and arrive as
ObjectSpec; pydantic checks the plain values around them.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from nnspec.spec.byte_size import parse_bytes
from nnspec.spec.conditions import Condition, NoConditionError, read_condition
from nnspec.spec.nodes import describe_value
from nnspec.spec.objects import LayerSpec, ObjectSpec


def _text_or_list(value: Any) -> Any:
    """`target: strength` or `target: [water, fat]`, the second also for one."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        context = {"found": describe_value(value)}
        number = next((n for n in _listed(value) if isinstance(n, int | float)), None)
        if number is not None and not isinstance(number, bool):
            # Columns without names are called 0, 1, 2, ...
            context["hint"] = f'a column that is called {number} stands in quotes: "{number}"'
        message = "expected a column or a list of columns, found {found}"
        raise PydanticCustomError("wrong-type", message, context)
    return tuple(names)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _check_names(value: Any) -> Any:
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise PydanticCustomError(
            "wrong-type",
            "expected a list of checks' names, found {found}",
            {"found": describe_value(value)},
        )
    return tuple(names)


def _target(value: Any) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
    if isinstance(value, dict) and value:
        return {str(name): _text_or_list(columns) for name, columns in value.items()}
    return _text_or_list(value)


def _features(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) != {"exclude"}:
            raise PydanticCustomError(
                "wrong-type", "expected a list of columns or {exclude: [columns]}, found a mapping"
            )
        return {"exclude": _text_or_list(value["exclude"])}
    return _text_or_list(value)


def _one_or_more(value: Any) -> Any:
    """A text alone is a list of it."""
    return tuple(value) if isinstance(value, list) else value if value is None else (value,)


def _condition(value: Any) -> Condition:
    if isinstance(value, Condition):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError(
            "wrong-type",
            "expected a condition, found {found}",
            {
                "found": describe_value(value),
                "hint": "a condition is one text, for instance year >= 2015; in quotes within "
                "braces or brackets",
            },
        )
    try:
        return read_condition(value)
    except NoConditionError as error:
        hint = {"text": str(error), "hint": error.hint}
        raise PydanticCustomError("bad-filter", "{text}", hint) from None


def _of_percent(value: Any) -> str | None:
    """What to write for `20%`."""
    percent = re.fullmatch(r"(\d+(?:[.,]\d+)?) ?%", value) if isinstance(value, str) else None
    return percent and f"write {float(percent[1].replace(',', '.')) / 100:g}"


def _part(value: Any) -> int | float | ObjectSpec:
    """A part of the rows: a fraction below 1, a whole number of rows, or a source of its own."""
    if isinstance(value, ObjectSpec):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError(
            "wrong-type",
            "expected a fraction below 1, a number of rows or a data file, found {found}",
            {"found": describe_value(value), "hint": _of_percent(value)},
        )
    if value < 0 or value != value or (isinstance(value, float) and value >= 1):
        raise PydanticCustomError(
            "out-of-range",
            "expected a fraction of at least 0 and below 1, or a number of rows, found {found}",
            {"found": describe_value(value)},
        )
    return value


def _xla(value: Any) -> str | bool:
    if value == "auto" or isinstance(value, bool):
        return value
    raise PydanticCustomError(
        "wrong-type",
        "expected auto, true or false, found {found}",
        {"found": describe_value(value)},
    )


def _memory(value: Any) -> str | int | float | None:
    """A size, kept as it is written."""
    if value is not None:
        try:
            parse_bytes(value)
        except ValueError as error:
            raise PydanticCustomError("bad-memory", "{text}", {"text": str(error)}) from None
    return value


def _class_weight(value: Any) -> str | dict[str, float] | None:
    """`balanced`, or a weight by label; a label stands as YAML writes it."""
    if value is None or value == "balanced":
        return value
    if not isinstance(value, dict) or not value:
        raise PydanticCustomError(
            "wrong-type",
            "expected balanced or {label: number}, found {found}",
            {"found": describe_value(value)},
        )
    for label, weight in value.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            kind, wanted = "wrong-type", "a number"
        elif not 0 <= weight < float("inf"):
            kind, wanted = "out-of-range", "a number of at least 0"
        else:
            continue
        raise PydanticCustomError(
            kind,
            "expected {wanted} as the weight of '{label}', found {found}",
            {"wanted": wanted, "label": label, "found": describe_value(weight)},
        )
    return {str(label): weight for label, weight in value.items()}


def _run_name(value: Any) -> str:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if text is None:
        raise PydanticCustomError(
            "wrong-type", "expected a name, found {found}", {"found": describe_value(value)}
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", text):
        raise PydanticCustomError(
            "bad-name",
            "expected at most 64 letters, digits, '_', '-' and '.', the first a letter or digit, "
            "since it names a folder; found {found}",
            {"found": describe_value(value)},
        )
    return text


Names = Annotated[tuple[str, ...], BeforeValidator(_text_or_list)]
Part = Annotated[int | float | ObjectSpec, PlainValidator(_part)]
Steps = tuple[ObjectSpec, ...]
Dropped = Literal["missing-target", "empty-rows"]


class Section(BaseModel):
    """Base of every section: immutable, nothing converted, unknown keys refused."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True
    )


class SplitSection(Section):
    """Which rows train, which validate, which test."""

    validation: Part = Field(
        0.2, description="Validation rows: a fraction of all, a number, or a source of their own"
    )
    test: Part = Field(
        0.2, description="Test rows: a fraction of all, a number, or a source of their own"
    )
    seed: int = Field(42, ge=0, le=2**32 - 1, description="Seed of the shuffle")
    stratify: bool | None = Field(
        None, description="Keep the classes' shares in every part; true for classification"
    )
    group: str | None = Field(None, description="A column: rows with equal values stay in one part")
    time: str | None = Field(
        None, description="A column to sort by: the latest rows test, those before them validate"
    )
    by: str | None = Field(
        None, description="A column that says training, validation or test for each row"
    )

    @property
    def files(self) -> dict[str, ObjectSpec]:
        """The parts that have a source of their own."""
        parts = {"validation": self.validation, "test": self.test}
        return {name: part for name, part in parts.items() if isinstance(part, ObjectSpec)}

    def size(self, part: str) -> int | float:
        """What `validation` or `test` takes of `data.source`; 0 where it has its own."""
        value = getattr(self, part)
        return 0 if isinstance(value, ObjectSpec) else value

    @property
    def column(self) -> tuple[str, str] | None:
        """The key and the column that decide the split, None when rows are dealt by chance."""
        for key in ("group", "time", "by"):
            if getattr(self, key) is not None:
                return key, getattr(self, key)
        return None


class DataSection(Section):
    """Where the rows come from and what their columns are for."""

    source: ObjectSpec = Field(description="A file relative to the spec, or a data source")
    target: Annotated[tuple[str, ...] | dict[str, tuple[str, ...]], PlainValidator(_target)] = (
        Field(
            description="The column to predict, a list of them, or {output: column}; `features` "
            "for the features themselves"
        )
    )
    features: Annotated[
        tuple[str, ...] | dict[str, tuple[str, ...]] | None, PlainValidator(_features)
    ] = Field(None, description="Columns to predict from: a list, or {exclude: [columns]}")
    weight: str | None = Field(
        None, description="A column with the weight of each row in the loss; no feature by default"
    )
    drop: Annotated[tuple[Dropped, ...], BeforeValidator(_one_or_more)] = Field(
        ("empty-rows",),
        description="Rows to leave out: those without a value of the target, or without any value",
    )
    filter: Annotated[
        tuple[Annotated[Condition, PlainValidator(_condition)], ...],
        BeforeValidator(_one_or_more),
    ] = Field((), description="Conditions that a row must meet to be used, all of them")
    split: SplitSection = Field(default_factory=SplitSection)
    sample: int | None = Field(
        None,
        ge=1,
        description="Use only this many rows of each source, drawn with the split's seed",
    )


class PreprocessingSection(Section):
    """What happens to each column, fitted on the training rows."""

    numeric: Steps = Field(
        (ObjectSpec("passthrough"),), description="Steps of every numeric column"
    )
    categorical: Steps = Field(
        (ObjectSpec("OneHotEncoder"),), description="Steps of every text column"
    )
    columns: dict[str, Steps] = Field(
        default_factory=dict, description="Steps of single columns, in place of the above"
    )
    target: Steps = Field((), description="Steps of the target, undone in what a person sees")


class CompileSection(Section):
    """What is minimised, how, and what is measured."""

    optimizer: ObjectSpec = Field(
        ObjectSpec("RMSprop", identifier="rmsprop"), description="As in Keras; its default too"
    )
    loss: ObjectSpec | dict[str, ObjectSpec] = Field(description="What training minimises")
    metrics: tuple[ObjectSpec, ...] | dict[str, tuple[ObjectSpec, ...]] = Field(
        (), description="What is measured besides the loss"
    )
    weighted_metrics: tuple[ObjectSpec, ...] | dict[str, tuple[ObjectSpec, ...]] = Field(
        (), description="What is measured with the sample and class weights"
    )
    loss_weights: dict[str, float] | None = Field(
        None, description="Weight of each output's loss in the total"
    )


class TrainingSection(Section):
    """How long and in what portions."""

    epochs: int = Field(100, ge=1, description="Passes over the training rows")
    batch_size: int = Field(32, ge=1, description="Rows of one update")
    seed: int = Field(
        42, ge=0, le=2**32 - 1, description="Seed of initial weights, row order and dropout"
    )
    shuffle: bool = Field(True, description="A new row order in every epoch")
    xla: Annotated[Literal["auto"] | bool, PlainValidator(_xla)] = Field(
        "auto", description="Compile with XLA; auto does so for small networks and many steps"
    )
    validation_split: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Validate with this last fraction of the training rows, as Keras does",
    )
    class_weight: Annotated[
        Literal["balanced"] | dict[str, int | float] | None,
        PlainValidator(_class_weight),
    ] = Field(None, description="Weight of each class's training rows in the loss")
    device: Literal["auto", "cpu", "gpu"] = Field(
        "auto", description="Where to compute; auto takes a GPU if there is one"
    )
    distribute: Literal["mirrored"] | None = Field(
        None, description="Share each batch among all GPUs that there are"
    )
    memory_growth: bool = Field(
        True, description="Take a GPU's memory as it is needed, and not all of it at the start"
    )
    precision: Literal["float32", "mixed_float16", "mixed_bfloat16"] = Field(
        "float32", description="Keras' dtype policy for the layers"
    )
    memory: Annotated[str | int | float | None, PlainValidator(_memory)] = Field(
        None,
        description="Rows that need more memory are streamed from disk; half of what is free when "
        "left out",
    )
    deterministic: bool = Field(
        True, description="Only operations that give the same numbers every time"
    )


class Spec(Section):
    """A whole spec."""

    name: Annotated[str, PlainValidator(_run_name)] = Field(
        "", description="Names the run's folder; the file's name when left out"
    )
    description: str | None = Field(None, description="What this network is for")
    data: DataSection
    preprocessing: PreprocessingSection = Field(default_factory=PreprocessingSection)
    inputs: dict[str, Names] | None = Field(
        None, description="Groups of columns that layers can name in `from`"
    )
    layers: tuple[LayerSpec, ...] = Field(min_length=1, description="The network, top to bottom")
    outputs: Names | None = Field(None, description="The layers whose values are the predictions")
    compile: CompileSection
    training: TrainingSection = Field(default_factory=TrainingSection)
    callbacks: tuple[ObjectSpec, ...] = Field((), description="Keras callbacks")
    ignore: Annotated[tuple[str, ...], BeforeValidator(_check_names)] = Field(
        (), description="Names of checks that shall be silent for this spec"
    )
