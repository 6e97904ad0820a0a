"""Is a query one that only reads?"""

from __future__ import annotations

import re

from nnspec.errors import Problem

# Comments, and text in every kind of quotes, in which a word or a semicolon means nothing.
_QUOTED = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
    | \b[eE]'(?:[^'\\]|\\.|'')*'
    | '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^\]\n]*\]
    | (?P<dollar>\$\w*\$).*?(?P=dollar)""",
    re.DOTALL | re.VERBOSE,
)


def query_problem(query: str) -> Problem | None:
    """Why a query is refused: it is none, more than one, or not a SELECT.

    This keeps a spec from changing data by mistake; what else a user may do is the database's to
    say, and the connection is opened for reading alone where the driver can.

    Args:
        query: SQL, of which one SELECT is taken, alone or after WITH.
    """
    bare = _QUOTED.sub(lambda match: " " if match["comment"] else "''", query).strip()
    bare = bare.rstrip("; \t\r\n")
    if not bare:
        return Problem("bad-query", "sql.query is empty", hint="for instance SELECT * FROM plants")
    if ";" in bare:
        return Problem("bad-query", "sql.query holds more than one statement; a source is one")
    first = re.match(r"\(*\s*(\w*)", bare)
    word = first[1].upper() if first else ""
    if word not in ("SELECT", "WITH"):
        found = f"{word!r}" if word else f"{bare[:10]!r}"
        message = f"sql.query must start with SELECT or WITH, found {found}"
        return Problem("bad-query", message, hint="a source only reads")
    changes = re.search(r"\b(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", bare, re.I)
    if changes:
        word = changes[1].split()[0].upper()
        message = f"sql.query must only read, found {word}"
        return Problem("bad-query", message, hint="a source only reads")
    return None
