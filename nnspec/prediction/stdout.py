"""Standard output as a file of bytes, and how rows are written where it is a terminal."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from nnspec.data.formats.csv.write import CsvStyle, plain_style
from nnspec.data.formats.registry import file_format_of
from nnspec.errors import InputError, Problem


def is_terminal() -> bool:
    """Whether a person sees what is written to stdout, with whatever a terminal obeys."""
    return sys.stdout is not None and sys.stdout.isatty()


def stdout_bytes() -> Any:
    """Where bytes for stdout go. A stream without bytes under it, as a notebook has, gets text."""
    sys.stdout.flush()
    return getattr(sys.stdout, "buffer", None) or _Encoded()


def stdout_style(form: str, style: CsvStyle | None, out: Any) -> CsvStyle | None:
    """The style of rows on stdout: exact in a file or pipe, escaped and UTF-8 on a terminal.

    Args:
        form: The format.
        style: How CSV is written to a file; the plain style when None.
        out: What `stdout_bytes` gave.

    Raises:
        InputError: A terminal cannot show the format.
    """
    if is_terminal():
        known = file_format_of(form)
        if not known.is_text:
            message = f"a terminal cannot show {known.title}, which is no text"
            hint = f"name a file: --output FILE{known.endings[0]}"
            raise InputError(Problem("flags", message, hint=hint))
        return replace(style or plain_style(form), encoding="utf-8", escape_controls=True)
    if style is not None and isinstance(out, _Encoded):
        return replace(style, encoding="utf-8")
    return style


class _Encoded:
    """Bytes to a stdout that takes text alone."""

    def write(self, data: Any) -> None:
        sys.stdout.write(bytes(data).decode())

    def flush(self) -> None:
        sys.stdout.flush()
