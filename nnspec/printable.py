"""Text of others, names and values, as a terminal may get it."""

from __future__ import annotations

import re

# What moves a terminal's cursor, begins a line, colours it or turns the direction of its text.
# Names and values may hold such characters, and halves of characters, which no encoding can write.
CONTROLS = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)

# Longer than any text of nnspec's own.
_MOST_CHARACTERS = 4000
_KEPT_CHARACTERS = 120


def shortened(text: str) -> str:
    """A text without its middle where it has thousands of characters, as a value may have."""
    if len(text) <= _MOST_CHARACTERS:
        return text
    return f"{text[:_KEPT_CHARACTERS]}...{text[-_KEPT_CHARACTERS:]}"


def shown(text: str) -> str:
    """A text as one line of a terminal: control characters but the tab are escaped.

    A name with a line break would else look like a line that nnspec wrote.

    >>> shown("red \\x1b[31m")
    'red \\\\u001b[31m'
    """
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
