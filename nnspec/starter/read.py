"""The table behind `--from`, and the columns that flags name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nnspec.data.csv_reader import read_csv
from nnspec.data.first_bytes import refuse_foreign_ending
from nnspec.data.label import label_of
from nnspec.data.number_text import parse_number, text_column_hint
from nnspec.data.sources import load_source
from nnspec.data.table import Table
from nnspec.errors import DataError, InputError, Problem, did_you_mean, listing
from nnspec.names import split_names
from nnspec.spec.file_kinds import file_source

_FLAGS = ("sep", "decimal", "encoding")
_TAB_WORDS = ("\\t", "tab")
# Words that stand for a missing value in the data of many people.
_MISSING_WORDS = frozenset(
    [
        "?",
        "-",
        "--",
        "---",
        ".",
        "..",
        "*",
        "na",
        "n.a.",
        "n/a",
        "nan",
        "none",
        "null",
        "missing",
        "#value!",
        "#div/0!",
        "<na>",
    ]
)


@dataclass(frozen=True, slots=True)
class Given:
    """A table, and how a spec must say that it is read.

    Attributes:
        path: The file.
        table: All of its rows.
        arguments: The arguments of the spec's `csv` source besides the path.
    """

    path: Path
    table: Table
    arguments: dict[str, str | tuple[str, ...]]


def read_given(
    path: Path,
    *,
    sep: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> Given:
    """Read a file, and take words such as `?` among a CSV file's numbers for missing values.

    Args:
        path: The file; Parquet, JSON, Excel or .npz by its ending, else CSV.
        sep: The separator; a comma, or a tab for a .tsv file, when left out.
        decimal: The decimal mark.
        encoding: The encoding.

    Raises:
        DataError: The file cannot be read so; hints name the flags of `nnspec init`.
    """
    given = {"sep": sep, "decimal": decimal, "encoding": encoding}
    arguments = {name: value for name, value in given.items() if value is not None}
    if arguments.get("sep") in _TAB_WORDS:
        arguments["sep"] = "\t"
    source = file_source(path.as_posix())
    if source is not None and source.name != "csv" and not arguments:
        return Given(path, load_source(source, base_dir=Path()), {})
    label = label_of(path, path)
    if source is None and not arguments:
        refuse_foreign_ending(path, label)
    # A spec that names a .tsv file alone reads it with tabs; one with arguments must say so.
    is_tsv = source is not None and source.argument("sep") == "\t"
    reading = {"sep": "\t", **arguments} if is_tsv else dict(arguments)
    try:
        table = read_csv(path, label=label, **reading)
        words = _missing_words(table)
        if words:
            table = read_csv(path, label=label, na_values=words, **reading)
    except DataError as error:
        raise DataError([_with_flags(problem) for problem in error.problems]) from None
    if words:
        arguments = {**reading, "na_values": words}
    elif arguments:
        arguments = reading
    return Given(path, table, arguments)


def check_decimal_commas(table: Table, names: Sequence[str]) -> None:
    """Refuse text columns that are numbers with a decimal comma.

    Raises:
        DataError: One for each; the hint names the flag.
    """
    problems = []
    for name in names:
        hint = None if table.is_numeric(name) else text_column_hint(table, name)
        if hint is not None and hint.endswith('add decimal: ","'):
            example = table.examples(name, 1)[0]
            problems.append(
                Problem(
                    "decimal-comma",
                    f"column {name!r} of {table.origin} is text, for instance {example!r}",
                    hint=f"add --decimal ',' if these are numbers, else --exclude {name!r}",
                )
            )
    if problems:
        raise DataError(problems)


def named_columns(table: Table, words: Sequence[str], flag: str) -> tuple[str, ...]:
    """The columns that a repeatable flag names, each once: `water`, or `water,fat,protein`.

    A word that is a column's whole name is that column, commas and all; among others, a name with a
    comma stands in quotation marks.

    Args:
        table: Has the columns.
        words: The flag's values.
        flag: The flag, for messages.

    Raises:
        InputError: A name is no column.
    """
    names: dict[str, None] = {}
    problems = []
    for word in words:
        pieces = [word] if word in table else split_names(word)
        for piece in pieces:
            if piece in table:
                names[piece] = None
                continue
            problems.append(
                Problem(
                    "unknown-column",
                    f"{flag}: {piece!r} is not a column of {table.origin}",
                    hint=did_you_mean(piece, table.names),
                    details=(f"columns: {listing(table.names, 20)}",),
                )
            )
    if problems:
        raise InputError(problems)
    return tuple(names)


def _missing_words(table: Table) -> tuple[str, ...]:
    """Words for a missing value that alone keep a column from being numbers."""
    found: dict[str, None] = {}
    for name in table.names:
        if table.is_numeric(name):
            continue
        values = [value for value in table[name].tolist() if value is not None]
        words = {value for value in values if parse_number(value) is None}
        known = all(word.strip().casefold() in _MISSING_WORDS for word in words)
        if words and known and 2 * sum(value in words for value in values) < len(values):
            found.update(dict.fromkeys(sorted(word.strip() for word in words)))
    return tuple(found)


def _with_flags(problem: Problem) -> Problem:
    """A hint such as `add sep: ";"` as the flag that does it."""
    hint = problem.hint or ""
    for name in _FLAGS:
        if hint.startswith(f"add {name}: "):
            value = hint.removeprefix(f"add {name}: ").strip('"')
            return replace(problem, hint=f"add --{name} '{value}'")
    return problem
