"""From a spec's `source` to its rows, whatever their format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nnspec.data.formats.registry import format_of
from nnspec.data.formats.stream import Stream
from nnspec.data.table.table import Table
from nnspec.spec.language.objects import ObjectSpec


def load_source(
    source: ObjectSpec,
    *,
    base_dir: Path,
    max_rows: int | None = None,
    numeric: Iterable[str] = (),
    text: Iterable[str] = (),
) -> Table:
    """Load the data that a spec names.

    Args:
        source: A file or a database, or one of scikit-learn's bundled sets and generators.
        base_dir: What a relative path is relative to: the spec's folder.
        max_rows: Only so many rows from the top.
        numeric: Columns of a CSV file that must be numbers; elsewhere the types are known.
        text: Columns of a CSV file that stay text.

    Raises:
        DataError: There is no such data, or it cannot be read.
    """
    return format_of(source.name).read(
        source, base_dir=base_dir, max_rows=max_rows, numeric=numeric, text=text
    )


def can_be_streamed(source: ObjectSpec) -> bool:
    """Whether a source can be read in pieces; all others must fit memory."""
    return format_of(source.name).in_batches


def open_stream(
    source: ObjectSpec, *, base_dir: Path, block_bytes: int | None = None
) -> Stream | None:
    """The stream of a source, or None for one that cannot be read in pieces.

    Args:
        source: The spec's `data.source`.
        base_dir: What a relative path is relative to.
        block_bytes: How much of a CSV file to parse at once; the usual amount when None.

    Raises:
        DataError: An argument of the source is wrong.
    """
    if not can_be_streamed(source):
        return None
    return format_of(source.name).stream(source, base_dir=base_dir, block_bytes=block_bytes)
