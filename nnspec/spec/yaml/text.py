"""Plain values as a spec writes them, on one line."""

from __future__ import annotations

import json
import re
from typing import Any

_PLAIN_TEXT = re.compile(r"[A-Za-z0-9_./*][\w ./*+=()>-]*\Z")


def as_yaml(value: Any) -> str:
    """A plain value on one line, as a spec writes it.

    >>> as_yaml({"padding": "same", "strides": [1, 2], "sep": ";", "mode": None})
    '{padding: same, strides: [1, 2], sep: ";", mode: null}'

    Args:
        value: Text, number, boolean, None, or a list or dict of such.
    """
    if isinstance(value, str):
        # PyYAML is loaded by what reads specs; what only speaks of them may do without.
        from nnspec.spec.yaml.document import scalar_value

        bare = _PLAIN_TEXT.match(value) and value == value.strip() and scalar_value(value) == value
        return value if bare else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_yaml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{as_yaml(key)}: {as_yaml(item)}' for key, item in value.items())}}}"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value)


def yaml_text(text: str) -> str:
    """A text as YAML writes it on one line: in quotes unless it is a plain word."""
    plain = text.isidentifier() and text.casefold() not in ("true", "false", "null")
    return text if plain else json.dumps(text, ensure_ascii=False)
