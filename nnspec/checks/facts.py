"""What the checks look at: the spec, the data's first rows, and what follows from both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nnspec.data.features.plan import Plan
from nnspec.data.features.roles import Roles, encoding_of, make_plan
from nnspec.data.split.assign import assign_rows
from nnspec.data.split.shares import Parts
from nnspec.data.table.preview import Preview
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import merges
from nnspec.errors import DataError, Severity
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec
from nnspec.spec.language.sections import Spec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.meaning.ends import End, find_ends
from nnspec.spec.meaning.logs import log_metrics
from nnspec.spec.yaml.nodes import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes:
        message: What is wrong.
        path: Where, in the document.
        hint: What to do.
        key: Underline the key at the path and not its value.
        details: Further lines.
        certain: Whether it stays true whatever further rows hold. It matters only where the check
            looked at rows and these were not all: what is not certain is then said of the rows
            that were looked at, as a warning; see `nnspec.checks.registry.problems_of`.
        severity: That of this finding, where it is not the check's.
        settings: What the hint says, as `--set` takes it.
        column: The column that it is about, where the like may hold of thousands: findings that
            differ in it, in their message and their details alone become one problem.
    """

    message: str
    path: Path
    hint: str | None = None
    key: bool = False
    details: tuple[str, ...] = ()
    certain: bool = False
    severity: Severity | None = None
    settings: tuple[str, ...] = ()
    column: str | None = None


class Unreadable(Exception):
    """A check needs something that could not be read; a problem says so already."""


class WatchedPreview:
    """A preview that notes whether its rows are looked at.

    Attributes:
        read: Whether somebody asked for the rows.
        kinds: As those of the preview; so are the next four.
        origin: How messages name the source.
        rows: How many rows there are, None when only the first were read.
        classes: The values of a column that are known without reading rows.
        complete: Whether every row was read.
    """

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self.read = False
        self.kinds = preview.kinds
        self.origin = preview.origin
        self.rows = preview.rows
        self.classes = preview.classes
        self.complete = preview.complete

    @property
    def table(self) -> Table | None:
        """The rows that were read."""
        self.read = True
        return self._preview.table


