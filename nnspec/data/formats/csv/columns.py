"""What the fields of a CSV file mean: numbers where all of a column are numbers, else texts.

Fields come as they are written, from the standard library for the head of a file and from arrow for
its batches. Both make the same column of the same fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnspec.data.formats.csv.style import CsvFormat
from nnspec.data.table.arrow import floats_of, text_array, values_of
from nnspec.data.table.number_text import is_plain, parse_number, parse_numbers, parse_plain

if TYPE_CHECKING:
    import pyarrow as pa


def column_from_text(fields: Sequence[str], form: CsvFormat, as_text: bool) -> np.ndarray:
    """A column of fields, numbers where each of them is one.

    Args:
        fields: As written.
        form: How the file is written.
        as_text: Leave them text, even if all of them happen to be numbers.

    Returns:
        float64 or object, shape (n,).
    """
    missing = set(form.missing)
    if not as_text and form.decimal == "." and not any(map(is_plain, missing - {""})):
        plain = parse_plain(fields)
        if plain is not None:
            return np.array(plain)
    present = [row for row, text in enumerate(fields) if text.strip() not in missing]
    if not (as_text and present):
        found = [fields[row] for row in present]
        numbers = parse_numbers(found, form.decimal, form.thousands)
        if numbers is not None:
            column = np.full(len(fields), np.nan)
            column[present] = numbers
            return column
    column = np.empty(len(fields), dtype=object)
    column[:] = [None if text in missing else text for text in fields]
    return column


def column_from_arrow(
    fields: pa.ChunkedArray | pa.Array, form: CsvFormat, as_text: bool
) -> np.ndarray:
    """As `column_from_text`, of fields in an arrow array; null where one means missing."""
    numbers = None if as_text else _cast(fields, form)
    if numbers is not None:
        return _floats(numbers)
    # What is left is done once for each different value: there are far fewer of them than rows.
    different, index = _coded(fields)
    return column_from_text(different, form, as_text)[index]


def numbers_of(fields: pa.Array, form: CsvFormat) -> tuple[np.ndarray, np.ndarray | None]:
    """The numbers that fields write.

    Args:
        fields: As written, shape (n,).
        form: Knows the marks in numbers and the words for missing.

    Returns:
        float64 (n,), NaN for missing; and which fields are neither a number nor missing, or None
        where there is none.
    """
    numbers = _cast(fields, form)
    if numbers is None:
        numbers = _cast(_nulled(fields, form), form)
    if numbers is not None:
        return _floats(numbers), None
    different, index = _coded(fields)
    missing = set(form.missing)
    parsed = [
        np.nan if text.strip() in missing else parse_number(text, form.decimal, form.thousands)
        for text in different
    ]
    wrong = np.array([number is None for number in parsed], dtype=bool)
    found = np.array([np.nan if number is None else number for number in parsed])
    return found[index], wrong[index] if wrong.any() else None


def texts_of(fields: pa.Array, form: CsvFormat) -> np.ndarray:
    """The texts that fields are, None for missing; object of shape (n,)."""
    different, index = _coded(fields)
    texts = np.empty(len(different), dtype=object)
    texts[:] = [None if text in form.missing else text for text in different]
    return texts[index]


def _nulled(fields: pa.Array, form: CsvFormat) -> pa.Array:
    """Fields as written, null where one means missing."""
    from pyarrow import compute

    gone = compute.is_in(fields, value_set=text_array(form.missing))
    return compute.if_else(gone, text_array([None])[0], fields)


def _floats(numbers: pa.ChunkedArray | pa.Array) -> np.ndarray:
    import pyarrow as pa

    whole = numbers.combine_chunks() if isinstance(numbers, pa.ChunkedArray) else numbers
    return floats_of(whole)


def _cast(fields: pa.ChunkedArray | pa.Array, form: CsvFormat) -> pa.ChunkedArray | pa.Array | None:
    """Fields as arrow reads numbers; None where one of them is none to it."""
    import pyarrow as pa
    from pyarrow import compute

    if form.decimal != ".":
        if compute.any(compute.match_substring(fields, ".")).as_py():
            return None
        fields = compute.replace_substring(fields, form.decimal, ".")
    try:
        return compute.cast(fields, pa.float64())
    except pa.ArrowInvalid:
        return None


def _coded(fields: pa.ChunkedArray | pa.Array) -> tuple[list[str], np.ndarray]:
    """The different fields, and for each field which of them it is."""
    import pyarrow as pa

    if isinstance(fields, pa.ChunkedArray):
        fields = fields.combine_chunks()
    coded = fields.dictionary_encode(null_encoding="encode")
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    # An empty field is missing in every file.
    different = ["" if text is None else text for text in coded.dictionary.to_pylist()]
    return different, values_of(coded.indices, np.int32)
