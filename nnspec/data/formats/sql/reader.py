"""The rows of a query to a table, through SQLAlchemy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnspec.data.formats.common.extras import need_package
from nnspec.data.formats.common.files import check_is_file
from nnspec.data.formats.sql.address import Address, find_address
from nnspec.data.formats.sql.query import query_problem
from nnspec.data.table.table import Table
from nnspec.data.table.values import refuse_repeated, table_of_values
from nnspec.errors import DataError, Problem, did_you_mean, listing

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Engine

_CONNECT_SECONDS = 10
# A value of a table is a number, a word or a sentence; a longer one is a document or a picture.
_LONGEST = 16 << 20
_POSTGRESQL = ("postgresql", "postgres")
_NO_TABLE = re.compile(r"""no such table: (\S+)|relation "([^"]+)" does not exist""")


def read_sql(url: str, query: str, *, base_dir: Path, max_rows: int | None = None) -> Table:
    """Read the rows that a query selects.

    Columns of numbers alone, decimals among them, become float64; all others text, as in
    `nnspec.data.table.values`. SQLite's file is opened for reading alone, and so is PostgreSQL's
    transaction.

    Args:
        url: The database's address, for instance `sqlite:///plant.db`; `${NAME}` in it stands for
            an environment variable, which is how a password gets in.
        query: One SELECT, alone or after WITH.
        base_dir: What SQLite's file is relative to.
        max_rows: Fetch only so many rows.

    Raises:
        DataError: The address or the query is wrong, the database says no, nothing is selected, or
            a value is longer than 16 MiB.
            No password is in the message, nor in an exception behind it.
    """
    address = find_address(url, base_dir=base_dir)
    problem = query_problem(query)
    if problem:
        raise DataError(problem)
    if address.file is not None:
        check_is_file(address.file, address.label, "an SQLite database")
    need_package("sql", "sqlalchemy", "sql")
    names, rows, problem = _fetch(address, query, max_rows)
    if problem is not None:
        # Raised here and not where the driver's own error is caught: that may quote a password.
        raise DataError(problem)
    refuse_repeated(names, "the query's result", "name each column with AS")
    problem = _long_value(names, rows, address)
    if problem is not None:
        raise DataError(problem)
    if not rows and max_rows != 0:
        raise DataError(Problem("no-rows", f"the query selects no rows of {address.label}"))
    values = zip(*rows, strict=True) if rows else ((),) * len(names)
    return table_of_values(dict(zip(names, values, strict=True)), address.label)


def _fetch(
    address: Address, query: str, max_rows: int | None
) -> tuple[list[str], list[Any], Problem | None]:
    from sqlalchemy import exc

    try:
        engine = _engine(address)
    except exc.NoSuchModuleError:
        kind = address.label.partition(":")[0]
        message = f"sql.url: SQLAlchemy knows no database {kind!r}"
        return [], [], Problem("bad-database-url", message, hint="for instance postgresql")
    except (exc.ArgumentError, ValueError):
        message = f"sql.url: the address of {address.label} cannot be read"
        return [], [], Problem("bad-database-url", message)
    except ImportError as error:
        driver = getattr(error, "name", None) or "of its driver"
        message = f"sql needs the package {driver} for {address.label}"
        return [], [], Problem("missing-package", message)
    connected = False
    try:
        with engine.connect() as connection:
            connected = True
            result = connection.exec_driver_sql(query)
            rows = result.fetchall() if max_rows is None else result.fetchmany(max_rows)
            return list(result.keys()), list(rows), None
    except exc.SQLAlchemyError as error:
        return [], [], _refused(engine, address, error, connected)
    finally:
        engine.dispose()


def _engine(address: Address) -> Engine:
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.pool import NullPool

    # The query goes to the driver as it is: `%` and `:name` in it mean nothing to SQLAlchemy.
    execution = {"no_parameters": True}
    if address.file is not None:
        uri = f"{address.file.resolve().as_uri()}?mode=ro"
        return create_engine(
            "sqlite://",
            creator=lambda: _connect_sqlite(uri),
            poolclass=NullPool,
            execution_options=execution,
        )
    url = make_url(address.url)
    connect: dict[str, Any] = {}
    if url.drivername in _POSTGRESQL:
        need_package("sql", "psycopg", "postgresql")
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() in _POSTGRESQL:
        execution["postgresql_readonly"] = True
        if "connect_timeout" not in url.query:
            connect["connect_timeout"] = _CONNECT_SECONDS
    return create_engine(url, poolclass=NullPool, execution_options=execution, connect_args=connect)


def _connect_sqlite(uri: str) -> sqlite3.Connection:
    import sqlite3

    connection = sqlite3.connect(uri, uri=True)
    # SQLite then stops at a long value, before there is a copy of it in memory.
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    return connection


def _long_value(names: list[str], rows: list[Any], address: Address) -> Problem | None:
    """The problem of a value that a server sent and that is longer than `_LONGEST`."""
    for number, row in enumerate(rows, 1):
        for name, value in zip(names, row, strict=True):
            if isinstance(value, (str, bytes, memoryview)) and len(value) > _LONGEST:
                place = f"column {name!r} of {address.label}, row {number}"
                return _too_long(place, len(value))
    return None


def _too_long(place: str, length: int | None = None) -> Problem:
    longest = f"{_LONGEST >> 20} MiB"
    found = "" if length is None else f" of {length:,} characters"
    message = f"{place}: a value{found} is longer than {longest}"
    return Problem("long-value", message, hint="leave its column out of sql.query")


def _said(error: Exception, address: Address) -> tuple[str, str | None]:
    """What the database said, on one line, and its advice.

    PostgreSQL's text also draws the place in the query, which one line cannot show.
    """
    own = getattr(error, "orig", None) or error
    facts = getattr(own, "diag", None)
    words = getattr(facts, "message_primary", None) or str(own).removeprefix("connection failed: ")
    advice = getattr(facts, "message_hint", None)
    return address.hide(words), address.hide(advice) if advice else None


def _refused(engine: Engine, address: Address, error: Exception, connected: bool) -> Problem:
    """What the database has against the address or the query."""
    words, advice = _said(error, address)
    if "file is not a database" in words:
        return Problem("unreadable-database", f"{address.label} is not an SQLite database")
    if not connected:
        message = f"cannot connect to {address.label}: {words}"
        return Problem("no-connection", message)
    if address.file is not None and "string or blob too big" in words:
        return _too_long(f"a result of the query on {address.label}")
    message = f"the query fails on {address.label}: {words}"
    absent = _NO_TABLE.search(words)
    if not absent:
        return Problem("bad-query", message, hint=advice)
    tables = list_tables(engine)
    hint = did_you_mean(absent[1] or absent[2], tables)
    details = () if hint or not tables else (f"tables: {listing(tables)}",)
    return Problem("bad-query", message, hint=hint, details=details)


def list_tables(engine: Engine) -> list[str]:
    """The tables and views of a database; none where it does not say."""
    from sqlalchemy import exc, inspect

    try:
        with engine.connect() as connection:
            found = inspect(connection)
            return [*found.get_table_names(), *found.get_view_names()]
    except exc.SQLAlchemyError:
        return []
