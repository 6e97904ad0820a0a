"""A database's address with its environment variables filled in, and the secrets to hide."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, unquote_plus

from nnspec.data.formats.common.label import label_of
from nnspec.errors import DataError, Problem
from nnspec.passwords import VARIABLE, hide_passwords
from nnspec.spec.language.database_url import sqlite_file, url_problem


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is.

    Attributes:
        url: What is connected to, variables filled in. It may hold a password and is never shown.
        label: What messages call the database: no user, no password, no arguments.
        secrets: Texts that no message may hold.
        file: SQLite's file, None for a server.
    """

    url: str
    label: str
    secrets: tuple[str, ...] = ()
    file: Path | None = None

    def __repr__(self) -> str:
        return f"Address({self.label!r})"

    def hide(self, text: str) -> str:
        """The text on one line, `***` for each secret."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return hide_passwords(" ".join(text.split()))


def find_address(
    url: str, *, base_dir: Path, environment: Mapping[str, str] | None = None
) -> Address:
    """Fill in an address and find SQLite's file.

    Args:
        url: As the spec has it, for instance `postgresql://ann:${PASSWORD}@db/plant`.
        base_dir: What SQLite's file is relative to: the spec's folder.
        environment: The variables there are; those of the process when left out.

    Raises:
        DataError: A password is written out, a variable is not set, or there is no such address.
    """
    problem = url_problem(url)
    if problem:
        raise DataError(problem)
    filled, values = _fill(url, os.environ if environment is None else environment)
    whole = VARIABLE.fullmatch(url)
    if "://" not in filled:
        # The value itself may be a password, so it is not shown.
        message = f"the environment variable {whole[1] if whole else url} holds no address"
        hint = "for instance postgresql://user:password@host/database"
        raise DataError(Problem("bad-database-url", message, hint=hint))
    if filled.startswith("sqlite"):
        return _sqlite(filled, base_dir, whole[1] if whole else None)
    secrets = set(() if whole else values) | _secrets(filled)
    every = {
        form for secret in secrets for form in (secret, unquote(secret), quote(secret, "")) if form
    }
    scheme, _, rest = filled.partition("://")
    place = re.split(r"[?#]", rest.rpartition("@")[2])[0]
    label = f"{scheme.partition('+')[0]}://{place}"
    return Address(filled, label, tuple(sorted(every, key=len, reverse=True)))


def _sqlite(url: str, base_dir: Path, variable: str | None) -> Address:
    given = sqlite_file(url)
    if given is None or given == ":memory:":
        message = "sql.url names no file of SQLite"
        raise DataError(Problem("bad-database-url", message, hint="write sqlite:///plant.db"))
    file = Path(given)
    if variable is not None and not file.is_absolute():
        message = f"the environment variable {variable} holds a relative path: {url}"
        hint = "make it absolute: sqlite:////folder/plant.db"
        raise DataError(Problem("bad-database-url", message, hint=hint))
    path = base_dir / file
    return Address(url, label_of(path, file), file=path)


def _fill(url: str, environment: Mapping[str, str]) -> tuple[str, list[str]]:
    values: list[str] = []
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        found = environment.get(match[1])
        if not found:
            missing.append(match[1])
            return ""
        values.append(found)
        if match[0] == url:
            return found
        after = re.split(r"[/?]", url[match.end() :])[0]
        escaped = "@" in after or "?" in url[: match.start()]
        return quote(found, safe="") if escaped else found

    filled = VARIABLE.sub(value, url)
    if missing:
        names = list(dict.fromkeys(missing))
        verb = "is" if len(names) == 1 else "are"
        word = "variable" if len(names) == 1 else "variables"
        raise DataError(
            Problem(
                "missing-variable",
                f"sql.url: the environment {word} {', '.join(names)} {verb} not set",
                hint=f"set {names[0]} before you call nnspec",
            )
        )
    return filled, values


def _secrets(url: str) -> set[str]:
    """The password of a filled address, and the values of its arguments that may be one."""
    rest, _, arguments = url.partition("://")[2].partition("?")
    user = rest.rpartition("@")[0]
    found = {user.partition(":")[2]}
    for argument in re.split(r"[&;]", unquote_plus(arguments)):
        name, _, value = argument.partition("=")
        if re.search(r"password|passwd|passphrase|pwd|secret|token", name, re.IGNORECASE):
            found.add(value)
    return found - {""}
