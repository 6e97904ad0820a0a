"""What the macros of templates/parts.html show, as plain values."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names its rows.

    Attributes:
        header: The columns' heads.
        rows: The cells; numbers are rounded, everything else is text.
        caption: What the table shows.
        words: The columns that hold words rather than numbers, flush left.
    """

    header: Sequence[object]
    rows: Sequence[Sequence[object]]
    caption: str
    words: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one a line.

    Attributes:
        items: The names with their values; those without a value are left out.
        caption: What they tell of.
    """

    items: Sequence[tuple[str, object]]
    caption: str

    @property
    def known(self) -> list[tuple[str, object]]:
        """The items that have a value."""
        return [(name, value) for name, value in self.items if value not in (None, "")]


@dataclass(frozen=True, slots=True)
class Confusion:
    """A confusion matrix: a row a true class, a column a predicted one, the shares as a tint.

    Attributes:
        matrix: The counts, classes by classes.
        classes: Their names.
        name: Whose matrix it is.
    """

    matrix: Sequence[Sequence[int]]
    classes: Sequence[object]
    name: str

    @property
    def caption(self) -> str:
        """What the table shows."""
        return f"{self.name}: confusion matrix"

    @property
    def layout(self) -> str:
        """More classes of the table, after a space.

        Long names of many classes stand upright above narrow columns.
        """
        if len(self.classes) <= 8:
            return ""
        longest = max(len(str(label)) for label in self.classes)
        return " many upright" if longest > 4 else " many"

    @property
    def rows(self) -> list[tuple[object, list[tuple[int, float]]]]:
        """Each true class with its counts, each with how dark it stands, up to 0.55."""
        return [
            (label, [(count, 0.55 * count / (sum(counts) or 1)) for count in counts])
            for label, counts in zip(self.classes, self.matrix, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture inside the page, with its size, so that nothing jumps while it is read.

    Attributes:
        source: The picture itself, as a `data:` address.
        width: Its width in pixels.
        height: Its height in pixels.
        alt: What it shows, in words.
        is_drawing: Whether the style may scale it by its width.
    """

    source: str
    width: int
    height: int
    alt: str
    is_drawing: bool = False


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures side by side.

    Attributes:
        images: The pictures.
        note: What is to be said of them.
        layout: More classes of the box, after a space.
    """

    images: Sequence[Image]
    note: str = ""
    layout: str = ""


def png(path: Path, alt: str) -> Image:
    """A PNG file as a picture of the page.

    Raises:
        OSError: The file cannot be read.
    """
    content = path.read_bytes()
    # Width and height stand in the first chunk: https://www.w3.org/TR/png/#11IHDR
    width, height = (int.from_bytes(content[i : i + 4], "big") for i in (16, 20))
    return Image(_address("png", content), width, height, alt)


def vector(svg: str, alt: str) -> Image:
    """An SVG drawing as a picture of the page: it runs nothing and shares no names."""
    width, height = (
        round(float(found) * 4 / 3)
        for found in re.findall(r'(?:width|height)="([0-9.]+)pt"', svg[: svg.index(">")])
    )
    return Image(_address("svg+xml", svg.encode()), width, height, alt, is_drawing=True)


def _address(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
