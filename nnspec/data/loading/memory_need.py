"""How much memory a source's rows need, from a first look and the size of the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnspec.data.formats.csv.file import open_binary
from nnspec.data.table.preview import Preview
from nnspec.spec.language.file_kinds import PACKED, TEXT_SOURCES
from nnspec.spec.language.objects import ObjectSpec

_NUMBER_BYTES = 8
# A short str of its own, and the pointer to it.
_TEXT_BYTES = 64
# A column while it is fitted and transformed: its values, the training rows', float32 of both.
_PREPARED_BYTES = 24
_JSON_BYTES = 60
_SAMPLE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """What rows need, roughly.

    Attributes:
        rows: How many there are.
        memory: Bytes of memory at the peak, when all are read and prepared in memory.
        disk: Bytes of disk, when they are prepared on disk.
    """

    rows: int
    memory: int
    disk: int


def estimate(source: ObjectSpec, preview: Preview, *, base_dir: Path) -> Estimate | None:
    """Estimate what a source's rows need.

    A CSV or JSON file is taken to have rows of about the length of those in its first megabytes;
    Parquet knows its rows.

    Args:
        source: The spec's `data.source`.
        preview: A look at its first rows.
        base_dir: What a relative path is relative to.

    Returns:
        None where only reading it tells, as with a database's query.

    Raises:
        DataError: The file cannot be read.
    """
    columns = len(preview.kinds)
    texts = sum(kind == "text" for kind in preview.kinds.values())
    if preview.rows is not None:
        rows, reading = preview.rows, 0
    elif source.name in TEXT_SOURCES:
        # A row of a list of JSON objects takes any number of lines.
        mark = b"\n" if source.name == "csv" else b"{"
        size, rows = _text_rows(base_dir / source.arguments["path"], preview.origin, mark)
        # The whole file, and the fields that are made of it: Python's own objects of JSON.
        reading = 2 * size if source.name == "csv" else rows * columns * _JSON_BYTES
    elif source.name == "parquet":
        rows = _parquet_rows(base_dir / source.arguments["path"], preview.origin)
        reading = rows * columns * _NUMBER_BYTES
    else:
        return None
    table = rows * ((columns - texts) * _NUMBER_BYTES + texts * _TEXT_BYTES)
    prepared = rows * columns * _PREPARED_BYTES
    # Numbers and float32 of them; the tables of a part are there with its buckets.
    disk = rows * columns * (_NUMBER_BYTES + 4) + rows * 2 * _NUMBER_BYTES
    return Estimate(rows, table + max(reading, prepared), disk)


def _text_rows(path: Path, label: str, mark: bytes) -> tuple[int, int]:
    """The bytes of a text file, decompressed, and about how many rows it has, one a mark."""
    size = path.stat().st_size
    with open_binary(path, label) as file:
        head = file.read(_SAMPLE_BYTES)
        if path.suffix.casefold() in PACKED:
            size = _decompressed(path, file, head, size)
    marks = head.count(mark) or 1
    return max(size, len(head)), max(1, round(max(size, len(head)) * marks / max(1, len(head))))


def _decompressed(path: Path, file: object, head: bytes, size: int) -> int:
    """A compressed file's size when it is decompressed, as its head was."""
    if len(head) < _SAMPLE_BYTES:
        return len(head)
    names = ("fileobj", "_fp", "_fileobj")
    raw = next((raw for name in names if (raw := getattr(file, name, None))), None)
    # Without a look at how much was taken from the file, text is some five times its size.
    taken = raw.tell() if raw is not None else len(head) // 5
    return round(size * len(head) / max(1, taken))


def _parquet_rows(path: Path, label: str) -> int:
    from nnspec.data.formats.parquet.reader import open_parquet

    with open_parquet(path, label) as file:
        return file.metadata.num_rows
