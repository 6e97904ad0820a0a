import jinja2
import pytest

from nnspec.report.page.render import number, templates, text


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
def test_every_value_is_escaped_once(value, written):
    assert text(value) == written
    template = "{% macro m(x) %}{{ x }}{% endmacro %}{{ value }} {{ m(value) }}"
    assert templates().from_string(template).render(value=value) == f"{written} {written}"


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
    assert templates().from_string("{{ value | number }}").render(value=value) == written
    assert text(number(value)) == written


def test_a_name_without_a_value_is_an_error():
    with pytest.raises(jinja2.UndefinedError, match="'missing' is undefined"):
        templates().from_string("{{ missing }}").render()
