import pytest
import yaml

from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain
from nnspec.starter.yaml_lines import comment, list_lines, named, scalar, steps_text


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


def test_objects_with_arguments_stand_in_braces():
    assert steps_text(["StandardScaler"]) == "StandardScaler"
    assert steps_text(["{SimpleImputer: median}", "OneHotEncoder", "A: {b: c}"]) == (
        "[{SimpleImputer: median}, OneHotEncoder, {A: {b: c}}]"
    )


def test_a_comment_is_broken_at_the_width_and_holds_no_control_character():
    lines = comment("word " * 40 + "a\nb")
    assert max(map(len, lines)) <= 100
    assert all(line.startswith("  # word") for line in lines)
    assert lines[-1].endswith("a\N{REPLACEMENT CHARACTER}b")


def test_lists():
    assert list_lines("target", ["a b"], one_alone=True) == ["  target: a b"]
    assert list_lines("x: {y", ["a", "on"], closing="}") == ['  x: {y: [a, "on"]}']
    assert named(["a", "b", "c"], 2) == "a, b, and 1 more"
