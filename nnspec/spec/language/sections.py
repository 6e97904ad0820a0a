"""The sections of a spec, typed: a key is one field here, and all that is to be said of it.

Reading, the schema, `describe`, the tables of `specs/README.md`, hints and `spec.resolved.yaml`
follow from a field's type, its default, its description, its examples and, where these say too
little, its Form. Every unknown key is refused; every default stands here.

Objects (layers, losses, steps, ...) are read beforehand by `nnspec.spec.language.reading` and
arrive as ObjectSpec; pydantic checks the plain values around them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from nnspec.reserved_names import RUN_NAME
from nnspec.spec.language.byte_size import SMALLEST_BUDGET
from nnspec.spec.language.data_section import DataSection
from nnspec.spec.language.forms import (
    LAYERS,
    an_object,
    by_column,
    object_or_by_output,
    object_or_objects,
    objects,
    objects_or_by_output,
)
from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.plain_values import (
    read_check_names,
    read_class_weight,
    read_memory,
    read_run_name,
    read_text_or_list,
    read_xla,
)
from nnspec.spec.language.schema_pieces import (
    COLUMNS,
    NUMBER_TEXT,
    Schema,
    mapping_of,
    one_or_more,
)
from nnspec.spec.language.section import Form, Offered, Section

Names = Annotated[tuple[str, ...], BeforeValidator(read_text_or_list)]
Steps = tuple[ObjectSpec, ...]


def _check_names(offered: Offered) -> Schema:
    name: Schema = {"type": "string"}
    if offered.checks:
        descriptions = list(offered.checks.values())
        name |= {"enum": list(offered.checks), "enumDescriptions": descriptions}
    return {"anyOf": [*one_or_more(name)["anyOf"], {"type": "null"}]}


class PreprocessingSection(Section):
    """What happens to each column, fitted on the training rows."""

    numeric: Annotated[Steps, object_or_objects("preprocessing")] = Field(
        (ObjectSpec("passthrough"),), description="Steps of every numeric column"
    )
    categorical: Annotated[Steps, object_or_objects("preprocessing")] = Field(
        (ObjectSpec("OneHotEncoder"),), description="Steps of every text column"
    )
    columns: Annotated[dict[str, Steps], by_column("preprocessing")] = Field(
        default_factory=dict, description="Steps of single columns, in place of the above"
    )
    target: Annotated[Steps, object_or_objects("preprocessing")] = Field(
        (), description="Steps of the target, undone in what a person sees"
    )

    @property
    def chains(self) -> tuple[tuple[ObjectSpec, ...], ...]:
        """All chains of steps, each as it is written."""
        return (self.numeric, self.categorical, *self.columns.values(), self.target)


class CompileSection(Section):
    """What is minimised, how, and what is measured."""

    optimizer: Annotated[ObjectSpec, an_object("optimizers")] = Field(
        ObjectSpec("RMSprop", identifier="rmsprop"), description="As in Keras; its default too"
    )
    loss: Annotated[ObjectSpec | dict[str, ObjectSpec], object_or_by_output("losses")] = Field(
        description="What training minimises", examples=["mse"]
    )
    metrics: Annotated[
        tuple[ObjectSpec, ...] | dict[str, tuple[ObjectSpec, ...]], objects_or_by_output("metrics")
    ] = Field((), description="What is measured besides the loss")
    weighted_metrics: Annotated[
        tuple[ObjectSpec, ...] | dict[str, tuple[ObjectSpec, ...]],
        objects_or_by_output("metrics", empty_left_out=True),
    ] = Field((), description="What is measured with the sample and class weights")
    loss_weights: Annotated[dict[str, float] | None, Form("{output: number}")] = Field(
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
    xla: Annotated[
        Literal["auto"] | bool,
        PlainValidator(read_xla),
        Form("auto, true or false", {"enum": ["auto", True, False]}),
    ] = Field(
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
        Form(
            "`balanced`, or {label: number}",
            {
                "anyOf": [
                    {"enum": ["balanced", None]},
                    mapping_of(
                        {"type": ["number", "string"], "pattern": NUMBER_TEXT, "minimum": 0},
                        minimum=1,
                    ),
                ]
            },
        ),
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
    memory: Annotated[
        str | int | float | None,
        PlainValidator(read_memory),
        Form(
            "a size such as 2GiB, at least 64MiB",
            {
                "type": ["string", "number", "null"],
                "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*(([KkMmGgTt][Ii]?)?[Bb])?\s*$",
                "minimum": SMALLEST_BUDGET,
            },
        ),
    ] = Field(
        None,
        description="Rows that need more memory are streamed from disk; half of what is free when "
        "left out",
    )
    deterministic: bool = Field(
        True, description="Only operations that give the same numbers every time"
    )


class Spec(Section):
    """A whole spec."""

    name: Annotated[
        str,
        PlainValidator(read_run_name),
        Form(
            "a name of up to 64 letters, digits, '_', '-' or '.'",
            {"type": ["string", "integer"], "pattern": RUN_NAME, "minimum": 0},
        ),
    ] = Field("", description="Names the run's folder; the file's name when left out")
    description: str | None = Field(None, description="What this network is for")
    data: DataSection = Field(examples=["{source: data.csv, target: price}"])
    preprocessing: PreprocessingSection = Field(
        default_factory=PreprocessingSection, examples=["{numeric: StandardScaler}"]
    )
    inputs: Annotated[
        dict[str, Names] | None,
        Form("{input: columns}", {"anyOf": [mapping_of(COLUMNS), {"type": "null"}]}),
    ] = Field(None, description="Groups of columns that layers can name in `from`")
    layers: Annotated[tuple[LayerSpec, ...], LAYERS] = Field(
        min_length=1,
        description="The network, top to bottom",
        examples=["[{Dense: 16}, {Dense: 1}]"],
    )
    outputs: Annotated[
        Names | None,
        Form(
            "a layer's name, or a list of them",
            {"anyOf": [*COLUMNS["anyOf"], {"type": "null"}]},
            empty_left_out=True,
        ),
    ] = Field(None, description="The layers whose values are the predictions")
    compile: CompileSection = Field(examples=["{optimizer: adam, loss: mse}"])
    training: TrainingSection = Field(
        default_factory=TrainingSection, examples=["{epochs: 50, batch_size: 32}"]
    )
    callbacks: Annotated[tuple[ObjectSpec, ...], objects("callbacks")] = Field(
        (), description="Keras callbacks"
    )
    ignore: Annotated[
        tuple[str, ...],
        BeforeValidator(read_check_names),
        Form("the name of a check, or a list of them", _check_names, empty_left_out=True),
    ] = Field((), description="Names of checks that shall be silent for this spec")
