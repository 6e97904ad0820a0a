"""How much memory a source's rows need, from a first look and the size of the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnspec.data.formats.registry import format_of
from nnspec.data.table.preview import Preview
from nnspec.data.table.signature import ArraySpec
from nnspec.spec.language.objects import ObjectSpec

_NUMBER_BYTES = 8
# A short str of its own, and the pointer to it.
_TEXT_BYTES = 64
# A column while it is fitted and transformed: its values, the training rows', float32 of both.
_PREPARED_BYTES = 24


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

    A text file is taken to have rows of about the length of those in its first megabytes; a file
    such as Parquet knows its rows.

    Args:
        source: The spec's `data.source`.
        preview: A look at its first rows.
        base_dir: What a relative path is relative to.

    Returns:
        None where only reading it tells, as with a database's query.

    Raises:
        DataError: The file cannot be read.
    """
    arrays = [kind for kind in preview.kinds.values() if isinstance(kind, ArraySpec)]
    array_bytes = sum(spec.row_bytes for spec in arrays)
    columns = len(preview.kinds) - len(arrays)
    texts = sum(kind == "text" for kind in preview.kinds.values())
    if preview.rows is not None:
        rows, reading = preview.rows, 0
    else:
        label = preview.origin
        size = format_of(source.name).size(source, base_dir=base_dir, label=label, columns=columns)
        if size is None:
            return None
        rows, reading = size.rows, size.reading + size.rows * array_bytes
    table = rows * ((columns - texts) * _NUMBER_BYTES + texts * _TEXT_BYTES + array_bytes)
    # Arrays are dealt to the parts, and prepared as float32 at most.
    of_arrays = array_bytes + sum(4 * spec.size for spec in arrays)
    prepared = rows * (columns * _PREPARED_BYTES + of_arrays)
    # Numbers and float32 of them; the tables of a part are there with its buckets.
    disk = rows * (columns * (_NUMBER_BYTES + 4) + of_arrays) + rows * 2 * _NUMBER_BYTES
    return Estimate(rows, table + max(reading, prepared), disk)
