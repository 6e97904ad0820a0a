"""Templates filled with values; every value is escaped here."""

from __future__ import annotations

import functools
import html
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parents[1] / "templates"


@functools.cache
def templates() -> Environment:
    """The templates of `report/templates/`; a name that none of them was given is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def finalize(value: object) -> Markup:
        # What a macro has written is markup already, and of escaped values.
        return value if isinstance(value, Markup) else Markup(text(value))

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = number
    return environment


def text(value: object) -> str:
    """A value as text of a page or of an attribute.

    What is no character to HTML, such as half of a surrogate pair or a control character, becomes
    a replacement character.
    """
    words = str(value)
    # Most are, and a picture has a million letters.
    if not words.isprintable():
        words = "".join(
            letter if letter in "\t\n" or letter.isprintable() else "\ufffd" for letter in words
        )
    return html.escape(words, quote=True)


def number(value: Any) -> str:
    """A number with five significant digits; a dash where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "-" if value is None else str(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.5g}" if math.isfinite(value) else "-"
