import re
from xml.etree import ElementTree

import numpy as np

from nnspec.report.pictures import style, vector
from nnspec.report.pictures.curves import draw_curve, read_curves
from nnspec.report.pictures.vector import to_svg


def drawn(tmp_path, rows=3):
    values = np.linspace(1, 0.5, rows).tolist()
    figure = draw_curve(read_curves({"epoch": values, "loss": values, "val_loss": values})[0])
    style.save(figure, tmp_path / "a.png")
    return figure


def test_its_colours_follow_the_mode(tmp_path):
    svg = to_svg(drawn(tmp_path))
    ElementTree.fromstring(svg)
    body = svg[svg.index("</style>") :].lower()
    for color in (style.PAPER, style.INK, style.FAINT, style.GRID, style.TRAINING):
        assert color.lower() not in body
    used = set(re.findall(r"var\((--c\d)\)", body))
    light, dark = svg.split("@media (prefers-color-scheme: dark)")
    assert len(used) >= 5
    assert all(f"{name}:#" in light and f"{name}:#" in dark for name in used)
    assert "<metadata" not in svg


def test_the_same_drawing_gives_the_same_text(tmp_path):
    first, second = to_svg(drawn(tmp_path)), to_svg(drawn(tmp_path))
    assert first == second
    # What is referred to is there.
    names = set(re.findall(r'id="([^"]+)"', first))
    assert set(re.findall(r"(?:url\(|href=\")#([^\")]+)", first)) <= names


def test_thousands_of_points_stay_pixels(tmp_path, monkeypatch):
    monkeypatch.setattr(vector, "MOST_LETTERS", 1000)
    assert to_svg(drawn(tmp_path)) is None
