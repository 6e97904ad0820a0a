"""The section `data`: where rows come from, what columns are for, and how rows are split."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, PlainValidator

from nnspec.spec.language.conditions import CONDITION_PATTERN, Condition
from nnspec.spec.language.forms import SOURCE
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.plain_values import (
    read_features,
    read_filter,
    read_one_or_more,
    read_part,
    read_target,
)
from nnspec.spec.language.schema_pieces import (
    COLUMNS,
    NUMBER_TEXT,
    mapping_of,
    one_or_more,
    reference,
)
from nnspec.spec.language.section import Form, Section

Part = Annotated[
    int | float | ObjectSpec,
    PlainValidator(read_part),
    Form(
        "a fraction below 1, a number of rows, or a data source",
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": NUMBER_TEXT},
                reference("source"),
            ]
        },
        reads="part",
        family="sources",
    ),
]
Dropped = Literal["missing-target", "empty-rows"]


def _one_alone(columns: Any) -> Any:
    """Columns as a spec writes them: one alone is no list."""
    if isinstance(columns, dict):
        return {name: list(some) for name, some in columns.items()}
    return columns[0] if len(columns) == 1 else list(columns)


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

    source: Annotated[ObjectSpec, SOURCE] = Field(
        description="A file relative to the spec, or a data source", examples=["data.csv"]
    )
    target: Annotated[
        tuple[str, ...] | dict[str, tuple[str, ...]],
        PlainValidator(read_target),
        Form(
            "a column, a list of columns, or {output: columns}",
            {"anyOf": [*COLUMNS["anyOf"], mapping_of(COLUMNS, minimum=1)]},
            write=_one_alone,
        ),
    ] = Field(
        description="The column to predict, a list of them, or {output: column}; `features` "
        "for the features themselves",
        examples=["price"],
    )
    features: Annotated[
        tuple[str, ...] | dict[str, tuple[str, ...]] | None,
        PlainValidator(read_features),
        Form(
            "a column, a list of columns, or {exclude: columns}",
            {
                "anyOf": [
                    *COLUMNS["anyOf"],
                    {
                        "type": "object",
                        "properties": {
                            "exclude": {"description": "Every column but these", **COLUMNS}
                        },
                        "required": ["exclude"],
                        "additionalProperties": False,
                    },
                ]
            },
            write=_one_alone,
        ),
    ] = Field(None, description="Columns to predict from: a list, or {exclude: [columns]}")
    weight: str | None = Field(
        None, description="A column with the weight of each row in the loss; no feature by default"
    )
    drop: Annotated[
        tuple[Dropped, ...],
        BeforeValidator(read_one_or_more),
        Form(
            "missing-target, empty-rows, or a list of them",
            one_or_more({"enum": list(get_args(Dropped))}),
        ),
    ] = Field(
        ("empty-rows",),
        description="Rows to leave out: those without a value of the target, or without any value",
    )
    filter: Annotated[
        tuple[Annotated[Condition, PlainValidator(read_filter)], ...],
        BeforeValidator(read_one_or_more),
        Form(
            "a condition such as `year >= 2015`, or a list of them",
            one_or_more({"type": "string", "pattern": CONDITION_PATTERN}),
            write=lambda conditions: [condition.text for condition in conditions],
            empty_left_out=True,
        ),
    ] = Field((), description="Conditions that a row must meet to be used, all of them")
    split: SplitSection = Field(
        default_factory=SplitSection, examples=["{validation: 0.2, test: 0.2}"]
    )
    sample: int | None = Field(
        None,
        ge=1,
        description="Use only this many rows of each source, drawn with the split's seed",
    )
