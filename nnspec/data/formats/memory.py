"""Rows that a program holds and gives: `nnspec.train(SPEC, data=...)`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from nnspec.data.formats.format import Format
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem
from nnspec.spec.language.memory import MEMORY, rows_in
from nnspec.spec.language.objects import ObjectSpec


class Memory(Format):
    """The source of rows that a program gives: it has them for as long as the program does."""

    name = MEMORY
    rank = 80
    summary = "Rows that a Python program gives: nnspec.train(SPEC, data=frame)."
    parameters: ClassVar[Mapping[str, Mapping[str, Any]] | None] = {}

    def read(
        self,
        source: ObjectSpec,
        *,
        base_dir: Path,
        max_rows: int | None = None,
        numeric: Iterable[str] = (),
        text: Iterable[str] = (),
    ) -> Table:
        """As `Format.read`."""
        table = rows_in(source)
        if table is None:
            message = "the rows of the source memory are given by a Python program, and none are "
            message += "given here"
            hint = "give them: nnspec.train(SPEC, data=...); or name a file as data.source"
            raise DataError(Problem("rows-in-memory", message, hint=hint))
        return table if max_rows is None else table.head(max_rows)


FORMAT = Memory()
