"""The table behind `--from`, and the columns that flags name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nnspec.data.formats.common.first_bytes import refuse_foreign_ending
from nnspec.data.formats.common.label import label_of
from nnspec.data.formats.csv.hints import as_flags
from nnspec.data.loading.sources import load_source
from nnspec.data.table.kinds import kind_of
from nnspec.data.table.number_text import parse_in
from nnspec.data.table.table import Table
from nnspec.errors import DataError, InputError, Problem, did_you_mean, listing
from nnspec.names import split_names
from nnspec.spec.language.file_kinds import file_source
from nnspec.spec.language.objects import ObjectSpec

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
        words: Those among numbers that were taken for a missing value.
    """

    path: Path
    table: Table
    arguments: dict[str, Any]
    words: tuple[str, ...] = ()

    @property
    def source(self) -> ObjectSpec:
        """The file as a source, relative to the current folder."""
        path = self.path.as_posix()
        known = None if self.arguments else file_source(path)
        return known or ObjectSpec("csv", {"path": path, **self.arguments})


def read_given(path: Path, written: Mapping[str, Any] | None = None) -> Given:
    """Read a file, and take words such as `?` among a CSV file's numbers for missing values.

    Args:
        path: The file; Parquet, JSON, Excel or .npz by its ending, else CSV.
        written: How a CSV file is written: arguments of a `csv` source, those that are known. The
            separator is a comma, or a tab for a .tsv file, when left out.

    Raises:
        DataError: The file cannot be read so; hints are for a spec, see `flags_in_hints`.
    """
    arguments = dict(written or {})
    if arguments.get("sep") in _TAB_WORDS:
        arguments["sep"] = "\t"
    source = file_source(path.as_posix())
    if source is not None and source.name != "csv" and not arguments:
        return Given(path, load_source(source, base_dir=Path()), {})
    if source is None and not arguments:
        refuse_foreign_ending(path, label_of(path, path))
    # A spec that names a .tsv file alone reads it with tabs; one with arguments must say so.
    is_tsv = source is not None and source.argument("sep") == "\t"
    reading = {"sep": "\t", **arguments} if is_tsv else arguments
    table = _read(path, reading)
    words = _missing_words(table)
    if words:
        known = arguments.get("na_values", ())
        reading = {**reading, "na_values": (*known, *words)}
        table = _read(path, reading)
    return Given(path, table, reading if words or arguments else {}, words)


def _read(path: Path, arguments: Mapping[str, Any]) -> Table:
    return load_source(ObjectSpec("csv", {"path": str(path), **arguments}), base_dir=Path())


@contextmanager
def flags_in_hints() -> Iterator[None]:
    """Hints of settings to add to a spec become flags of `nnspec init`, which has no spec yet."""
    try:
        yield
    except (DataError, InputError) as error:
        problems = [
            replace(
                problem,
                hint=problem.hint and as_flags(problem.hint),
                details=tuple(map(as_flags, problem.details)),
            )
            for problem in error.problems
        ]
        raise type(error)(problems) from error


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
        if kind_of(table, name) != "text":
            continue
        values = [value for value in table[name].tolist() if value is not None]
        words = {value for value in values if parse_in(table, value) is None}
        known = all(word.strip().casefold() in _MISSING_WORDS for word in words)
        if words and known and 2 * sum(value in words for value in values) < len(values):
            found.update(dict.fromkeys(sorted(word.strip() for word in words)))
    return tuple(found)
