"""How every picture looks: one palette, one set of sizes, one way to make and save a figure.

matplotlib is imported inside the functions, and its global state (pyplot, rcParams) is neither
read for looks nor changed: pictures may be drawn in any thread of any program.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnspec.runs.files import replacing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.typing import LegendLocType

COLORS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#5B5B5B",
    "#882255",
    "#44AA99",
    "#999933",
)
"""Colours that differ also to colour-blind eyes.

The first seven are those of Okabe and Ito ("Color Universal Design", 2008), the yellow left out
and the black made grey; the last three are of Tol's muted scheme.
"""
TRAINING, VALIDATION, TEST = COLORS[0], COLORS[1], COLORS[2]
PART_COLORS = {"training": TRAINING, "validation": VALIDATION, "test": TEST}

# Nearly white and opaque, so that a picture reads the same on a white and on a black page.
PAPER = "#FCFCFA"
INK = "#1F2328"
FAINT = "#6B7178"
# On a ground that stays light where ink and paper change places, as they do on a dark page.
FIXED_INK, FIXED_PAPER = "#1F2329", "#FCFCFB"
GRID = "#DFE1DD"

WIDE = (5.6, 3.9)
SQUARE = (5.0, 4.7)
"""Sizes in inches: text of 11 points can still be read when the picture is 360 pixels wide."""
DPI = 170

_TITLE, _LABEL, _TICK, _LEGEND = 12.5, 12, 11, 10.5
_LONGEST = 32
# How wide a letter is in inches. That of the x axis leaves room for a power of ten at its end.
_X_LETTER, _Y_LETTER = 0.115, 0.085
# An axes gets wider in its layout, and a title may stand out a little.
_TITLE_SHARE = 1.07


def new_figure(
    size: tuple[float, float] = WIDE, rows: int = 1, columns: int = 1, **subplots: Any
) -> tuple[Figure, Any]:
    """An empty figure with its axes.

    Args:
        size: Width and height in inches.
        rows: Rows of axes.
        columns: Columns of axes.
        subplots: Further arguments of `Figure.subplots`.

    Returns:
        The figure and what `Figure.subplots` returns: one Axes, or an array of them.
    """
    # The first import on a machine looks for fonts and tells so.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1)
    figure = Figure(figsize=size, dpi=DPI, facecolor=PAPER, layout=layout)
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, **subplots)


def dress(
    axes: Axes,
    *,
    title: str = "",
    below_title: Sequence[str] = (),
    x: str = "",
    y: str = "",
    grid: bool = True,
    longest_title: int | None = None,
    title_pad: float = 9,
) -> None:
    """Give axes their title, labels and lines.

    Args:
        axes: The axes.
        title: Above them, flush left.
        below_title: More lines of the title.
        x: The horizontal axis' label.
        y: The vertical axis' label.
        grid: Whether to draw grid lines.
        longest_title: How many characters of a line have room above the axes; when left out, the
            title is measured, and stands on two lines where it is too wide for one.
        title_pad: The points between title and axes.
    """
    axes.set_facecolor(PAPER)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(FAINT)
        spine.set_linewidth(1.0)
    axes.tick_params(colors=INK, labelsize=_TICK, color=FAINT, width=1.0)
    if grid:
        axes.grid(True, color=GRID, linewidth=0.8)
        axes.set_axisbelow(True)
    if title:
        lines = [title, *below_title]
        if longest_title is None:
            lines = _fitting(lines, _TITLE_SHARE * _side(axes, 0))
        else:
            lines = [plain(line, longest_title) for line in lines]
        axes.set_title(
            "\n".join(lines),
            fontsize=_TITLE,
            color=INK,
            loc="left",
            pad=title_pad,
            weight="bold",
        )
    if x:
        axes.set_xlabel(plain(x, int(_side(axes, 0) / _X_LETTER)), fontsize=_LABEL, color=INK)
    if y:
        axes.set_ylabel(plain(y, int(_side(axes, 1) / _Y_LETTER)), fontsize=_LABEL, color=INK)


def _side(axes: Axes, side: int) -> float:
    """The inches of a side of axes that are not laid out yet, 0 across and 1 up."""
    figure = axes.get_figure(root=True)
    # Axes of a figure of ours, which are removed from none.
    assert figure is not None
    return float(axes.get_position().size[side] * figure.get_size_inches()[side])


def _fitting(lines: Sequence[str], width: float) -> list[str]:
    """The lines of a title, the first on two where it is too wide, and each not too wide."""
    name, _, what = lines[0].rpartition(": ")
    if name and _title_width(plain(lines[0], 60)) > width:
        lines = [f"{name}:", what, *lines[1:]]
    fitting = []
    for line in lines:
        # Not by the length of what is shown: escaping a letter makes it longer.
        tried = (plain(line, longest) for longest in range(60, 11, -4))
        fitting.append(next((s for s in tried if _title_width(s) <= width), plain(line, 12)))
    return fitting


def _title_width(line: str) -> float:
    """The inches of a title's line; measuring takes milliseconds, so not of a short one."""
    return inches(line, _TITLE, "bold") if len(line) > 24 else 0.0


