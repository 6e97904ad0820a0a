import pytest
import yaml

from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain
from nnspec.spec.yaml.text import as_yaml, quoted, scalar


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1e-7, "1e-07"),
        ("val_loss", "val_loss"),
        (";", '";"'),
        ("1e3", '"1e3"'),
        ("true", '"true"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("[UNK]", '"[UNK]"'),
        ([1, "a", [2.0]], "[1, a, [2.0]]"),
        ({"L2": {"l2": 0.01}}, "{L2: {l2: 0.01}}"),
    ],
)
def test_as_yaml_is_read_back(value, text):
    assert as_yaml(value) == text
    assert plain(parse_document(f"[{text}]", "test").root) == [value]


@pytest.mark.parametrize(
    "text",
    [
        *("on", "null", "1e3", "~", "y", "010", "12:30", "0x1f", "", " a", "é", "=x", "<<"),
        *("a: b", "a, b", "it's", '"', "\\", "# c", "- d", "{m}", "@", "`", "📈"),
        *("\x7f", "a\nb", "\u2028", "\ufeff"),
    ],
)
def test_a_scalar_is_that_text_for_every_reader(text):
    written = f"key: [{scalar(text)}]\n"
    assert plain(parse_document(written, "a").root) == {"key": [text]}
    assert yaml.safe_load(written) == {"key": [text]}


@pytest.mark.parametrize("text", ["water", "bill_length_mm", "body mass", "x-1", "größe", "a.b"])
def test_words_need_no_quotes(text):
    assert scalar(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [("age", "age"), ("body mass", "body mass"), ("étage", "étage"), ("no", "no"),
     ("true", '"true"'), ("a: b", '"a: b"'), ("*a", '"*a"'), (" a", '" a"'),
     ("a\u2028", '"a\\u2028"'),
     ("../a.csv", "../a.csv"), ("Age (years)", "Age (years)"), ("a\n", '"a\\n"')],
)  # fmt: skip
def test_quotes_where_nnspec_needs_them(text, written):
    assert as_yaml(text) == written
    assert plain(parse_document(f"[{written}]", "test").root) == [text]


def test_every_text_of_a_value_may_be_for_every_reader():
    assert as_yaml({"no": ["on", 1, None]}, scalar) == '{"no": ["on", 1, null]}'
    assert quoted('a"\\') == '"a\\"\\\\"'
