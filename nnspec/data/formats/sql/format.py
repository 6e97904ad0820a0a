"""Databases: all that the program knows of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from nnspec.data.formats.format import Format

if TYPE_CHECKING:
    from nnspec.data.table.table import Table
    from nnspec.spec.language.objects import ObjectSpec


class Sql(Format):
    """The rows that a query selects."""

    name = "sql"
    rank = 80
    extras: ClassVar = {"sql": ("sqlalchemy",), "postgresql": ("sqlalchemy", "psycopg")}
    summary = "The rows that a query selects from a database, through SQLAlchemy."
    example: ClassVar = {
        "url": "sqlite:///plant.db",
        "query": "SELECT * FROM measurements ORDER BY id",
    }
    parameters: ClassVar = {
        "url": {
            "takes": "string",
            "required": True,
            "summary": "The database's address; ${NAME} in it is an environment variable.",
        },
        "query": {
            "takes": "string",
            "required": True,
            "summary": "One SELECT; with ORDER BY, the rows come in the same order each time.",
        },
    }

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
        from nnspec.data.formats.sql.reader import read_sql

        return read_sql(**source.arguments, base_dir=base_dir, max_rows=max_rows)


FORMAT = Sql()
