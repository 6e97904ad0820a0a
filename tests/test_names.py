"""Lists of columns as a flag has them."""

from __future__ import annotations

import pytest

from nnspec.names import quoted_name, split_names


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
