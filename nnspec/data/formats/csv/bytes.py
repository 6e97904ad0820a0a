"""The bytes of a CSV file as parsers read them, and what can be wrong with their encoding."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import Any, BinaryIO

from nnspec.data.formats.common.files import open_binary
from nnspec.data.formats.csv.lines import LineRewriter
from nnspec.data.formats.csv.style import CsvFormat
from nnspec.errors import Location, Problem


class CsvBytes(io.RawIOBase):
    """A CSV file as every parser reads it: UTF-8, its lines rewritten where the format asks it.

    Args:
        file: The file's bytes; who opened it closes it.
        form: How it is written.
        errors: What becomes of bytes that cannot be decoded, as `codecs` has it.

    Attributes:
        lines: How many lines were read.
        quotes: How many quotation marks.
    """

    def __init__(self, file: BinaryIO, form: CsvFormat, errors: str = "strict") -> None:
        self._file = file
        decoder = codecs.getincrementaldecoder(form.encoding)
        # What is UTF-8 already stays as it is.
        self._decoder = None if form.encoding == "utf-8-sig" else decoder(errors)
        self._rewriter = LineRewriter(form) if form.rewritten else None
        self._quote = form.quotechar.encode()
        self._pending = memoryview(b"")
        self._last = False
        self._ended = True
        self.lines = 0
        self.quotes = 0

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, none at the end; more than were asked for where decoding makes more.

        Raises:
            UnicodeError: They are not of the format's encoding.
        """
        data = b""
        # A decoder may keep all of a few bytes for itself: that is not yet the end.
        while not data and not self._last:
            raw = self._file.read() if size < 0 else self._file.read(size)
            self._last = size < 0 or not raw
            data = raw
            if self._decoder is not None:
                data = self._decoder.decode(raw, final=self._last).encode("utf-8")
            if self._rewriter is not None:
                data = self._rewriter.feed(data, last=self._last)
        self.lines += data.count(b"\n")
        if self._quote:
            self.quotes += data.count(self._quote)
        if data:
            self._ended = data.endswith(b"\n")
        if self._last and not self._ended:
            # A last line without a line break is a line.
            self.lines += 1
            self._ended = True
        return data

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; how many bytes came, 0 at the end."""
        if not self._pending:
            self._pending = memoryview(self.read(len(buffer)))
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count


def wrong_encoding(path: Path, label: str, form: CsvFormat) -> Problem | None:
    """What is wrong with the file's encoding, or None; reads all of it.

    Args:
        path: The file.
        label: What messages call it.
        form: Holds the encoding that was tried.
    """
    with open_binary(path, label) as file:
        data = file.read()
    try:
        data.decode(form.encoding)
    except UnicodeDecodeError as error:
        # A byte order mark that `utf-8-sig` skips is not counted in the error's position.
        skipped = 3 if form.encoding == "utf-8-sig" and data.startswith(b"\xef\xbb\xbf") else 0
        position = error.start + skipped
    else:
        return None
    line = data.count(b"\n", 0, position) + 1
    tried = "utf-8" if form.encoding == "utf-8-sig" else form.encoding
    return Problem(
        "wrong-encoding",
        f"{label} is not {tried}: byte 0x{data[position]:02X} on line {line} cannot be decoded",
        location=Location(label, line, 1),
        hint=f"add encoding: {_likely_encoding(data)}",
    )


def utf16_without_mark(first: str, label: str, form: CsvFormat) -> Problem | None:
    """The problem of UTF-16 without a byte order mark, which passes for UTF-8.

    Args:
        first: The first field, as it was decoded.
        label: What messages call the file.
        form: Holds the encoding that was tried.
    """
    if not form.encoding.startswith("utf-8") or 3 * first.count("\0") < len(first) or not first:
        return None
    likely = _wide(first.startswith("\0"))
    message = f"{label} is not utf-8: its first line has the byte 0x00 beside every letter"
    return Problem("wrong-encoding", message, Location(label, 1, 1), f"add encoding: {likely}")


def _wide(big_end_first: bool) -> str:
    return "utf-16-be" if big_end_first else "utf-16-le"


def _likely_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if 3 * data.count(b"\0") >= len(data) > 0:
        return _wide(data[:1] == b"\0")
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
