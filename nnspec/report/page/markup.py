"""The few pieces of HTML that a page is built of; every value is escaped here."""

from __future__ import annotations

import base64
import html
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def text(value: object) -> str:
    """A value as text of a page or of an attribute.

    What is no character to HTML, such as half of a surrogate pair or a control character, becomes
    a replacement character.
    """
    letters = (
        letter if letter in "\t\n" or (ord(letter) >= 32 and letter.isprintable()) else "\ufffd"
        for letter in str(value)
    )
    return html.escape("".join(letters), quote=True)


def number(value: Any) -> str:
    """A number with five significant digits; a dash where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "-" if value is None else text(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.5g}" if math.isfinite(value) else "-"


def table(
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    caption: str,
    words: Iterable[int] = (),
) -> str:
    """A table whose first column names its rows; it scrolls on its own where it is too wide.

    Args:
        header: The columns' heads.
        rows: The cells; numbers are rounded, everything else is text.
        caption: What the table shows.
        words: The columns that hold words rather than numbers, flush left.
    """
    flush = set(words)
    head = "".join(
        f'<th scope="col"{_word(i in flush or i == 0)}>{text(cell)}</th>'
        for i, cell in enumerate(header)
    )
    body = []
    for first, *cells in rows:
        line = "".join(
            f"<td{_word(i in flush)}>{number(cell)}</td>" for i, cell in enumerate(cells, start=1)
        )
        body.append(f'<tr><th scope="row">{text(first)}</th>{line}</tr>')
    return scrolling(
        f"<table><caption>{text(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{_lines(body)}\n</tbody></table>",
        caption,
    )


def facts_table(facts: Iterable[tuple[str, object]], caption: str) -> str:
    """Names and values, one a line; those without a value are left out."""
    rows = [
        f'<tr><th scope="row">{text(name)}</th><td>{text(value)}</td></tr>'
        for name, value in facts
        if value not in (None, "")
    ]
    return (
        f'<table class="facts"><caption>{text(caption)}</caption>\n'
        f"<tbody>\n{_lines(rows)}\n</tbody></table>"
    )


def confusion_table(matrix: Sequence[Sequence[int]], classes: Sequence[object], name: str) -> str:
    """A confusion matrix: a row a true class, a column a predicted one, the shares as a tint."""
    head = "".join(f'<th scope="col">{text(label)}</th>' for label in classes)
    body = []
    for label, counts in zip(classes, matrix, strict=True):
        total = sum(counts) or 1
        cells = "".join(
            f'<td style="--share:{0.55 * count / total:.2f}">{count:,}</td>' for count in counts
        )
        body.append(f'<tr><th scope="row">{text(label)}</th>{cells}</tr>')
    caption = f"{name}: confusion matrix"
    # Long names of many classes stand upright above narrow columns.
    many = " many" if len(classes) > 8 else ""
    upright = " upright" if many and max(len(str(label)) for label in classes) > 4 else ""
    return scrolling(
        f'<table class="confusion{many}{upright}"><caption>{text(caption)}</caption>\n'
        f'<thead><tr><th scope="col">actual \\ predicted</th>{head}</tr></thead>\n'
        f"<tbody>\n{_lines(body)}\n</tbody></table>",
        caption,
    )


def image(path: Path, alt: str) -> str:
    """A PNG file inside the page, with its size, so that nothing jumps while it is read.

    Raises:
        OSError: The file cannot be read.
    """
    content = path.read_bytes()
    # Width and height stand in the first chunk: https://www.w3.org/TR/png/#11IHDR
    width, height = (int.from_bytes(content[i : i + 4], "big") for i in (16, 20))
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<figure><img src="data:image/png;base64,{data}" width="{width}" height="{height}" '
        f'alt="{text(alt)}"></figure>'
    )


def vector(svg: str, alt: str) -> str:
    """An SVG drawing inside the page: as an image, which runs nothing and shares no names."""
    width, height = (
        round(float(found) * 4 / 3)
        for found in re.findall(r'(?:width|height)="([0-9.]+)pt"', svg[: svg.index(">")])
    )
    data = base64.b64encode(svg.encode()).decode("ascii")
    return (
        f'<figure><img src="data:image/svg+xml;base64,{data}" width="{width}" height="{height}" '
        f'style="--width: {width}px" alt="{text(alt)}"></figure>'
    )


def details(summary: str, body: str, *, opened: bool = False) -> str:
    """A part of the page that opens and closes; it needs no script."""
    opening = "<details open>" if opened else "<details>"
    return f"{opening}<summary>{text(summary)}</summary>\n{body}\n</details>"


def preformatted(content: str) -> str:
    """Text as it is written, such as YAML."""
    return f"<pre><code>{text(content.rstrip())}</code></pre>"


def scrolling(content: str, label: str) -> str:
    """A box that scrolls sideways, by the keyboard too."""
    return (
        f'<div class="scroll" role="region" aria-label="{text(label)}" tabindex="0">\n'
        f"{content}\n</div>"
    )


def _word(is_word: bool) -> str:
    return ' class="word"' if is_word else ""


def _lines(rows: Iterable[str]) -> str:
    return "\n".join(rows)
