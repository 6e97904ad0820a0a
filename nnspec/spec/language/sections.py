"""The sections of a spec, typed. Every unknown key is refused; every default stands here.

Objects (layers, losses, steps, ...) are read beforehand by `nnspec.spec.language.reader` and arrive
as ObjectSpec; pydantic checks the plain values around them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from nnspec.spec.language.conditions import Condition
from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.plain_values import (
    read_check_names,
    read_class_weight,
    read_features,
    read_filter,
    read_memory,
    read_one_or_more,
    read_part,
    read_run_name,
    read_target,
    read_text_or_list,
    read_xla,
)

Names = Annotated[tuple[str, ...], BeforeValidator(read_text_or_list)]
Part = Annotated[int | float | ObjectSpec, PlainValidator(read_part)]
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
    target: Annotated[tuple[str, ...] | dict[str, tuple[str, ...]], PlainValidator(read_target)] = (
        Field(
            description="The column to predict, a list of them, or {output: column}; `features` "
            "for the features themselves"
        )
    )
    features: Annotated[
        tuple[str, ...] | dict[str, tuple[str, ...]] | None, PlainValidator(read_features)
    ] = Field(None, description="Columns to predict from: a list, or {exclude: [columns]}")
    weight: str | None = Field(
        None, description="A column with the weight of each row in the loss; no feature by default"
    )
    drop: Annotated[tuple[Dropped, ...], BeforeValidator(read_one_or_more)] = Field(
        ("empty-rows",),
        description="Rows to leave out: those without a value of the target, or without any value",
    )
    filter: Annotated[
        tuple[Annotated[Condition, PlainValidator(read_filter)], ...],
        BeforeValidator(read_one_or_more),
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
    xla: Annotated[Literal["auto"] | bool, PlainValidator(read_xla)] = Field(
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
        PlainValidator(read_class_weight),
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
    memory: Annotated[str | int | float | None, PlainValidator(read_memory)] = Field(
        None,
        description="Rows that need more memory are streamed from disk; half of what is free when "
        "left out",
    )
    deterministic: bool = Field(
        True, description="Only operations that give the same numbers every time"
    )


class Spec(Section):
    """A whole spec."""

    name: Annotated[str, PlainValidator(read_run_name)] = Field(
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
    ignore: Annotated[tuple[str, ...], BeforeValidator(read_check_names)] = Field(
        (), description="Names of checks that shall be silent for this spec"
    )
