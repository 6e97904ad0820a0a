"""A picture of a network's graph: a box a layer, an arrow wherever one reads another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nnspec.network.summary import shape_text
from nnspec.report.pictures import style
from nnspec.report.pictures.network_layout import Layout, lay_out

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nnspec.network.summary import LayerCall

# Inches.
_HEIGHT, _GAP, _PAD = 0.58, 0.36, 0.13
_BETWEEN, _NARROWEST = 0.25, 2.3
_NAME, _FACTS = 11, 10
_LONGEST = 24
# The longest side in pixels of a picture that viewers still open.
_MOST_PIXELS = 16_000

INPUT, OUTPUT, LEARNS, OTHER = style.COLORS[2], style.COLORS[1], style.COLORS[0], style.COLORS[6]


def draw_network(calls: Sequence[LayerCall], title: str = "") -> Figure:
    """The graph of a network from its inputs, on top, down to its outputs.

    A chain is one column. Inputs are green, outputs orange, layers that hold parameters blue and
    the others grey.

    Args:
        calls: What `layer_calls` returned.
        title: Above the picture.
    """
    lines = [_lines(call) for call in calls]
    width = max(_NARROWEST, *map(_width, lines))
    layout = lay_out([call.sources for call in calls], gap=0.3 / width, lane=0.45 / width)
    lanes = [x for _, _, way in layout.edges for x, _ in way]
    across = max([x + 0.5 for x in layout.x] + lanes) * width
    down = (max(layout.rank) + 1) * (_HEIGHT + _GAP) - _GAP
    figure, axes = style.new_figure((across + 4 * _PAD, down + 4 * _PAD + (0.35 if title else 0)))
    figure.set_dpi(min(style.DPI, _MOST_PIXELS / max(figure.get_size_inches())))
    style.dress(axes, title=title, grid=False)
    axes.set_axis_off()
    axes.set_xlim(-_PAD, across + _PAD)
    axes.set_ylim(-down - _PAD, _PAD)
    axes.set_aspect("equal")
    for start, end, way in layout.edges:
        _draw_edge(axes, layout, width, start, end, way)
    for call, four, x, rank in zip(calls, lines, layout.x, layout.rank, strict=True):
        _draw_box(axes, four, _color(call), x * width, _top(rank), width)
    return figure


def _lines(call: LayerCall) -> tuple[tuple[str, str], tuple[str, str]]:
    """The texts of a box, left and right: name and class, shape and parameters."""
    shape = shape_text(call.shape)
    if call.again:
        count = "same parameters" if call.parameters else ""
    elif call.parameters:
        count = f"{call.parameters:,} parameter{'s' if call.parameters > 1 else ''}"
    else:
        count = ""
    name, kind = style.plain(call.name, _LONGEST), style.plain(call.kind, _LONGEST)
    return (name, kind), (shape, count)


def _width(lines: tuple[tuple[str, str], tuple[str, str]]) -> float:
    """The inches that a box's texts need."""
    (name, kind), (shape, count) = lines
    upper = style.inches(name, _NAME, "bold") + style.inches(kind, _NAME)
    lower = style.inches(shape, _FACTS) + style.inches(count, _FACTS)
    return max(upper, lower) + _BETWEEN + 2 * _PAD


def _color(call: LayerCall) -> str:
    if call.kind == "InputLayer":
        return INPUT
    if call.output:
        return OUTPUT
    return LEARNS if call.parameters else OTHER


def _top(rank: int) -> float:
    return -rank * (_HEIGHT + _GAP)


def _draw_box(
    axes: Axes,
    lines: tuple[tuple[str, str], tuple[str, str]],
    color: str,
    x: float,
    top: float,
    width: float,
) -> None:
    from matplotlib.patches import FancyBboxPatch

    round_ = 0.07
    axes.add_patch(
        FancyBboxPatch(
            (x - width / 2 + round_, top - _HEIGHT + round_),
            width - 2 * round_,
            _HEIGHT - 2 * round_,
            boxstyle=f"round,pad={round_}",
            facecolor=(color, 0.13),
            edgecolor=color,
            linewidth=1.4,
            zorder=3,
        )
    )
    (name, kind), (shape, count) = lines
    left, right = x - width / 2 + _PAD, x + width / 2 - _PAD
    upper, lower = top - 0.32 * _HEIGHT, top - 0.72 * _HEIGHT
    for text, place, height, more in (
        (name, left, upper, {"weight": "bold", "fontsize": _NAME}),
        (kind, right, upper, {"ha": "right", "fontsize": _NAME}),
        (shape, left, lower, {"fontsize": _FACTS}),
        (count, right, lower, {"ha": "right", "fontsize": _FACTS}),
    ):
        settings: dict[str, Any] = {"color": style.INK, "va": "center", "zorder": 4, **more}
        axes.text(place, height, text, in_layout=False, **settings)


def _draw_edge(
    axes: Axes,
    layout: Layout,
    width: float,
    start: int,
    end: int,
    way: Sequence[tuple[float, int]],
) -> None:
    """An arrow from a box's lower edge to another's upper one, straight past the ranks between."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    x, y = layout.x[start] * width, _top(layout.rank[start]) - _HEIGHT
    points, codes = [(x, y)], [Path.MOVETO]
    for next_x, rank in [*way, (layout.x[end], layout.rank[end])]:
        next_x *= width
        next_y = _top(rank)
        middle = (y + next_y) / 2
        points += [(x, middle), (next_x, middle), (next_x, next_y)]
        codes += [Path.CURVE4] * 3
        x, y = next_x, next_y - _HEIGHT
        if rank != layout.rank[end]:
            points.append((x, y))
            codes.append(Path.LINETO)
    axes.add_patch(
        FancyArrowPatch(
            path=Path(points, codes),
            arrowstyle="-|>,head_length=5,head_width=2.6",
            shrinkA=0,
            shrinkB=0,
            color=style.FAINT,
            linewidth=1.4,
            zorder=2,
        )
    )
