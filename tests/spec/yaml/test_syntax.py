import time

import pytest
import yaml

from nnspec.errors import SpecError
from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.syntax import syntax_problem


@pytest.mark.parametrize(
    ("text", "message", "place", "hint"),
    [
        ("a:\n\tb: 1", "a tab indents this line; YAML takes spaces only", (2, 1), "replace each"),
        ("a: 1\nb:2\nc: 3", "'b:2' has no space after its colon", (2, 1), "write 'key: value'"),
        ("a:\n  - b:2\n    c: 3", "'b:2' has no space after its colon", (2, 5), "write"),
        ("a: [1", "'[' opened here is not closed", (1, 4), "add ']' or ','"),
        ("a: [", "'[' opened here is not closed", (1, 4), "add ']' or ','"),
        ("a: {b: [1, 2}", "'[' opened here is not closed", (1, 8), "add ']' or ','"),
        ("a: {b: [1, 2]\nc: 1", "'{' opened here is not closed", (1, 4), "add '}' or ','"),
        ("a: {b: 1 c: 2}", "a comma is missing before 'c'", (1, 10), "write ', c'"),
        ("a: {b: C: 2}", "a second ': ' in one entry", (1, 9), "put braces around"),
        ("a: 'b", "this quote is never closed", (1, 4), None),
        ('a: "C:\\Users"', "after a backslash in double quotes", (1, 7), "use single quotes"),
        ('a: "b\\q"', "after a backslash in double quotes", (1, 6), "use single quotes"),
        ("a: b: c", "a second ': ' on one line", (1, 5), "put a text that holds"),
        ("a:\n - B: 3, c: d", "a second ': ' on one line", (2, 11), "arguments stand in braces"),
        ("a:\n  - B: 1\n  -C: 2", "'-C' has no space after its dash", (3, 3), "write '- C'"),
        ("a:\n  - B\n  -C: 2\n", "'-C' has no space", (3, 3), "write '- C'"),
        ("a\n  b: 1", "'a' has no colon after it", (1, 1), "write 'a:'"),
        ("a: 1\nb\nc: 1", "'b' has no colon after it", (2, 1), "write 'b:'"),
        ("a: 1\nb c\nd: 1", "this line has no ': '", (2, 1), "write 'key: value' or '- item'"),
        ("a: 1\n  b: 2", "this line is indented below a line that already", (2, 3), "start both"),
        ("a: @b", "a value cannot start with '@'", (1, 4), "put the value in quotes"),
        ("a: *", "a value cannot start with '*'", (1, 4), "put the value in quotes"),
        ("a: ]", "a value cannot start with ']'", (1, 4), "put the value in quotes"),
        ("a:\n    b: 1\n  c: 2", "the indentation of this line", (3, 3), "entries of one section"),
        ("a: 1\n- b", "the indentation of this line", (2, 1), "entries of one section"),
        ("a: 'it's'", "the value has ended before this", (1, 8), "put the whole value in quotes"),
        ("a: [1]]", "the value has ended before this", (1, 7), "nothing is open here"),
        ("a: - b", "a list entry cannot stand on the line", (1, 4), "start it on the next"),
        ("%YAML 9\n---\na: 1", "not valid YAML: did not find expected digit", (1, 8), None),
    ],
)
def test_words(text, message, place, hint):
    with pytest.raises(SpecError) as error:
        parse_document(text, "a.yaml")
    (found,) = error.value.problems
    assert found.code == "yaml-syntax"
    assert found.message.startswith(message)
    assert (found.location.line, found.location.column) == place
    assert found.hint is None if hint is None else found.hint.startswith(hint)
    assert found.location.excerpt == text.split("\n")[place[0] - 1]


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [("a: {", ": b}", 5), ("a: {b: 1, ", ": 2}", 11), ("", ": 1", 1), ("a:\n  ", ": 1", 3)],
)
def test_a_key_that_is_too_long_is_found_at_once(before, after, column):
    long = "m" * 1_000_000
    began = time.perf_counter()
    with pytest.raises(SpecError) as error:
        parse_document(before + long + after, "a.yaml")
    assert time.perf_counter() - began < 5
    (found,) = error.value.problems
    assert found.message == "a key of 1,000,000 characters: YAML takes 1,024 at most"
    assert (found.location.column, found.hint) == (column, "choose a shorter name")
    parse_document(before + "m" * 1000 + after, "a.yaml")


def test_an_error_without_any_mark():
    found = syntax_problem(yaml.MarkedYAMLError(problem="strange"), "a.yaml", ())
    assert found.message == "not valid YAML: strange"
    assert str(found.location) == "a.yaml:1:1"
