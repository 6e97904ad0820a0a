"""All that a file of data asks for, in one round: each fault of a CSV file hides the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from nnspec.data.formats.csv.hints import added_settings
from nnspec.errors import DataError, InputError, Problem
from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain

Result = TypeVar("Result")

# So many faults of one file are tried one behind the other, and so many told.
_ROUNDS = 6
_TOLD = 8


def in_one_round(
    attempt: Callable[[Mapping[str, Any]], Result], written: Mapping[str, Any]
) -> Result:
    """What `attempt` gives; an error names all settings that are known to be needed.

    Where an error says which settings to add, the file is read with them to see what is wrong then.

    Args:
        attempt: Reads a file that is written so, and makes something of it.
        written: Arguments of a `csv` source, those that are known.

    Raises:
        DataError, InputError: As `attempt`; what was found only with the settings of another error
            is told with it.
    """
    try:
        return attempt(written)
    except (DataError, InputError) as error:
        raise _whole(error, attempt, written) from error


def _whole(
    error: InputError, attempt: Callable[[Mapping[str, Any]], Any], written: Mapping[str, Any]
) -> InputError:
    """The error with the rest of what the file asks for."""
    problems: Sequence[Problem] = error.problems
    settings: dict[str, Any] = {}
    rounds: list[Sequence[Problem]] = []
    while len(rounds) < _ROUNDS:
        added = _added(problems, {**written, **settings})
        if not added:
            break
        rounds.append(problems)
        settings |= added
        try:
            attempt({**written, **settings})
        except (DataError, InputError) as next_error:
            problems = next_error.problems
        else:
            problems = ()
            break
    if not rounds or (len(rounds) == 1 and not problems):
        return error
    (first, *others), *later = rounds
    if later:
        more = [_in_short(problem) for round_ in later for problem in round_]
        if len(more) > _TOLD:
            more[_TOLD:] = [f"and {len(more) - _TOLD} more such columns"]
        first = replace(first, hint=_hint(rounds), details=(*first.details, *more))
    return type(error)([first, *others, *problems])


def _added(problems: Sequence[Problem], known: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that problems say to add; none where one leaves a choice, or they differ."""
    settings: dict[str, Any] = {}
    for problem in problems:
        added = _values(problem)
        if not added:
            return {}
        for name, value in added.items():
            if name == "na_values":
                value = list(dict.fromkeys([*settings.get(name, known.get(name, ())), *value]))
            elif settings.get(name, value) != value or name in known:
                return {}
            settings[name] = value
    return settings


def _values(problem: Problem) -> dict[str, Any]:
    """The settings that a problem says to add; names are the user's to choose."""
    added = added_settings(problem.hint or "")
    if "names" in added:
        return {}
    return {name: plain(parse_document(text, "").root) for name, text in added.items()}


def _hint(rounds: Sequence[Sequence[Problem]]) -> str:
    """The settings of all problems, as a spec writes them."""
    texts: dict[str, str] = {}
    for problem in (problem for round_ in rounds for problem in round_):
        for name, text in added_settings(problem.hint or "").items():
            words = texts.get(name)
            if name == "na_values" and words is not None and text not in words:
                text = f"{words.removesuffix(']')}, {text.removeprefix('[')}"
            texts[name] = text
    return "add " + ", ".join(f"{name}: {text}" for name, text in texts.items())


def _in_short(problem: Problem) -> str:
    """A problem in one line, with what to do where what it suspects is not so."""
    _, sign, otherwise = (problem.hint or "").partition("; ")
    return f"then: {problem.message}{sign}{otherwise}"
