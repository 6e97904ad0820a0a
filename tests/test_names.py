"""Lists of columns, as a flag has them and with those that stand there twice."""

from __future__ import annotations

import pytest

from nnspec.names import quoted_name, repeated, split_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("age", ["age"]),
        ("age,water", ["age", "water"]),
        (" age , water ", ["age", "water"]),
        ('"a,b"', ["a,b"]),
        ('age, "cement, kg",water', ["age", "cement, kg", "water"]),
        ('"say ""x"""', ['say "x"']),
        ('5" pipe,x', ['5" pipe', "x"]),
        ("a,,b", ["a", "", "b"]),
        ("", [""]),
        ("a\nb,c", ["a\nb", "c"]),
    ],
)
def test_names(text, names):
    assert split_names(text) == names


@pytest.mark.parametrize("name", ["age", "a,b", 'a "b", c', "a\nb", "größe (mm)"])
def test_a_quoted_name_is_read_as_that_name(name):
    assert split_names(f"x,{quoted_name(name)},y") == ["x", name, "y"]


class _Counted(str):
    """A name that counts how often it is compared."""

    compared = 0

    def __eq__(self, other):
        _Counted.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_names_that_stand_there_twice_in_their_order():
    assert repeated(["a", "b", "c", "b", "a", "a"]) == ["a", "b"]


def test_no_name_is_compared_with_every_other():
    names = [_Counted(f"column {number}") for number in range(2000)]
    _Counted.compared = 0
    assert repeated([*names, "column 7"]) == ["column 7"]
    assert _Counted.compared < len(names)
