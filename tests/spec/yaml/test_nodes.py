import pytest

from nnspec.errors import Location
from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import (
    Scalar,
    Sequence,
    Span,
    child,
    describe_value,
    is_compact,
    kind_of,
    plain,
)

TEXT = """\
data:
  source: x.csv
  target: [a, bb]
layers:
  - Dense: {units: 3}
    name: first
training:
"""


@pytest.fixture
def document():
    return parse_document(TEXT, "a.yaml")


def test_plain(document):
    assert plain(document.root) == {
        "data": {"source": "x.csv", "target": ["a", "bb"]},
        "layers": [{"Dense": {"units": 3}, "name": "first"}],
        "training": None,
    }


def test_find(document):
    assert document.find(("data", "target", 1)).value == "bb"
    assert document.find(()) is document.root
    for path in (("data", "none"), ("data", "target", 2), ("data", "target", -1), ("data", 0, 0)):
        assert document.find(path) is None
    assert document.find(("data", "target", "1")) is None


def place(location):
    return location.line, location.column, location.length


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        (("data", "source"), False, (2, 11, 5)),
        (("data", "source"), True, (2, 3, 6)),
        (("data", "target", 1), False, (3, 15, 2)),
        # A block is shown by its key, a value that is not there too.
        (("data",), False, (1, 1, 4)),
        (("training",), False, (7, 1, 8)),
        # What is not in the file is shown where it would be.
        (("data", "split", "test"), False, (1, 1, 4)),
        (("layers", 0, "Dense", "units"), False, (5, 20, 1)),
        (("layers", 0, "Dense", "units"), True, (5, 13, 5)),
    ],
)
def test_locate(document, path, key, expected):
    location = document.locate(path, key=key)
    assert place(location) == expected
    assert location.file == "a.yaml"
    assert location.excerpt == TEXT.splitlines()[location.line - 1]


def test_a_section_that_is_not_there_has_no_line(document):
    assert document.locate(("compile", "loss")) == Location("a.yaml")


def test_block_is_underlined_to_the_end_of_its_first_line(document):
    assert place(document.locate(("layers", 0))) == (5, 5, len("Dense: {units: 3}"))


def test_a_flag_has_no_line(document):
    assert document.location(Span(1, 2, 3, 4, "--set a=1")) == Location("--set a=1")


def test_child(document):
    assert child(None, "a") is None
    assert child(document.find(("data", "source")), "a") is None


def test_is_compact(document):
    assert is_compact(document.find(("data", "target")))
    assert not is_compact(document.find(("data",)))
    assert not is_compact(document.find(("training",)))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        ("", "an empty text"),
        ("five", "the text 'five'"),
        ("x" * 41, "the text '" + "x" * 37 + "...'"),
        (5, "5"),
        (0.5, "0.5"),
        (10**50, "1" + "0" * 36 + "..."),
        ([1], "a list"),
        ({}, "a mapping"),
    ],
)
def test_describe_value(value, words):
    assert describe_value(value) == words


def test_kind_of():
    span = Span(0, 0, 0, 0)
    assert kind_of(Sequence(span)) == "a list"
    assert kind_of(parse_document("{}", "a").root) == "an empty mapping"
    assert kind_of(parse_document("{a: 1}", "a").root) == "a mapping"
    assert kind_of(Scalar(span, "five", "five")) == "the text 'five'"
