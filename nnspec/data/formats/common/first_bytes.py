"""What a file is by its first bytes, where it is no text: said instead of read as CSV or JSON."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from nnspec.data.formats.registry import every_file_format
from nnspec.errors import DataError, Problem
from nnspec.spec.language import file_kinds as kinds
from nnspec.spec.language.file_kinds import FILE_FORMATS, Foreign, foreign_file, unpacked_name

if TYPE_CHECKING:
    from nnspec.data.formats.format import FileFormat

HEAD_BYTES = 4096
"""How much of a file says what it is."""


class _Known(NamedTuple):
    """A kind of file that is read, under the ending that it should have."""

    what: str
    ending: str


_SIGNATURES: tuple[tuple[bytes, Foreign | _Known], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kinds.OLD_EXCEL),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", kinds.OLD_EXCEL),
    (b"FEA1", kinds.FEATHER),
    (b"ORC", kinds.ORC),
    (b"Obj\x01", kinds.AVRO),
    (b"$FL2@(#)", kinds.SPSS),
    (b"$FL3@(#)", kinds.SPSS),
    (b"<stata_dta>", kinds.STATA),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60", kinds.SAS),
    (b"HEADER RECORD*******LIBRARY", kinds.SAS),
    (b"RDX2\n", kinds.R_OBJECTS),
    (b"RDX3\n", kinds.R_OBJECTS),
    (b"\x89HDF\r\n\x1a\n", kinds.HDF5),
    (b"MATLAB 5.0 MAT-file", kinds.MATLAB),
    (b"\x93NUMPY", kinds.NUMPY),
    (b"SQLite format 3\x00", kinds.SQLITE),
    (b"\x00\x01\x00\x00Standard ", kinds.DATABASE),
    (b"%PDF", kinds.DOCUMENT),
    (b"{\\rtf", kinds.DOCUMENT),
    (b"\x89PNG", kinds.PICTURE),
    (b"\xff\xd8\xff", kinds.PICTURE),
    (b"GIF8", kinds.PICTURE),
    (b"II*\x00", kinds.PICTURE),
    (b"MM\x00*", kinds.PICTURE),
    (b"7z\xbc\xaf\x27\x1c", kinds.ARCHIVE),
    (b"Rar!\x1a", kinds.ARCHIVE),
    (b"\x1f\x8b", _Known("a file packed by gzip", ".gz")),
    (b"BZh", _Known("a file packed by bzip2", ".bz2")),
    (b"\xfd7zXZ\x00", _Known("a file packed by xz", ".xz")),
    (b"\x28\xb5\x2f\xfd", _Known("a file packed by zstd", ".zst")),
)
_JSON = re.compile(rb"(\[\s*)?\{\s*\"")
# Signatures that could be the first column's name.
_WORDS = (b"FEA1", b"ORC", b"BZh")
# What a member of a .zip says of the whole.
_MEMBERS: tuple[tuple[str, Foreign], ...] = (
    ("xl/workbook.bin", kinds.BINARY_EXCEL),
    ("word/document.xml", kinds.DOCUMENT),
    ("Index/Document.iwa", kinds.NUMBERS),
)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_PAGES = (b"<!doctype html", b"<html", b"<table")
# Control characters that text has, separators of fields among them.
_IN_TEXT = b"\t\n\v\f\r\x01\x1a\x1b\x1c\x1d\x1e\x1f"
_CONTROL = bytes(byte for byte in range(32) if byte not in _IN_TEXT)
# A few stray bytes do not make text binary; packed data has about a tenth of them.
_CONTROL_SHARE = 0.02


def no_text_problem(
    file: BinaryIO, path: Path, label: str, *, packed: bool, csv: bool
) -> Problem | None:
    """What a file is that cannot be read as text, with what to do; None where it may be text.

    Args:
        file: The file at its start, decompressed.
        path: The file, for its ending: it decides between formats that begin alike.
        label: What messages call it.
        packed: Whether it was decompressed.
        csv: Whether it is to be CSV, so that JSON is wrong too.
    """
    head = file.read(HEAD_BYTES)
    kind = _kind(file, head, path.name)
    if isinstance(kind, Foreign):
        return foreign_problem(label, kind, packed=packed)
    if kind is not None:
        return _misnamed(label, kind, packed=packed)
    if _is_binary(head):
        message = f"{label} is not text: it begins with {head[:8]!r}"
        hint = "save the rows as .csv, .jsonl, .parquet or .xlsx"
        return Problem("unsupported-file", message, hint=hint)
    if csv and _JSON.match(_start(head)):
        hint = _name_hint(label, ".json")
        return Problem("unsupported-file", f"{label} is JSON and no CSV", hint=hint)
    return None


def wrong_file_problem(code: str, path: Path, label: str, wanted: str) -> Problem:
    """The problem of a file that is not what its ending says, with what it is if that is known.

    Args:
        code: The problem's code.
        path: The file.
        label: What messages call it.
        wanted: What it should be.
    """
    with path.open("rb") as file:
        kind = _kind(file, file.read(HEAD_BYTES), "")
    message = f"{label} is not {wanted}"
    if kind is None:
        return Problem(code, message)
    hint = kind.hint if isinstance(kind, Foreign) else _name_hint(label, kind.ending)
    return Problem(code, f"{message} but {kind.what}", hint=hint)


def refuse_foreign_ending(path: Path, label: str) -> None:
    """Refuse a file that by its ending is of a kind that cannot be read.

    Args:
        path: The file; nothing is said of one that is not there.
        label: What messages call it.

    Raises:
        DataError: It is such a file.
    """
    foreign = foreign_file(path.name)
    if foreign is None or not path.is_file():
        return
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if foreign in kinds.TEXT_KINDS or not head or _is_binary(head) or _is_page(head):
        raise DataError(foreign_problem(label, foreign))
    message = f"{label} is text, and not {foreign.what} as its ending says"
    hint = "if it is CSV, let its name end in .csv"
    raise DataError(Problem("unsupported-file", message, hint=hint))


def foreign_problem(label: str, foreign: Foreign, *, packed: bool = False) -> Problem:
    """The problem of a file that no source reads.

    Args:
        label: What messages call it.
        foreign: What it is.
        packed: Whether it is that once it is unpacked.
    """
    verb = "holds" if packed else "is"
    message = f"{label} {verb} {foreign.what}, which cannot be read"
    return Problem("unsupported-file", message, hint=foreign.hint)


def _misnamed(label: str, kind: _Known, *, packed: bool) -> Problem:
    hint = "unpack it, and name the file in it" if packed else _name_hint(label, kind.ending)
    verb = "holds" if packed else "is"
    return Problem("unsupported-file", f"{label} {verb} {kind.what} and no text", hint=hint)


def _name_hint(label: str, ending: str) -> str:
    """How to have a file read as what it is."""
    if label == "stdin":
        form = FILE_FORMATS.get(ending)
        return f"add --format {form}" if form else "unpack it before"
    if unpacked_name(label).endswith(ending) or label.lower().endswith(ending):
        return "name the file alone: its ending says how it is read"
    return f"let its name end in {ending}"


def _kind(file: BinaryIO, head: bytes, name: str) -> Foreign | _Known | None:
    """What begins like this; None for text, and for what is not known.

    Args:
        file: The file, for the names in an archive, which stand at its end.
        head: How it begins.
        name: Its name.
    """
    binary = _is_binary(head)
    # The ending knows more of an R file, which is packed, or of a pickle.
    foreign = foreign_file(name) if binary or _is_page(head) else None
    if foreign is not None:
        return foreign
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(file, head)
    for start, kind in _SIGNATURES:
        if head.startswith(start) and (binary or start not in _WORDS):
            return kind
    return _by_content(head) or (_known_format(head) if binary else None)


def _known_format(head: bytes) -> _Known | None:
    """The format that begins so; all are imported for it, which only a wrong file takes."""
    return next((_as_known(f) for f in every_file_format() if head.startswith(f.signatures)), None)


def _as_known(known: FileFormat) -> _Known:
    return _Known(known.begins_as or known.what, known.endings[0])


def _kind_of_zip(file: BinaryIO, head: bytes) -> Foreign | _Known:
    try:
        names = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        # Damaged, or packed in a way that cannot be read from the end.
        names = []
    for member, kind in _MEMBERS:
        if member in names:
            return kind
    if _OPEN_DOCUMENT in head[:200]:
        return kinds.OPEN_DOCUMENT
    known = next((made for made in every_file_format() if made.is_archive(names)), None)
    return _Known("a .zip archive", ".zip") if known is None else _as_known(known)


def _by_content(head: bytes) -> Foreign | None:
    """What begins as it likes, told from more than its first bytes."""
    if (
        len(head) > 3
        and head[0] in (113, 114, 115)
        and head[1] in (1, 2)
        and head[2:4] == b"\x01\x00"
    ):
        return kinds.STATA
    if len(head) > 2 and head[0] == 0x80 and 2 <= head[1] <= 5:
        return kinds.PICKLE
    if head[257:262] == b"ustar":
        return kinds.ARCHIVE
    if head[8:12] == b"DUCK":
        return kinds.DATABASE
    if _is_page(head):
        return kinds.XML if _start(head).startswith(b"<?xml") else kinds.WEB_PAGE
    lines = (line.strip().lower() for line in head.splitlines())
    first = next((line for line in lines if line and not line.startswith(b"%")), b"")
    return kinds.ARFF if first.startswith(b"@relation") else None


def _start(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()


def _is_page(head: bytes) -> bool:
    return _start(head).startswith((b"<?xml", *_PAGES))


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_wide(head):
        return False
    allowed = _CONTROL_SHARE * len(head)
    control = len(head) - len(head.translate(None, _CONTROL))
    return head.count(0) > allowed or (control > allowed and not _is_utf8(head))


def _is_utf8(head: bytes) -> bool:
    try:
        # The last character may be cut.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _is_wide(head: bytes) -> bool:
    """Whether many of every second bytes are 0 and hardly any other, as in UTF-16."""
    pairs = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > 0.2 * pairs and min(even, odd) <= 0.01 * pairs
