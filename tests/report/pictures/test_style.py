import numpy as np
import pytest
from PIL import Image

from nnspec.report.pictures import style


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("strength", "strength"),
        ("price $", r"price \$"),
        ("a $x$ b", r"a \$x\$ b"),
        ("two\nlines\tand  gaps", "two lines and gaps"),
        ("bell \x07", "bell ?"),
        ("x" * 40, "x" * 16 + "…" + "x" * 15),
        (7, "7"),
    ],
)
def test_names_are_shown_as_they_are(text, shown):
    assert style.plain(text) == shown


def contrast(first, second):
    """The contrast of two colours by WCAG 2.1."""

    def luminance(name):
        channels = [int(name[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return np.dot(linear, (0.2126, 0.7152, 0.0722))

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read_on_the_paper():
    assert contrast(style.INK, style.PAPER) > 12
    assert contrast(style.FAINT, style.PAPER) > 4.5


def test_the_first_three_colours_stand_out_from_the_paper():
    assert all(contrast(name, style.PAPER) > 3 for name in style.COLORS[:3])


def test_colours_repeat():
    assert style.color(0) == style.color(10) == "#0072B2"


def test_mixing():
    assert style.mixed("#ff0000", 1.0) == (1.0, 0.0, 0.0)
    assert style.mixed("#000000", 0.5, "#ffffff") == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("letter", ["$", "W", "x"])
def test_a_long_title_stands_on_two_lines_that_fit(letter):
    _, axes = style.new_figure(style.SQUARE)
    style.dress(axes, title=f"{letter * 200}: confusion matrix")
    name, what = axes.get_title(loc="left").split("\n")
    assert what == "confusion matrix"
    assert style.inches(name, 12.5, "bold") < style.SQUARE[0]


def test_a_picture_is_an_opaque_png_of_the_right_size(tmp_path):
    figure, axes = style.new_figure((4.0, 3.0))
    axes.plot([1, 2], [3, 4], color=style.COLORS[1])
    style.dress(axes, title="a $", x="b", y="日本")
    path = tmp_path / "plots" / "a.png"
    style.save(figure, path)
    with Image.open(path) as image:
        assert (image.format, image.size) == ("PNG", (4 * style.DPI, 3 * style.DPI))
        colours = image.convert("RGBA")
        # The palette of 256 colours may be off by a hair.
        np.testing.assert_allclose(colours.getpixel((1, 1)), (0xFC, 0xFC, 0xFA, 255), atol=2)
        found = np.array([colour[:3] for _, colour in colours.getcolors(10**6)])
        assert np.abs(found - [0xD5, 0x5E, 0x00]).sum(axis=1).min() < 6
    assert [entry.name for entry in path.parent.iterdir()] == ["a.png"]


def test_the_same_drawing_gives_the_same_bytes(tmp_path):
    for name in ("a.png", "b.png"):
        figure, axes = style.new_figure()
        axes.plot([1, 2, 3], [1, 4, 9])
        style.save(figure, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
