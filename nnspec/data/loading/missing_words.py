"""Which words of a file were taken for no value."""

from __future__ import annotations

from pathlib import Path

from nnspec.data.formats.csv.hints import setting
from nnspec.data.formats.csv.rows import read_head
from nnspec.data.formats.csv.style import MISSING_TOKENS, csv_format
from nnspec.data.loading.preview import PREVIEW_ROWS
from nnspec.errors import listing
from nnspec.spec.language.objects import ObjectSpec


def words_in(source: ObjectSpec, base_dir: Path, column: str) -> tuple[str, ...]:
    """A line on the words of a CSV file's column that were read as no value, for a problem.

    Args:
        source: The file.
        base_dir: What its path is relative to.
        column: The column.

    Returns:
        Nothing where there are none among the first rows.
    """
    if source.name != "csv":
        return ()
    arguments = dict(source.arguments)
    path = base_dir / arguments.pop("path")
    form = csv_format(**arguments)
    head = read_head(path, path.name, form, PREVIEW_ROWS)
    position = head.names.index(column)
    missing = {*form.missing} - {""}
    words = dict.fromkeys(row[position].strip() for row in head.rows)
    found = [word for word in words if word in missing]
    if not found:
        return ()
    usual = any(word in MISSING_TOKENS for word in found) and form.keeps_default_na
    way = f" ({setting('keep_default_na', False)} makes words of them)" if usual else ""
    return (f"read as missing: {listing(found, 6)}{way}",)
