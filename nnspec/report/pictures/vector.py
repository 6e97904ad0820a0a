"""A figure as SVG for the page, in colours that follow the reader's light or dark mode."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING

from nnspec.report.pictures import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_LETTERS = 300_000
"""A longer drawing, of thousands of points, is smaller as pixels."""

# On dark paper: light ink, and the palette's dark colours lighter.
_DARK = {
    style.PAPER: "#1E2226",
    style.INK: "#E8EAEC",
    style.FAINT: "#A3ABB3",
    style.GRID: "#3A4046",
    "#0072B2": "#4AA8E6",
    "#D55E00": "#F0803C",
    "#009E73": "#2FC497",
    "#5B5B5B": "#A8A8A8",
    "#882255": "#D4679B",
    "#999933": "#BDBD4F",
}
_NAMES = {color.lower(): f"--c{i}" for i, color in enumerate(_DARK)}


def to_svg(figure: Figure) -> str | None:
    """The figure, which `style.save` has laid out; None where that takes more than `MOST_LETTERS`.

    The same drawing gives the same text: matplotlib's random ids are numbered instead.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    file = io.StringIO()
    with warnings.catch_warnings():
        # As when the picture is saved as pixels.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        # The layout is found, and takes half of the time of a drawing. `savefig` would draw twice:
        # once to no end, to find it.
        figure.set_layout_engine("none")
        FigureCanvasSVG(figure).print_svg(file)
    written = file.getvalue()
    if len(written) > MOST_LETTERS:
        return None
    body = re.sub(r"<metadata>.*?</metadata>", "", written[written.index("<svg") :], flags=re.S)
    names = dict.fromkeys(re.findall(r'id="(\w*[0-9a-f]{10})"', body))
    numbers = {name: f"i{i}" for i, name in enumerate(names)}
    body = re.sub(r"\w*[0-9a-f]{10}\b", lambda m: numbers.get(m[0], m[0]), body)
    body = re.sub(
        r"(?<=[ :])#[0-9a-f]{6}\b",
        lambda m: f"var({_NAMES[m[0]]})" if m[0] in _NAMES else m[0],
        body,
    )
    start = body.index(">") + 1
    return f"{body[:start]}\n<style>{_sheet()}</style>{body[start:]}"


def _sheet() -> str:
    light = "".join(f"{_NAMES[color.lower()]}:{color};" for color in _DARK)
    dark = "".join(f"{_NAMES[color.lower()]}:{other};" for color, other in _DARK.items())
    return f":root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}"
