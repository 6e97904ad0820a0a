"""Flags that nothing would come of: refused, in one place and in the same words.

A flag is refused where what it asks for cannot be had: it would be ignored in silence. One that
asks for what is so anyway, as `--no-plots` does of a smoke run, is no mistake.
"""

from __future__ import annotations

from collections.abc import Mapping

from nnspec.errors import InputError, Problem, listing


def refuse_flags(flags: Mapping[str, object], where: str, hint: str) -> None:
    """Refuse flags that have no use where they stand.

    Args:
        flags: The flags that have none, with their values; None, False or empty for one that was
            not given.
        where: What makes them useless, as the end of `--split has no use ...`.
        hint: What to do instead.

    Raises:
        InputError: At least one was given; all of them are named.
    """
    given = [
        flag
        for flag, value in flags.items()
        if not (value is None or value is False or value in ([], ()))
    ]
    if given:
        verb = "has" if len(given) == 1 else "have"
        message = f"{listing(given)} {verb} no use {where}"
        raise InputError(Problem("flags", message, hint=hint))
