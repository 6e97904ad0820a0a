"""The picture of a network's graph."""

from __future__ import annotations

from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from PIL import Image

from nnspec.network.summary import LayerCall
from nnspec.report.pictures import style
from nnspec.report.pictures.network import INPUT, LEARNS, OTHER, OUTPUT, draw_network

CALLS = [
    LayerCall("left", "InputLayer", (None, 2), 0),
    LayerCall("right", "InputLayer", (None, 2), 0),
    LayerCall("tower", "Dense", (None, 4), 1200, (0,)),
    LayerCall("tower", "Dense", (None, 4), 1200, (1,), again=True),
    LayerCall("difference", "Subtract", (None, 4), 0, (2, 3)),
    LayerCall("price_$", "Dense", (None, 1), 1, (4,), output=True),
]


def parts(figure, kind):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, kind)]


def test_a_box_a_call_and_an_arrow_a_reading():
    figure = draw_network(CALLS, "net: 1,201 parameters")
    (axes,) = figure.axes
    assert axes.get_title(loc="left") == "net: 1,201 parameters"
    texts = [text.get_text() for text in axes.texts]
    assert [texts[i : i + 4] for i in range(0, len(texts), 4)] == [
        ["left", "InputLayer", "rows x 2", ""],
        ["right", "InputLayer", "rows x 2", ""],
        ["tower", "Dense", "rows x 4", "1,200 parameters"],
        ["tower", "Dense", "rows x 4", "same parameters"],
        ["difference", "Subtract", "rows x 4", ""],
        [r"price_\$", "Dense", "rows x 1", "1 parameter"],
    ]
    colors = [to_hex(box.get_edgecolor()) for box in parts(figure, FancyBboxPatch)]
    assert colors == [c.lower() for c in (INPUT, INPUT, LEARNS, LEARNS, OTHER, OUTPUT)]
    assert len(parts(figure, FancyArrowPatch)) == 5


def test_every_text_stays_in_its_box():
    longest = LayerCall("n" * 40, "M" * 24, (None, 123, 456, 789), 10**12, (0,), output=True)
    figure = draw_network([*CALLS[:1], longest])
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = parts(figure, FancyBboxPatch)
    texts = figure.axes[0].texts
    for box, four in zip(boxes, (texts[:4], texts[4:]), strict=True):
        outer = box.get_window_extent(renderer)
        for text in four:
            inner = text.get_window_extent(renderer)
            assert outer.x0 <= inner.x0
            assert inner.x1 <= outer.x1
        for left, right in (four[:2], four[2:]):
            assert left.get_window_extent(renderer).x1 < right.get_window_extent(renderer).x0


def test_a_very_deep_network_still_makes_a_picture(tmp_path):
    chain = [CALLS[0], *(LayerCall(f"d{i}", "Dense", (None, 1), 2, (i,)) for i in range(150))]
    style.save(draw_network(chain), tmp_path / "deep.png")
    with Image.open(tmp_path / "deep.png") as picture:
        assert max(picture.size) <= 16_000
