"""Rows to CSV in a style: its separator, its decimal mark, its quotation marks, its encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from nnspec.data.formats.csv.style import BLANKS, CsvFormat
from nnspec.data.table.arrow import text_array
from nnspec.errors import DataError, Problem
from nnspec.printable import shown
from nnspec.spec.language.file_kinds import file_source

if TYPE_CHECKING:
    import pyarrow as pa

# What a spreadsheet takes for a formula, and what only begins like one: a number.
_FORMULA = r"^[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
_NUMBER = r"^[+-]?(\d+([.,]\d*)*|[.,]\d+)([eE][+-]?\d+)?$|^[+-]?(?i:inf|infinity|nan)$"
_PLAIN_HINT = "--output-format csv writes commas, points and UTF-8"


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """How CSV is written.

    Attributes:
        sep: One character between fields.
        decimal: The decimal mark.
        quotechar: One character around fields that hold separators, or empty for none.
        encoding: A Python codec.
        comment: One character that begins a comment, or empty for none.
        escape_formulas: Whether a text that a spreadsheet would calculate gets a `'` in front.
        escape_controls: Whether control characters of texts are escaped, for a terminal.
    """

    sep: str = ","
    decimal: str = "."
    quotechar: str = '"'
    encoding: str = "utf-8"
    comment: str = ""
    escape_formulas: bool = False
    escape_controls: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether blanks separate the fields, so that none may be empty or hold one."""
        return self.sep == " "

    @property
    def special(self) -> str:
        """A regular expression for what stands in quotation marks only."""
        marks = r"[\s]|^$" if self.is_blank else rf"[\r\n]|{re.escape(self.sep)}"
        more = [re.escape(mark) for mark in (self.quotechar, self.comment) if mark]
        return "|".join([marks, *more])


def plain_style(form: str) -> CsvStyle:
    """The style of `csv` or `tsv` where nothing else is known."""
    return CsvStyle("\t") if form == "tsv" else CsvStyle()


def style_of(given: CsvFormat, given_form: str, form: str, output: Path | None) -> CsvStyle:
    """The style in which a CSV file is answered: its own.

    Args:
        given: How the input is written.
        given_form: Its format, `csv` or `tsv`.
        form: The output's.
        output: The output; stdout when None.

    Returns:
        The input's style, a single blank for a run of them. The separator is the ending's where one
        of the files is a .tsv: between decimal commas a .csv has semicolons.
    """
    sep = " " if given.sep == BLANKS else given.sep
    if form == "tsv":
        sep = "\t"
    elif given_form == "tsv" and output is not None and file_source(output.as_posix()) is not None:
        sep = ";" if given.decimal == "," else ","
    encoding = "utf-8" if given.encoding == "utf-8-sig" else given.encoding
    return CsvStyle(sep, given.decimal, given.quotechar, encoding, given.comment)


def has_plain_marks(given: CsvFormat) -> bool:
    """Whether numbers stand in a file as the plain style writes them."""
    return given.decimal == "." and not given.thousands


def plain_numbers(
    fields: pa.Array, found: tuple[np.ndarray, np.ndarray | None], given: CsvFormat
) -> pa.Array:
    """A column of numbers as the plain style writes them.

    Args:
        fields: The column as it is written.
        found: Its values, and which of them are no numbers; a column of text stays as it is.
        given: How it is written.
    """
    import pyarrow as pa
    from pyarrow import compute

    values, wrong = found
    if values.dtype != np.float64 or has_plain_marks(given):
        return fields
    text = compute.replace_substring(fields, given.thousands, "") if given.thousands else fields
    text = compute.replace_substring(text, given.decimal, ".")
    return text if wrong is None else compute.if_else(pa.array(wrong), fields, text)


def without_formulas(column: pa.Array) -> pa.Array:
    """Texts, those with a `'` in front that a spreadsheet would calculate."""
    from pyarrow import compute

    formula = compute.and_(
        compute.match_substring_regex(column, _FORMULA),
        compute.invert(compute.match_substring_regex(column, _NUMBER)),
    )
    apostrophe, nothing = text_array(["'", ""])
    escaped = compute.binary_join_element_wise(apostrophe, column, nothing)
    return compute.if_else(formula, escaped, column)


