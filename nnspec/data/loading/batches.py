"""Sources that can be read in pieces, for rows that do not fit memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from nnspec.data.formats.csv.batches import BLOCK_BYTES, CsvPieces
from nnspec.data.formats.csv.style import CsvFormat, csv_format
from nnspec.data.formats.json.reader import json_pieces
from nnspec.data.formats.label import label_of
from nnspec.data.formats.parquet.batches import parquet_pieces
from nnspec.data.table.table import LeftOut, Table
from nnspec.spec.language.objects import ObjectSpec

STREAMED = ("csv", "json", "jsonl", "parquet")
"""The sources that are read in pieces; all others must fit memory."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A source that can be read in pieces, as often as it takes.

    Attributes:
        origin: What messages call it.
        pieces: Takes the names of the columns to read (all when empty) and of those that stay
            text, and yields the next rows as tables. The second is looked up anew for each piece.
        first_line: The line of the first row of a file whose other rows follow line by line, or
            None; known once all pieces were read, and only where these have no row numbers, or
            such as count from the first row.
        left_out: How many rows are not among the pieces, once all of these were read.
        csv: How a CSV file is written; None for other sources.
    """

    origin: str
    pieces: Callable[[Collection[str], Collection[str]], Iterator[Table]]
    first_line: Callable[[], int | None] = lambda: None
    left_out: Callable[[], LeftOut] = LeftOut
    csv: CsvFormat | None = None


def open_stream(
    source: ObjectSpec, *, base_dir: Path, block_bytes: int = BLOCK_BYTES
) -> Stream | None:
    """The stream of a source, or None for one that cannot be read in pieces.

    Args:
        source: The spec's `data.source`.
        base_dir: What a relative path is relative to.
        block_bytes: How much of a CSV file to parse at once.

    Raises:
        DataError: An argument of the source is wrong.
    """
    if source.name not in STREAMED:
        return None
    arguments = dict(source.arguments)
    given = Path(arguments.pop("path"))
    path = base_dir / given
    label = label_of(path, given)
    if source.name == "csv":
        form = csv_format(**arguments)
        stream = CsvPieces(path, label, form, block_bytes)
        return Stream(label, stream.read, lambda: stream.first_line, csv=form)
    if source.name in ("json", "jsonl"):
        return Stream(label, lambda only, text: json_pieces(path, label, only=only, text=text))
    columns = arguments.get("columns")
    return Stream(
        label, lambda only, _text: parquet_pieces(path, label, columns=columns, only=only)
    )
