"""What a file or a folder can be called on every system."""

from __future__ import annotations

import re
import unicodedata

_DEVICES = (
    *("con", "prn", "aux", "nul", r"com\d", r"lpt\d", "com[¹²³]", "lpt[¹²³]"),
    *(r"conin\$", r"conout\$"),
)
_RESERVED = re.compile(rf"(?:{'|'.join(_DEVICES)}) *(?:\..*)?", re.IGNORECASE | re.DOTALL)

# As JSON Schema has it too, which has no flag for capital and small letters.
_EITHER_CASE = re.sub("[a-z]", lambda m: f"[{m[0].upper()}{m[0]}]", "con|prn|aux|nul|com#|lpt#")
RUN_NAME = (
    rf"^(?!(?:{_EITHER_CASE.replace('#', '[0-9]')})(?:\.|$))"
    r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?$"
)
"""A pattern of the names that a spec may give its runs."""


def is_reserved(name: str) -> bool:
    """Whether Windows takes a name, whatever its ending, for a device, or cuts its end off.

    >>> is_reserved("NUL.csv"), is_reserved("a."), is_reserved("console.csv")
    (True, True, False)
    """
    return _RESERVED.fullmatch(name) is not None or name.endswith((" ", "."))


def corrected_name(name: str) -> str | None:
    """A name of runs that is nearest to one that is none; None where nothing is left of it.

    >>> [corrected_name(name) for name in ("my net.", "Größe", "con", "?")]
    ['my-net', 'Grosse', 'con-spec', None]

    Args:
        name: What a user wrote.
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    bare = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain.encode("ascii", "ignore").decode())
    bare = bare.lstrip("-_.")[:64].rstrip("-_.")
    if is_reserved(bare):
        stem, point, ending = bare.partition(".")
        bare = f"{stem}-spec{point}{ending}"
    return bare if re.search(RUN_NAME, bare) else None


def name_of_runs(file_name: str, otherwise: str) -> str:
    """A file's name without its ending, as a name of runs.

    >>> name_of_runs("my net.yaml", "spec"), name_of_runs("con.yaml", "spec")
    ('my-net', 'con-spec')

    Args:
        file_name: The file's name.
        otherwise: The name where nothing is left, and the end of one that is reserved.
    """
    stem = file_name.lstrip(".").partition(".")[0]
    bare = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).lstrip("-_")[:64].rstrip("-_")
    if not bare:
        return otherwise
    return f"{bare}-{otherwise}" if is_reserved(bare) else bare