class CsvWriter:
    """Writes rows of text and numbers, below a header.

    Args:
        file: Where the bytes go.
        names: The columns.
        label: What messages call the output.
        style: How they are written.
    """

    def __init__(self, file: BinaryIO, names: Sequence[str], label: str, style: CsvStyle) -> None:
        self._file = file if style.encoding == "utf-8" else _Recoded(file, label, style.encoding)
        self._names, self._label, self._style = list(names), label, style
        # pyarrow's own writer knows of no other quotation mark, no other number and no comments.
        self._plain = style.quotechar == '"' and not style.is_blank and not style.comment
        self._file.write(self._quoted([self._harmless(text_array([name])) for name in names]))

    def write(self, columns: Sequence[pa.Array], objects: Sequence[Any] | None = None) -> None:
        """Write some rows.

        Args:
            columns: As many as there are names.
            objects: Not used.

        Raises:
            DataError: A column has no text, or a field cannot be written in this style.
        """
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        pairs = zip(self._names, columns, strict=True)
        texts = [_text(name, column, self._label) for name, column in pairs]
        columns = [self._harmless(self._marked(column)) for column in texts]
        # A row of one empty field needs quotation marks, or it would be a blank line.
        if self._plain and len(columns) > 1:
            sink = pa.BufferOutputStream()
            options = arrow_csv.WriteOptions(
                include_header=False, delimiter=self._style.sep, quoting_style="none"
            )
            try:
                batch = pa.RecordBatch.from_arrays(columns, names=self._names)
                arrow_csv.write_csv(batch, sink, options)
            except pa.ArrowInvalid:
                # A field with a separator, a quotation mark or a line break.
                self._plain = False
            else:
                self._file.write(sink.getvalue())
                return
        self._file.write(self._quoted(columns))

    def close(self) -> None:
        """Nothing: the last row is one like all others."""

    def _harmless(self, column: pa.Array) -> pa.Array:
        """A column without formulas, and without control characters, if the style asks for it."""
        import pyarrow as pa

        if not pa.types.is_string(column.type):
            return column
        if self._style.escape_formulas:
            column = without_formulas(column)
        if self._style.escape_controls:
            column = text_array([text and shown(text) for text in column.to_pylist()])
        return column

    def _marked(self, column: pa.Array) -> pa.Array:
        """A column whose numbers have the style's decimal mark."""
        import pyarrow as pa
        from pyarrow import compute

        usual = self._style.decimal == "." and not re.match(r"[\w.+-]", self._style.sep)
        if pa.types.is_string(column.type) or usual:
            return column
        return compute.replace_substring(
            compute.cast(column, pa.string()), ".", self._style.decimal
        )

    def _quoted(self, columns: Sequence[pa.Array]) -> Any:
        """Rows of CSV, with quotation marks where a field needs them."""
        import pyarrow as pa
        from pyarrow import compute

        between, end, nothing = text_array([self._style.sep, "\n", ""])
        parts: list[Any] = []
        for name, column in zip(self._names, columns, strict=True):
            text = column if pa.types.is_string(column.type) else compute.cast(column, pa.string())
            text = compute.coalesce(text, nothing)
            # Of numbers only a missing one may need them.
            if pa.types.is_string(column.type) or self._style.is_blank:
                text = self._in_quotes(name, text, alone=len(columns) == 1)
            parts += [text, between]
        parts[-1] = end
        rows = compute.binary_join_element_wise(*parts, nothing)
        # The texts of an array lie one behind the other: together they are the lines of the file.
        return rows.buffers()[2]

    def _in_quotes(self, name: str, text: pa.Array, *, alone: bool) -> pa.Array:
        """The fields of a column, those in quotation marks that need them."""
        from pyarrow import compute

        mark = self._style.quotechar
        needs = compute.match_substring_regex(text, self._style.special)
        if alone:
            needs = compute.or_(needs, compute.equal(text, ""))
        if not needs.true_count:
            return text
        if not mark:
            raise self._needs_quotes(name, text.filter(needs)[0].as_py())
        nothing, quote = text_array(["", mark])
        doubled = compute.replace_substring(text, mark, 2 * mark)
        marked = compute.binary_join_element_wise(quote, doubled, quote, nothing)
        return compute.if_else(needs, marked, text)

    def _needs_quotes(self, name: str, field: str) -> DataError:
        message = f"column {name!r} has {field!r}, which {self._label} cannot hold: its style has "
        message += "no quotation marks"
        return DataError(Problem("unsupported-column", message, hint=_PLAIN_HINT))


class _Recoded:
    """A file that takes UTF-8 and holds another encoding."""

    def __init__(self, file: BinaryIO, label: str, encoding: str) -> None:
        self._file, self._label, self._encoding = file, label, encoding
        # One for the whole file: it begins with the one byte order mark that some have.
        self._encode = codecs.getincrementalencoder(encoding)().encode

    def write(self, data: Any) -> None:
        """Write whole characters.

        Raises:
            DataError: The encoding has not all of them.
        """
        try:
            self._file.write(self._encode(bytes(data).decode()))
        except UnicodeEncodeError as error:
            character = error.object[error.start]
            message = f"{self._label} cannot hold {character!r}: {self._encoding}, the encoding of "
            message += "the input, has no such character"
            raise DataError(Problem("unsupported-column", message, hint=_PLAIN_HINT)) from None


def _text(name: str, column: pa.Array, label: str) -> pa.Array:
    """A column of text or numbers, as CSV holds them."""
    import pyarrow as pa
    from pyarrow import compute, types

    from nnspec.data.formats.typed.values import column_of_arrow, is_plain

    kind = column.type
    if types.is_dictionary(kind) and is_plain(kind):
        column = compute.cast(column, kind.value_type)
        kind = column.type
    if types.is_string(kind) or types.is_integer(kind) or types.is_float32(kind):
        return column
    if types.is_floating(kind):
        return column
    if types.is_decimal(kind) or types.is_large_string(kind) or types.is_null(kind):
        return compute.cast(column, pa.string())
    if not is_plain(kind):
        raise DataError(
            Problem(
                "unsupported-column",
                f"column {name!r} is {kind}, which {label} cannot hold",
                hint="write .parquet, or choose columns with --columns",
            )
        )
    return text_array(column_of_arrow(pa.chunked_array([column])).tolist())
