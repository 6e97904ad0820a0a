"""Passwords in database addresses: found, and kept out of every message.

Nothing else of nnspec is imported here, so that `nnspec.errors` can hide what any text quotes.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

# `${NAME}` stands for an environment variable.
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
# `postgresql://user:password@host`, up to the last @ before the address ends.
_USER = re.compile(r"""(://[^\s:/@"'<>]*:)([^\s"'<>]+)(?=@)""")
_ARGUMENT = re.compile(
    r"""((?:[?&;]|%3B)(?:\w*password|passwd|passphrase|pwd|secret|token)(?:=|%3D))([^&\s"'<>]+)""",
    re.IGNORECASE,
)


def has_password(url: str) -> bool:
    """Whether a database's address has a password written out, which `${NAME}` is not."""
    return hide_passwords(url) != url or hide_passwords(unquote_plus(url)) != unquote_plus(url)


def hide_passwords(text: str) -> str:
    """The text with `*` for each character of a password in a database's address.

    >>> hide_passwords("cannot open postgresql://ann:secret@db/plant")
    'cannot open postgresql://ann:******@db/plant'
    """
    if "://" not in text:
        return text
    return _ARGUMENT.sub(_stars, _USER.sub(_stars, text))


def _stars(match: re.Match[str]) -> str:
    before, password = match.groups()
    return match[0] if VARIABLE.fullmatch(password) else before + "*" * len(password)
