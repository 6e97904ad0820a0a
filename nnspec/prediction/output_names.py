"""Which columns an output has, as `--columns` names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.names import quoted_name


def output_names(
    names: Sequence[str],
    label: str,
    new: Sequence[str],
    chosen: Sequence[str] | None,
    with_flags: Mapping[str, str] | None = None,
) -> list[str]:
    """The output's columns.

    Args:
        names: The input's.
        label: What messages call the input.
        new: Those of the predictions.
        chosen: What `--columns` names; all of both when None.
        with_flags: Columns that the predictions have with a flag, and which flag.

    Raises:
        DataError: A name is none of them.
    """
    there = [*names, *new]
    if chosen is None:
        return there
    unknown = [name for name in chosen if name not in there]
    if unknown:
        flag = (with_flags or {}).get(unknown[0])
        hint = f"add {flag}" if flag else _comma_hint(chosen, there)
        hint = hint or did_you_mean(unknown[0], [*there, *(with_flags or {})])
        message = f"--columns: there is no column {unknown[0]!r} in {label} or the predictions"
        details = () if hint else (f"columns: {listing(there)}",)
        raise DataError(Problem("unknown-column", message, hint=hint, details=details))
    return list(dict.fromkeys(chosen))


def _comma_hint(chosen: Sequence[str], there: Sequence[str]) -> str | None:
    """How to name a column whose name holds a comma, where `--columns` took it for several."""
    for name in there:
        pieces = [piece.strip() for piece in name.split(",")]
        starts = range(len(chosen) - len(pieces) + 1) if len(pieces) > 1 else ()
        if any(list(chosen[i : i + len(pieces)]) == pieces for i in starts):
            return f"a name with a comma stands in quotation marks: --columns '{quoted_name(name)}'"
    return None
