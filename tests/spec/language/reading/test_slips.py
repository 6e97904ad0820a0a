"""What people write out of habit, and what they are told."""

import pytest
from support import reader_of, said

from nnspec.spec.language.reading.slips import glued_dash
from nnspec.spec.yaml.nodes import child


def told(text):
    reader = reader_of("x:\n" + text)
    reader.read_list(reader.document.find(("x",)), "layers", ("x",))
    return said(reader.problems)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "  - Dense: 3, softmax",
            "Dense: several arguments stand in braces, found the text '3, softmax'",
            "write Dense: {units: 3, activation: softmax}",
        ),
        (
            "  - Dense: 3, activation='softmax'",
            "Dense: several arguments stand in braces, found the text \"3, activation='softmax'\"",
            "write Dense: {units: 3, activation: softmax}",
        ),
        (
            "  - Conv2D: 32, 3",
            "Conv2D: several arguments stand in braces, found the text '32, 3'",
            "write Conv2D: {filters: 32, kernel_size: 3}",
        ),
    ],
)
def test_arguments_without_braces(text, message, hint):
    assert told(text) == [("wrong-type", message, hint)]
    assert told(f"  - {hint.removeprefix('write ')}") == []


def test_a_decimal_comma_is_no_second_argument():
    assert told("  - Dropout: 0,2") == [
        ("wrong-type", "Dropout.rate: expected a number, found the text '0,2'", "write 0.2")
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("x:\n  -Dense: 1\n", "put a space after each '-': '- Dense: 1'"),
        ("x:\n  -Dense: {units: 1}\n", "put a space after each '-': '- Dense: ...'"),
        ("x:\n  -Flatten\n  -Dense\n", "put a space after each '-': '- Flatten'"),
        ("x: -1\n", None),
        ("x: {Dense: 1}\n", None),
    ],
)
def test_a_dash_without_a_space(text, hint):
    document = reader_of(text).document
    assert glued_dash(child(document.root, "x")) == hint


def test_a_list_with_glued_dashes():
    assert told("  -Flatten\n") == [
        (
            "wrong-type",
            "x: expected a list, found the text '-Flatten'",
            "put a space after each '-': '- Flatten'",
        )
    ]
