"""Where predictions go: to a file, packed or not, or to stdout, in any format that is written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnspec.data.formats.registry import every_file_format, file_format_of
from nnspec.errors import InputError, Problem
from nnspec.prediction.stdout import stdout_bytes, stdout_style
from nnspec.runs.files import replacing

if TYPE_CHECKING:
    from nnspec.data.formats.csv.write import CsvStyle
    from nnspec.data.formats.writer import Writer

_PACKED = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}


@contextlib.contextmanager
def open_output(
    path: Path | None,
    form: str,
    names: Sequence[str],
    label: str,
    style: CsvStyle | None = None,
) -> Iterator[Writer]:
    """A writer to a file that appears whole or not at all, or to stdout.

    Args:
        path: The file, packed by its ending: .gz, .zst or .bz2; stdout when None.
        form: A format that is written.
        names: The columns.
        label: What messages call it.
        style: How CSV and TSV are written; the plain one when None. On a terminal they are UTF-8,
            and control characters of every format are escaped.

    Raises:
        InputError: Its ending means a packing that cannot be written, or stdout is a terminal,
            which shows text alone.
    """
    if path is None:
        out = stdout_bytes()
        writer = file_format_of(form).writer(out, names, label, stdout_style(form, style, out))
        yield writer
        writer.close()
        out.flush()
        return
    with replacing(path) as beside, _packing(beside, form) as file:
        writer = file_format_of(form).writer(file, names, label, style)
        yield writer
        writer.close()


def check_output(path: Path, form: str | None) -> None:
    """Refuse an output that cannot be written.

    Args:
        path: The file.
        form: Its format; None where its ending is that of no format.

    Raises:
        InputError: There is no such format, or its packing is not written; or it is a folder.
    """
    suffix = path.suffix.lower()
    if suffix in (".xz", ".zip"):
        message = f"cannot write {path.as_posix()}: output is packed with .gz, .zst or .bz2"
        raise InputError(Problem("unknown-format", message))
    known = None if form is None else file_format_of(form)
    if suffix in _PACKED and known is not None and not known.is_text:
        message = f"cannot write {path.as_posix()}: {known.what} packs its columns itself"
        raise InputError(Problem("unknown-format", message, hint=f"leave {suffix} out"))
    if known is None or not known.is_written:
        endings = [made.endings[0] for made in every_file_format() if made.is_written]
        message = f"cannot write {path.as_posix()}: expected {', '.join(endings[:-1])} or "
        message += endings[-1]
        raise InputError(Problem("unknown-format", message))
    if path.is_dir():
        raise InputError(Problem("not-a-file", f"{path.as_posix()} is a folder"))


@contextlib.contextmanager
def _packing(path: Path, form: str) -> Iterator[Any]:
    packing = _PACKED.get(path.suffix.lower()) if file_format_of(form).is_text else None
    if packing is None:
        with path.open("wb") as file:
            yield file
        return
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as raw, pa.CompressedOutputStream(raw, packing) as file:
        yield file