def legend(
    axes: Axes,
    handles: Sequence[Any],
    labels: Sequence[str],
    *,
    loc: LegendLocType = "best",
    **more: Any,
) -> None:
    """A legend of these handles."""
    # matplotlib leaves out what begins with an underscore, as a class or column may.
    texts = [f" {text}" if text.startswith("_") else text for text in map(plain, labels)]
    box = axes.legend(
        handles,
        texts,
        loc=loc,
        fontsize=_LEGEND,
        labelcolor=INK,
        facecolor=PAPER,
        edgecolor=GRID,
        framealpha=0.9,
        borderpad=0.5,
        handlelength=1.8,
        **more,
    )
    box.set_zorder(5)
    # It lies inside the axes; the layout need not measure it.
    box.set_in_layout(False)


def legend_below(
    figure: Figure, handles: Sequence[Any], labels: Sequence[str], columns: int | None = None
) -> None:
    """A legend of several axes, below all of them.

    Args:
        figure: The figure.
        handles: What is drawn.
        labels: What each is called.
        columns: How many stand side by side; as many as have room when left out.
    """
    texts = [f" {label}" if label.startswith("_") else label for label in map(plain, labels)]
    if columns is None:
        widest = max(inches(label, _LEGEND) for label in texts) + 0.7
        columns = min(len(texts), max(1, int(figure.get_size_inches()[0] / widest)))
    figure.legend(
        handles,
        texts,
        loc="outside lower center",
        ncols=columns,
        fontsize=_LEGEND,
        labelcolor=INK,
        frameon=False,
        columnspacing=1.4,
        handletextpad=0.4,
    )


def note(axes: Axes, text: str, x: float, y: float, **more: Any) -> None:
    """A few words inside axes, at a place given in their own 0 to 1."""
    box = {"facecolor": PAPER, "edgecolor": GRID, "boxstyle": "round,pad=0.35", "alpha": 0.9}
    axes.text(
        x,
        y,
        plain(text, 80),
        transform=axes.transAxes,
        fontsize=_LEGEND,
        color=INK,
        bbox=box,
        in_layout=False,
        **more,
    )


def inches(text: str, size: float, weight: str = "normal") -> float:
    """How wide a line of text of a size in points is."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    if not text:
        return 0.0
    with warnings.catch_warnings():
        # As when the picture is saved.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        font = FontProperties(weight=weight, size=size)
        return float(TextPath((0, 0), text, prop=font).get_extents().x1) / 72


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, atomically and without a date: the same drawing, the same bytes."""
    from PIL import Image

    canvas: Any = figure.canvas
    with warnings.catch_warnings():
        # A name may have letters that the font lacks; a box in their place is no reason to warn.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        canvas.draw()
    size = canvas.get_width_height()
    whole = Image.frombuffer("RGBA", size, canvas.buffer_rgba()).convert("RGB")
    # 256 colours are all that these drawings need, in a third of the bytes; every ninth pixel is
    # enough to choose them by.
    sample = whole.resize((size[0] // 3, size[1] // 3), Image.Resampling.NEAREST)
    palette = sample.quantize(256, method=Image.Quantize.MEDIANCUT)
    small = whole.quantize(palette=palette, dither=Image.Dither.NONE)
    with replacing(path) as beside:
        small.save(beside, format="png")


def plain(text: object, longest: int = _LONGEST) -> str:
    """A name as matplotlib shall show it: on one line, not too long, `$` a dollar."""
    words = " ".join(str(text).split())
    words = "".join(letter if letter.isprintable() else "?" for letter in words)
    if len(words) > longest:
        keep = (longest - 1) // 2
        words = f"{words[: longest - 1 - keep]}…{words[-keep:]}"
    return words.replace("$", r"\$")


def color(position: int) -> str:
    """The colour of the class, column or run at a position; they repeat after ten."""
    return COLORS[position % len(COLORS)]


def mixed(name: str, share: float, ground: str = PAPER) -> tuple[float, float, float]:
    """A colour laid over the paper with an opacity of `share`, as red, green and blue 0 to 1."""
    parts = [[int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)] for text in (name, ground)]
    red, green, blue = (
        over * share + under * (1 - share) for over, under in zip(*parts, strict=True)
    )
    return red, green, blue
