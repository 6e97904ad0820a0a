"""Flags of `nnspec init` that say how a CSV file is written, as arguments of a `csv` source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnspec.errors import InputError, Problem
from nnspec.names import split_names


def csv_arguments(flags: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that flags give.

    Args:
        flags: The value of each flag, such as `--na-values`; None where it is not given.

    Raises:
        InputError: A flag's value is none.
    """
    given = {flag: value for flag, value in flags.items() if value is not None}
    return {
        flag.removeprefix("--").replace("-", "_"): _value(flag, value)
        for flag, value in given.items()
    }


def _value(flag: str, value: Any) -> Any:
    if flag == "--header":
        return 0 if value else None
    if flag in ("--names", "--na-values"):
        # Words that hold a comma stand in quotation marks, as in the file itself.
        return tuple(split_names(value)) if value else ()
    if flag == "--dtype":
        return dict(_column(word) for word in value)
    if flag == "--skiprows" and value < 0:
        message = f"--skiprows: expected at least 0, found {value}"
        raise InputError(Problem("flags", message))
    return value


def _column(word: str) -> tuple[str, str]:
    name, sign, kind = word.rpartition("=")
    if not sign:
        message = f"--dtype: {word!r} does not say what the column is"
        raise InputError(Problem("flags", message, hint=f"write --dtype {word}=str"))
    return name, kind