class Facts:
    """A spec, a look at its data and the roles of its columns.

    Args:
        loaded: The spec.
        preview: The data's columns and first rows.
        roles: Which columns are for what.
    """

    def __init__(self, loaded: LoadedSpec, preview: Preview, roles: Roles) -> None:
        self.loaded = loaded
        self.preview = WatchedPreview(preview)
        self.roles = roles

    @property
    def first_rows(self) -> str | None:
        """`the first 20,000 rows`, where not all were read and a check looked at these."""
        if not self.preview.read or self.preview.complete or self.preview.table is None:
            return None
        return self.preview.table.rows_in_words

    @property
    def spec(self) -> Spec:
        """The typed spec."""
        return self.loaded.spec

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the network's outputs."""
        return tuple(self.roles.targets)

    @property
    def has_validation(self) -> bool:
        """Whether some rows validate."""
        if self.spec.data.split.by is not None:
            # Only the rows themselves say so; where they were not read, the spec is believed.
            rows = self.assigned
            return rows is None or len(rows.validation) > 0
        split = self.spec.data.split
        own = "validation" in split.files
        return own or split.size("validation") > 0 or self.spec.training.validation_split > 0

    @cached_property
    def plan(self) -> Plan:
        """What preprocessing does to each column."""
        return make_plan(self.loaded.spec, self.roles, self.preview.kinds)

    @cached_property
    def assigned(self) -> Parts | None:
        """How the rows are dealt; None when that is not known, or cannot be."""
        try:
            return self._assign()
        except (DataError, Unreadable, KeyError):
            return None

    def encoding(self, output: str) -> str:
        """How the output's target is encoded: regression, binary, sparse or one_hot.

        Raises:
            Unreadable: Its loss or a column of it could not be read.
        """
        loss = self.roles.losses[output]
        columns = self.roles.targets[output]
        if loss is UNREADABLE or self.roles.unknown.intersection(columns):
            raise Unreadable
        return encoding_of(loss, columns)

    def log_names(self) -> list[str]:
        """Every quantity that an epoch logs, without `val_`.

        Raises:
            Unreadable: A metric could not be read, so that its name is not known.
        """
        section = self.spec.compile
        groups = [
            group
            for metrics in (section.metrics, section.weighted_metrics)
            for group in ([metrics] if isinstance(metrics, tuple) else metrics.values())
        ]
        if not all(metric.readable for group in groups for metric in group):
            raise Unreadable
        return list(log_metrics(self.spec, self.outputs))

    def classes(self, output: str) -> tuple[Any, ...] | None:
        """The different labels of an output's one target column, sorted; None when not known."""
        columns = self.roles.targets[output]
        if len(columns) != 1 or columns[0] in self.roles.unknown:
            return None
        column = columns[0]
        if column in self.preview.classes:
            return self.preview.classes[column]
        if self.preview.table is None:
            return None
        values = self.preview.table[column][~self.preview.table.missing_mask(column)]
        if merges(values).any():
            # How many there are is not known; the data's own problem says so.
            return None
        labels = sorted(set(values.tolist()))
        return tuple(int(v) if isinstance(v, float) and v.is_integer() else v for v in labels)

    def missing(self, column: str) -> int:
        """How many of the rows that were read have no value in a column."""
        table = self.preview.table
        return 0 if table is None or column not in table else table.missing(column)

    def numbers(self, column: str) -> np.ndarray | None:
        """The known values of a column of numbers or arrays; None when no rows were read."""
        table = self.preview.table
        if table is None or column not in table:
            return None
        if not table.is_numeric(column) and table.array(column) is None:
            return None
        return table[column][~table.missing_mask(column)]

    def _assign(self) -> Parts | None:
        """How the rows are dealt; None when not all of them were read.

        Raises:
            DataError: They cannot be dealt as the spec says.
            Unreadable: The loss could not be read, and with it whether classes are predicted.
        """
        if self.preview.table is None or not self.preview.complete:
            return None
        decides = self.spec.data.split.column
        # The column that deals the rows is not there, or cannot do so.
        if decides is not None and self.preview.kinds.get(decides[1]) not in ("numeric", "text"):
            raise Unreadable
        classify = any(self.encoding(output) != "regression" for output in self.outputs)
        return assign_rows(self.spec, self.preview.table, self.plan, classify=classify)

    def part_rows(self, part: str) -> int | None:
        """How many rows a part has, None where not all rows were read or they cannot be dealt."""
        rows = self.assigned
        return None if rows is None else len(rows.by_name()[part])

    @property
    def training_rows(self) -> int | None:
        """About how many rows train, None when nobody knows how many there are."""
        rows = self.preview.rows
        if rows is None:
            return None
        if self.spec.data.split.column is not None:
            assigned = self.assigned
            return None if assigned is None else len(assigned.training)
        if self.spec.data.sample is not None:
            rows = min(rows, self.spec.data.sample)
        split = self.spec.data.split
        taken = sum(
            math.ceil(part * rows) if isinstance(part, float) else part
            for part in (split.size("validation"), split.size("test"))
        )
        held_back = self.spec.training.validation_split
        return max(0, math.floor((rows - taken) * (1.0 - held_back)))

    @cached_property
    def ends(self) -> dict[str, End]:
        """How the network ends, for each output whose last layers can be followed."""
        return find_ends(self.spec, self.outputs)


def argument_path(facts: Facts, spec: ObjectSpec, name: str) -> Path:
    """Where an argument of an object stands: by name, or as its only value."""
    by_name: Path = (*spec.path, spec.identifier, name)
    return by_name if facts.loaded.document.find(by_name) is not None else by_name[:-1]
