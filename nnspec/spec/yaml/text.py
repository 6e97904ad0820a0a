"""YAML on one line, as specs, hints and messages write it: the one place that decides on quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

# What needs no quotes in braces and brackets either, as nnspec reads it.
_PLAIN = re.compile(r"[\w./][\w ./*+=()>-]*")
# Words of letters, as every YAML reads them: nothing that needs quotes.
_PLAIN_EVERYWHERE = re.compile(r"[^\W\d][\w.-]*( [\w.-]+)*")
# Words that YAML 1.1 takes for true and false; quoted for readers other than nnspec.
_YAML_1_1 = frozenset(("y", "n", "yes", "no", "on", "off"))
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain_or_quoted(text: str) -> str:
    """A text as nnspec reads it, in quotes where it would be something else without them.

    >>> plain_or_quoted("body mass"), plain_or_quoted("no"), plain_or_quoted("a: b")
    ('body mass', 'no', '"a: b"')
    """
    return text if _PLAIN.fullmatch(text) and _is_text(text) else quoted(text)


def scalar(text: str) -> str:
    """A text as every reader of YAML reads it, in quotes unless it is a plain word everywhere.

    >>> scalar("water"), scalar("on"), scalar("1e3"), scalar("a: b")
    ('water', '"on"', '"1e3"', '"a: b"')
    """
    plain = _PLAIN_EVERYWHERE.fullmatch(text) and text.casefold() not in _YAML_1_1
    return text if plain and text.isprintable() and _is_text(text) else quoted(text)


def quoted(text: str) -> str:
    r"""A text in double quotes, with what cannot be printed by its number.

    >>> quoted("a\tb"), quoted("\x85")
    ('"a\\tb"', '"\\u0085"')
    """
    return f'"{"".join(map(_escaped, text))}"'


def as_yaml(value: Any, text: Callable[[str], str] = plain_or_quoted) -> str:
    """A plain value on one line, as a spec writes it.

    >>> as_yaml({"padding": "same", "strides": [1, 2], "sep": ";", "mode": None})
    '{padding: same, strides: [1, 2], sep: ";", mode: null}'

    Args:
        value: Text, number, boolean, None, or a list or dict of such.
        text: How a text is written: as nnspec reads it, or `scalar`.
    """
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(as_yaml(item, text) for item in value)}]"
    if isinstance(value, dict):
        pairs = (f"{as_yaml(key, text)}: {as_yaml(item, text)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)


def _is_text(text: str) -> bool:
    # PyYAML is loaded by what reads specs; what only speaks of them may do without.
    from nnspec.spec.yaml.document import scalar_value

    return text == text.strip() and isinstance(scalar_value(text), str)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
