from PIL import Image

from nnspec.report.page.parts import Confusion, Facts, Gallery, Table, png, vector
from nnspec.report.page.render import templates


def written(macro, shown):
    """What a macro of parts.html makes of something."""
    template = f'{{% import "parts.html" as parts %}}{{{{ parts.{macro}(shown) }}}}'
    return templates().from_string(template).render(shown=shown)


def test_a_table_has_scoped_heads():
    html = written("table", Table(["rows", "<a>"], [["test", 0.5]], caption="What & why"))
    assert '<th scope="col" class="word">rows</th><th scope="col">&lt;a&gt;</th>' in html
    assert '<tr><th scope="row">test</th><td>0.5</td></tr>' in html
    assert "<caption>What &amp; why</caption>" in html
    assert 'role="region" aria-label="What &amp; why" tabindex="0"' in html


def test_words_stand_flush_left():
    html = written("table", Table(["a", "b", "c"], [["x", "y", 2]], caption="", words=[1]))
    assert '<th scope="col" class="word">b</th><th scope="col">c</th>' in html
    assert '<th scope="row">x</th><td class="word">y</td><td>2</td>' in html


def test_a_confusion_matrix():
    html = written("confusion", Confusion([[9, 1], [0, 0]], ["<no>", "yes"], "y"))
    assert '<tr><th scope="row">&lt;no&gt;</th><td style="--share:0.49">9</td>' in html
    assert '<th scope="row">yes</th><td style="--share:0.00">0</td>' in html


def test_long_names_of_many_classes_stand_upright():
    def layout(labels):
        return Confusion([[1] * len(labels)] * len(labels), labels, "y").layout

    assert layout(["setosa", "virginica"]) == ""
    assert layout(range(10)) == " many"
    assert layout([f"class {n}" for n in range(10)]) == " many upright"


def test_facts_without_a_value_are_left_out():
    html = written("facts", Facts([("git", None), ("seed", 0), ("name", "")], "About"))
    assert '<tr><th scope="row">seed</th><td>0</td></tr>' in html
    assert "git" not in html
    assert "name" not in html


def test_a_picture_has_its_size_and_its_words(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGB", (30, 20)).save(path)
    html = written("gallery", Gallery([png(path, 'a "b" <c>')], layout=" three"))
    assert html.startswith(
        '<div class="gallery three" style="--count: 1">\n<figure><img src="data:image/png'
    )
    assert 'width="30" height="20" alt="a &quot;b&quot; &lt;c&gt;"' in html


def test_a_drawing_has_its_size_in_pixels():
    image = vector('<svg width="30pt" height="60.0pt"></svg>', "a line")
    assert (image.width, image.height, image.alt) == (40, 80, "a line")
    assert image.source.startswith("data:image/svg+xml;base64,PHN2Zy")
    assert 'height="80" style="--width: 40px" alt="a line"' in written("gallery", Gallery([image]))
