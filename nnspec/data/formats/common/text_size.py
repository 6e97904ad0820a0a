"""How many rows a text file has, from its first megabytes."""

from __future__ import annotations

from pathlib import Path

from nnspec.data.formats.common.files import open_binary
from nnspec.spec.language.file_kinds import PACKED

SAMPLE_BYTES = 4 << 20
"""Bytes at the head of a file that the size of its rows is judged by."""


def text_size(path: Path, label: str, what: str, mark: bytes) -> tuple[int, int]:
    """The bytes of a text file, decompressed, and about how many rows it has.

    Args:
        path: The file.
        label: What messages call it.
        what: The kind of file that is expected.
        mark: What each row has one of.

    Raises:
        DataError: It cannot be read.
    """
    size = path.stat().st_size
    with open_binary(path, label, what) as file:
        head = file.read(SAMPLE_BYTES)
        if path.suffix.casefold() in PACKED:
            size = _decompressed(path, file, head, size)
    marks = head.count(mark) or 1
    return max(size, len(head)), max(1, round(max(size, len(head)) * marks / max(1, len(head))))


def _decompressed(path: Path, file: object, head: bytes, size: int) -> int:
    """A compressed file's size when it is decompressed, as its head was."""
    if len(head) < SAMPLE_BYTES:
        return len(head)
    names = ("fileobj", "_fp", "_fileobj")
    raw = next((raw for name in names if (raw := getattr(file, name, None))), None)
    # Without a look at how much was taken from the file, text is some five times its size.
    taken = raw.tell() if raw is not None else len(head) // 5
    return round(size * len(head) / max(1, taken))
