"""Which source reads a file, by its ending."""

from __future__ import annotations

from nnspec.spec.objects import ObjectSpec

FILE_SOURCES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "excel",
    ".npz": "npz",
}
"""A file's ending to the source that reads it."""

FILE_ENDINGS = tuple(FILE_SOURCES)

PACKABLE = tuple(ending for ending, name in FILE_SOURCES.items() if name in ("csv", "jsonl"))
"""Text files may be packed; the other formats pack what is in them themselves."""

PACKED = (".gz", ".bz2", ".xz", ".zst")


def file_source(text: str, path: tuple[str | int, ...] = ()) -> ObjectSpec | None:
    """A file by its ending, packed or not; None when the ending says nothing.

    Args:
        text: The file's path.
        path: Where it stands in the document.
    """
    ending = text.lower()
    for packed in PACKED:
        ending = ending.removesuffix(packed)
    known = FILE_ENDINGS if ending == text.lower() else PACKABLE
    source = next((FILE_SOURCES[end] for end in known if ending.endswith(end)), None)
    if source is None:
        return None
    arguments = {"path": text}
    if ending.endswith(".tsv"):
        arguments["sep"] = "\t"
    return ObjectSpec(source, arguments, path, source)
