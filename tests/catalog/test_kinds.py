import pytest

from nnspec.catalog.kinds import Kinds, parse


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("boolean", Kinds(kinds=("boolean",))),
        ("integer >= 1", Kinds(kinds=("integer",), minimum=1)),
        ("number > 0 < 1", Kinds(("number",), (), (), 0, 1, True, True)),
        ("number >= 0.5 <= 1e3", Kinds(("number",), minimum=0.5, maximum=1000.0)),
        ("one of valid same or null", Kinds(("choice", "null"), ("valid", "same"))),
        (
            "number > 0 or object of schedules",
            Kinds(("number", "object"), (), ("schedules",), 0, exclusive_minimum=True),
        ),
        (
            "integer >= 1 or list[2] of integer >= 1",
            Kinds(("integer", "list"), minimum=1, item_kinds=("integer",), length=2),
        ),
        (
            "object of layers or list of object of layers",
            Kinds(("object", "list"), families=("layers",), item_kinds=("object",)),
        ),
        (
            "list of integer/null >= -1",
            Kinds(("list",), minimum=-1, item_kinds=("integer", "null")),
        ),
        (
            "integer or list[2] of integer/list",
            Kinds(("integer", "list"), item_kinds=("integer", "list"), length=2),
        ),
    ],
)
def test_a_notation_says_kinds_choices_and_bounds(notation, expected):
    assert parse(notation) == expected


@pytest.mark.parametrize(
    "notation",
    [
        "whole",
        "integer one",
        "one of",
        "object layers",
        "list of",
        "integer >= 1 or number >= 2",
        "",
    ],
)
def test_a_malformed_notation_is_refused(notation):
    with pytest.raises(ValueError):
        parse(notation)


def test_whole_bounds_are_whole_numbers_so_that_messages_say_1_and_not_1_0():
    assert str(parse("integer >= 1").minimum) == "1"
