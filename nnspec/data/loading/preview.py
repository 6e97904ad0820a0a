"""A first look at a source: its columns and first rows, in a fraction of a second."""

from __future__ import annotations

from pathlib import Path

from nnspec.data.formats.format import PREVIEW_ROWS
from nnspec.data.formats.registry import format_of
from nnspec.data.table.preview import Preview
from nnspec.spec.language.objects import ObjectSpec


def preview(source: ObjectSpec, *, base_dir: Path, max_rows: int | None = PREVIEW_ROWS) -> Preview:
    """Look at a source.

    Args:
        source: The spec's `data.source`.
        base_dir: What a file's path is relative to.
        max_rows: Read at most so many rows; None reads all.

    Raises:
        DataError: The file is not there or not a table.
    """
    return format_of(source.name).preview(source, base_dir=base_dir, max_rows=max_rows)
