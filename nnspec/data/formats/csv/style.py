"""How a CSV file is written: separator, header, marks in numbers, encoding, missing values."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnspec.data.formats.csv.hints import setting
from nnspec.errors import DataError, Problem, listing
from nnspec.names import repeated

MISSING_TOKENS = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "#N/A")
"""Fields of a CSV file that mean that there is no value; `na_values` adds to them."""

BLANKS = r"\s+"
"""The separator of a file whose columns are separated by any number of blanks or tabs."""
INFER = "infer"
"""The header as pandas infers it: the first line, or none where the names are given."""
_BLANK_WORDS = (r"\s", r"\s*", r"[ \t]+", " +", "  ", "whitespace", "blanks")
_TEXT_TYPES = ("str", "string", "object")


@dataclass(frozen=True, slots=True)
class CsvFormat:
    r"""The arguments of a `csv` source, checked.

    Attributes:
        sep: One character between fields, or `\s+` for runs of blanks.
        decimal: The decimal mark, `.` or `,`.
        encoding: A Python codec; a byte order mark is dropped in any case.
        quotechar: One character around fields that hold separators, or empty for none.
        missing: Fields that mean that there is no value.
        thousands: One character between the thousands of a number, or empty for none.
        header: 0 for the first line, None for none, or `INFER`.
        names: The columns' names, in place of those of the header; empty for these.
        skiprows: So many lines at the top are not looked at.
        comment: From this character on a line is not looked at; empty for none.
        text: Columns that are text, whatever they hold.
        chosen: Whether decimal or thousands mark were given, and are not the usual ones.
    """

    sep: str
    decimal: str
    encoding: str
    quotechar: str
    missing: tuple[str, ...]
    thousands: str = ""
    header: int | str | None = INFER
    names: tuple[str, ...] = ()
    skiprows: int = 0
    comment: str = ""
    text: frozenset[str] = frozenset()
    chosen: bool = False

    @property
    def keeps_default_na(self) -> bool:
        """Whether the usual words for a missing value are such."""
        return set(MISSING_TOKENS) <= set(self.missing)

    @property
    def delimiter(self) -> str:
        """What a parser finds between fields, once the lines are rewritten."""
        return "\t" if self.sep == BLANKS else self.sep

    @property
    def rewritten(self) -> bool:
        """Whether lines must be rewritten before a parser can take them."""
        return self.sep == BLANKS or bool(self.skiprows) or bool(self.comment)

    @property
    def has_header(self) -> bool:
        """Whether the first line names the columns."""
        return self.header == 0 or (self.header == INFER and not self.names)

    @property
    def reader_options(self) -> dict[str, Any]:
        """Arguments of `csv.reader` for this format."""
        import csv

        if not self.quotechar:
            return {"delimiter": self.delimiter, "quoting": csv.QUOTE_NONE}
        return {"delimiter": self.delimiter, "quotechar": self.quotechar}


def csv_format(
    sep: str = ",",
    decimal: str | None = None,
    encoding: str = "utf-8",
    quotechar: str = '"',
    na_values: Sequence[object] | str | None = None,
    *,
    thousands: str | None = None,
    header: int | str | None = INFER,
    names: Sequence[object] | None = None,
    skiprows: int = 0,
    comment: str | None = None,
    dtype: Mapping[str, object] | None = None,
    keep_default_na: bool = True,
) -> CsvFormat:
    """Check the arguments of a `csv` source, which are those of `pandas.read_csv`.

    The decimal mark is a point, or a comma where the thousands mark is a point. An empty field is
    missing even without `keep_default_na`.

    Raises:
        DataError: A mark is not one character, two marks are equal, a name is repeated, or there
            is no such encoding or type.
    """
    thousands, comment = thousands or "", comment or ""
    point = "," if thousands == "." else "."
    problems = [
        _bad(
            f"{name} must be one ASCII character, not {value!r}",
            f"write {setting('sep', BLANKS)} for any number of blanks or tabs"
            if name == "sep" and value in _BLANK_WORDS
            else None,
        )
        for name, value in (("sep", sep), ("quotechar", quotechar), ("comment", comment))
        if value != (BLANKS if name == "sep" else "")
        and (len(value) != 1 or not value.isascii() or value in "\r\n")
    ]
    decimal, chosen = decimal or point, bool(decimal or thousands)
    if decimal not in (".", ","):
        problems.append(_bad(f"decimal must be '.' or ',', not {decimal!r}"))
    if thousands and (len(thousands) != 1 or thousands.isalnum() or thousands in "+-\r\n"):
        message = f"thousands must be one character that no number has, not {thousands!r}"
        problems.append(_bad(message))
    taken = (decimal, thousands, quotechar)
    if comment and (comment.isalnum() or comment in "+-" or comment in taken):
        message = f"comment must be a character that no value begins with, not {comment!r}"
        problems.append(_bad(message))
    if thousands and thousands == quotechar:
        problems.append(_bad(f"thousands and quotechar are both {thousands!r}"))
    if thousands and thousands == decimal:
        problems.append(_bad(f"thousands and decimal are both {decimal!r}"))
    # A mark of numbers may be the separator: fields that hold it stand in quotation marks then.
    marks = {"decimal": decimal, "thousands": thousands} if not quotechar else {}
    for name, value in {**marks, "quotechar": quotechar, "comment": comment}.items():
        if sep and sep == value:
            problems.append(_bad(f"sep and {name} are both {sep!r}"))
    problems += _bad_header(header, names)
    wrong = {name: kind for name, kind in (dtype or {}).items() if kind not in _TEXT_TYPES}
    for name, kind in wrong.items():
        message = f"dtype: {name!r} is {kind!r}, and a column can only be said to be text"
        problems.append(_bad(message, f"write dtype: {{{name}: str}}, or leave it out"))
    codec = ""
    try:
        # Looking a codec up would also find `hex` and `zlib`, which decode no text.
        "".encode(encoding)
        codec = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        problems.append(
            Problem(
                "unknown-encoding",
                f"there is no encoding {encoding!r}",
                hint="usual ones are utf-8, latin-1, cp1252 and utf-16",
            )
        )
    if problems:
        raise DataError(problems)
    extra = [na_values] if isinstance(na_values, str) else list(na_values or [])
    usual = MISSING_TOKENS if keep_default_na else ("",)
    return CsvFormat(
        sep,
        decimal,
        "utf-8-sig" if codec == "utf-8" else codec,
        quotechar,
        tuple(dict.fromkeys([*usual, *map(str, extra)])),
        thousands,
        header,
        tuple(map(str, names or ())),
        skiprows,
        comment,
        frozenset(dtype or ()),
        chosen,
    )


def _bad(message: str, hint: str | None = None) -> Problem:
    return Problem("bad-csv-format", message, hint=hint)


def _bad_header(header: object, names: Sequence[object] | None) -> list[Problem]:
    problems = []
    if header not in (0, None, INFER) or isinstance(header, bool):
        hint = "header: null is a file without names; skiprows leaves lines above them out"
        problems.append(_bad(f"header must be 0, null or infer, not {header!r}", hint))
    words = list(map(str, names or ()))
    twice = list(map(repr, repeated(words)))
    if twice:
        problems.append(_bad(f"names has {listing(twice)} more than once"))
    if names is not None and not words:
        problems.append(_bad("names is empty", "leave it out, or name every column"))
    return problems
