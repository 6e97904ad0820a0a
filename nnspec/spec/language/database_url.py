"""The address of a `sql` source as a spec writes it: SQLite's file, and no password."""

from __future__ import annotations

import re

from nnspec.errors import Problem
from nnspec.passwords import VARIABLE, has_password

_SQLITE = re.compile(r"(sqlite(?:\+pysqlite)?):///([^?]+)")


def sqlite_file(url: str) -> str | None:
    """The file of an SQLite address as it is written there; None of any other database.

    >>> sqlite_file("sqlite:///plant.db"), sqlite_file("sqlite:////data/plant.db")
    ('plant.db', '/data/plant.db')
    """
    match = _SQLITE.match(url)
    return match[2] if match else None


def with_sqlite_file(url: str, path: str) -> str:
    """The SQLite address with another file."""
    return _SQLITE.sub(lambda match: f"{match[1]}:///{path}", url, count=1)


def url_problem(url: str) -> Problem | None:
    """What is wrong with an address before anything is looked up or opened."""
    if has_password(url):
        return Problem(
            "password-in-spec",
            "sql.url has a password written out; a spec names an environment variable instead",
            hint="write ${NAME} in its place, for instance "
            "postgresql://user:${DB_PASSWORD}@host/database, and set DB_PASSWORD",
        )
    file = sqlite_file(url)
    if file is not None and VARIABLE.search(file):
        return Problem(
            "bad-database-url",
            f"sql.url: the file of an SQLite address takes no environment variable: {url}",
            hint="write its path, or let the variable hold the whole address: url: ${NAME}",
        )
    if "://" not in url and VARIABLE.fullmatch(url) is None:
        return Problem(
            "bad-database-url",
            f"sql.url: {url!r} is not a database's address",
            hint="for instance sqlite:///plant.db or postgresql://user:${DB_PASSWORD}@host/database",
        )
    stray = re.search(r"\$\{[^}]*\}?", VARIABLE.sub("", url))
    if stray:
        return Problem(
            "bad-database-url",
            f"sql.url: {stray[0]!r} is no environment variable's name",
            hint="a name has letters, digits and _, for instance ${DB_PASSWORD}",
        )
    return None
