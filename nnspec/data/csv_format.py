"""How a CSV file is written: separator, decimal mark, encoding, quotation mark, missing values."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from nnspec.data.number_text import MISSING_TOKENS
from nnspec.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class CsvFormat:
    r"""The arguments of a `csv` source, checked.

    Attributes:
        sep: One character between fields.
        decimal: The decimal mark, `.` or `,`.
        encoding: A Python codec; a byte order mark is dropped in any case.
        quotechar: One character around fields that hold separators, or empty for none.
        missing: Fields that mean that there is no value.
    """

    sep: str
    decimal: str
    encoding: str
    quotechar: str
    missing: tuple[str, ...]

    @property
    def reader_options(self) -> dict[str, object]:
        """Arguments of `csv.reader` for this format."""
        import csv

        if not self.quotechar:
            return {"delimiter": self.sep, "quoting": csv.QUOTE_NONE}
        return {"delimiter": self.sep, "quotechar": self.quotechar}


def csv_format(
    sep: str = ",",
    decimal: str = ".",
    encoding: str = "utf-8",
    quotechar: str = '"',
    na_values: Sequence[object] | str | None = None,
) -> CsvFormat:
    """Check the arguments of a `csv` source.

    Raises:
        DataError: A mark is not one character, two marks are equal, or there is no such encoding.
    """
    problems = []
    for name, value in (("sep", sep), ("quotechar", quotechar)):
        empty_allowed = name == "quotechar" and value == ""
        if not empty_allowed and (len(value) != 1 or not value.isascii() or value in "\r\n"):
            problems.append(
                Problem("bad-csv-format", f"{name} must be one ASCII character, not {value!r}")
            )
    if decimal not in (".", ","):
        problems.append(Problem("bad-csv-format", f"decimal must be '.' or ',', not {decimal!r}"))
    if sep in (decimal, quotechar):
        other = "decimal" if sep == decimal else "quotechar"
        problems.append(Problem("bad-csv-format", f"sep and {other} are both {sep!r}"))
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
    missing = tuple(dict.fromkeys([*MISSING_TOKENS, *map(str, extra)]))
    return CsvFormat(sep, decimal, "utf-8-sig" if codec == "utf-8" else codec, quotechar, missing)
