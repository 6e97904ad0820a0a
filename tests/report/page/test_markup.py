import pytest

from nnspec.report.page import markup


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a & b", "a &amp; b"),
        ("<script>alert('x')</script>", "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"),
        ('" onload="x', "&quot; onload=&quot;x"),
        ("\ud800 \x00 \x1b[31m", "\ufffd \ufffd \ufffd[31m"),
        ("two\nlines", "two\nlines"),
        (7, "7"),
    ],
)
def test_every_value_is_escaped(value, written):
    assert markup.text(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.123456789, "0.12346"),
        (1234567, "1,234,567"),
        (None, "-"),
        (float("nan"), "-"),
        (True, "True"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_numbers(value, written):
    assert markup.number(value) == written


def test_a_table_has_scoped_heads():
    html = markup.table(["rows", "<a>"], [["test", 0.5]], caption="What & why")
    assert '<th scope="col" class="word">rows</th><th scope="col">&lt;a&gt;</th>' in html
    assert '<tr><th scope="row">test</th><td>0.5</td></tr>' in html
    assert "<caption>What &amp; why</caption>" in html


def test_a_confusion_matrix():
    html = markup.confusion_table([[9, 1], [0, 0]], ["<no>", "yes"], "y")
    assert '<tr><th scope="row">&lt;no&gt;</th><td style="--share:0.49">9</td>' in html
    assert '<th scope="row">yes</th><td style="--share:0.00">0</td>' in html


def test_facts_without_a_value_are_left_out():
    html = markup.facts_table([("git", None), ("seed", 0), ("name", "")], "Facts")
    assert '<tr><th scope="row">seed</th><td>0</td></tr>' in html
    assert "git" not in html
    assert "name" not in html


def test_a_picture_has_its_size_and_its_words(tmp_path):
    from PIL import Image

    path = tmp_path / "a.png"
    Image.new("RGB", (30, 20)).save(path)
    html = markup.image(path, 'a "b" <c>')
    assert html.startswith('<figure><img src="data:image/png;base64,iVBOR')
    assert 'width="30" height="20" alt="a &quot;b&quot; &lt;c&gt;"' in html
