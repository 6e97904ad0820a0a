r"""Lines of a CSV file rewritten for a parser: `skiprows`, `comment`, and blanks for a separator.

A line stays a line, empty where nothing of it is left, so that the lines of messages are those of
the file: the parsers leave empty lines out.
"""

from __future__ import annotations

import re

from nnspec.data.formats.csv.style import BLANKS, CsvFormat

_BOM = b"\xef\xbb\xbf"
_BREAK = re.compile(rb"\r\n|\r|\n")
_RUN = re.compile(rb"[ \t\v\f]+")


class LineRewriter:
    """Rewrites a file block by block, whatever lines and quoted fields a block's end cuts.

    Args:
        form: How the file is written.
    """

    def __init__(self, form: CsvFormat) -> None:
        self._blanks = form.sep == BLANKS
        self._delimiter = form.delimiter.encode()
        self._comment = form.comment.encode()
        self._quote = form.quotechar.encode()
        self._skip = form.skiprows
        self._start = True
        # Whether a quoted field goes on after the last line, and what has no line break yet.
        self._inside = False
        self._rest = b""

    def feed(self, block: bytes, *, last: bool) -> bytes:
        """The next lines that are whole.

        Args:
            block: The next bytes of the file, in UTF-8.
            last: Whether the file ends with them.
        """
        data = self._rest + block
        if not last:
            end = data.rfind(b"\n") + 1
            data, self._rest = data[:end], data[end:]
        if not data:
            return b""
        if self._start:
            data, self._start = data.removeprefix(_BOM), False
        skipped, data = self._skipped(data)
        return skipped + self._rewritten(data)

    def _skipped(self, data: bytes) -> tuple[bytes, bytes]:
        """The line breaks of the lines that are skipped, and the lines after them."""
        if not self._skip:
            return b"", data
        taken = end = 0
        while taken < self._skip and end < len(data):
            line_break = _BREAK.search(data, end)
            end = len(data) if line_break is None else line_break.end()
            taken += 1
        self._skip -= taken
        return b"\n" * taken, data[end:]

    def _rewritten(self, data: bytes) -> bytes:
        quoted = self._inside or (self._quote and self._quote in data)
        commented = self._comment and self._comment in data
        if not self._blanks and not self._comment:
            return data
        if not self._blanks and not commented and not quoted:
            return data
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = data.split(b"\n")
        if not commented and not quoted:
            return b"\n".join([b"\t".join(line.split()) for line in lines])
        return b"\n".join(map(self._line, lines))

    def _line(self, line: bytes) -> bytes:
        """One line without its line break."""
        written, cut, closed = b"", False, False
        # Every other piece is quoted, but a mark in the midst of a field is a character like any.
        for position, piece in enumerate(line.split(self._quote) if self._quote else [line]):
            if position:
                if self._inside:
                    self._inside, closed = False, True
                elif closed or self._begins_field(written):
                    # Straight after a closing mark it is a doubled one: the field goes on.
                    self._inside = True
                written += self._quote
            if self._inside:
                written += piece
                continue
            closed = closed and not piece
            if self._comment:
                piece, found, _ = piece.partition(self._comment)
                cut = bool(found)
            if self._blanks:
                piece = _RUN.sub(b"\t", piece if written else piece.lstrip())
            written += piece
            if cut:
                break
        if self._inside:
            return written
        if self._blanks:
            return written.rstrip(b"\t")
        # What a comment leaves of a line is a row only where it leaves a field.
        return b"" if cut and not written.strip() else written

    def _begins_field(self, written: bytes) -> bool:
        return not written or written.endswith(self._delimiter)
