"""What is known of a source before it is read whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnspec.data.table.kinds import Kind
from nnspec.data.table.table import Table


@dataclass(frozen=True, slots=True)
class Preview:
    """What is known of a source before it is read whole.

    Attributes:
        kinds: What every column holds, in order.
        origin: How messages name the source.
        rows: How many rows there are, None when only the first were read.
        table: The rows that were read, None for scikit-learn's own sets.
        classes: The values of a column that are known without reading rows.
    """

    kinds: Mapping[str, Kind]
    origin: str
    rows: int | None
    table: Table | None = None
    classes: Mapping[str, tuple[str | float, ...]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, in order."""
        return tuple(self.kinds)

    @property
    def complete(self) -> bool:
        """Whether every row was read."""
        return self.table is not None and self.rows is not None


def preview_of(table: Table, *, whole: bool = True) -> Preview:
    """The look of a table already in memory."""
    return Preview(table.kinds, table.origin, table.n_rows if whole else None, table)
