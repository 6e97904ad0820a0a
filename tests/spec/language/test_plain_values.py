"""Plain values of a spec, and what is said of wrong ones."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.plain_values import (
    read_check_names,
    read_class_weight,
    read_features,
    read_filter,
    read_memory,
    read_one_or_more,
    read_part,
    read_run_name,
    read_target,
    read_text_or_list,
    read_xla,
)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (read_text_or_list, "strength", ("strength",)),
        (read_text_or_list, ["water", "fat"], ("water", "fat")),
        (read_check_names, None, ()),
        (read_check_names, "codes", ("codes",)),
        (read_target, {"out": "a", 2: ["b", "c"]}, {"out": ("a",), "2": ("b", "c")}),
        (read_features, {"exclude": "id"}, {"exclude": ("id",)}),
        (read_one_or_more, None, None),
        (read_one_or_more, "empty-rows", ("empty-rows",)),
        (read_one_or_more, ["empty-rows"], ("empty-rows",)),
        (read_part, 0.25, 0.25),
        (read_part, 40, 40),
        (read_part, ObjectSpec("csv", {"path": "a.csv"}), ObjectSpec("csv", {"path": "a.csv"})),
        (read_xla, "auto", "auto"),
        (read_xla, False, False),
        (read_memory, "2 GiB", "2 GiB"),
        (read_class_weight, "balanced", "balanced"),
        (read_class_weight, {0: 1, "yes": 2.5}, {"0": 1, "yes": 2.5}),
        (read_run_name, 5, "5"),
    ],
)
def test_values(read, value, expected):
    assert read(value) == expected


@pytest.mark.parametrize(
    ("read", "value", "kind", "message"),
    [
        (read_text_or_list, [], "wrong-type", "expected a column or a list of columns, found a"),
        (read_check_names, 5, "wrong-type", "expected a list of checks' names, found 5"),
        (read_features, {"include": "a"}, "wrong-type", "expected a list of columns or {exclude: "),
        (read_filter, 5, "wrong-type", "expected a condition, found 5"),
        (read_filter, "year >", "bad-filter", ""),
        (read_part, True, "wrong-type", "expected a fraction below 1, a number of rows or a data "),
        (read_part, 1.0, "out-of-range", "expected a fraction of at least 0 and below 1, or a "),
        (read_xla, "yes", "wrong-type", "expected auto, true or false, found "),
        (read_memory, "much", "bad-memory", ""),
        (read_class_weight, {"yes": -1}, "out-of-range", "expected a number of at least 0 as the "),
        (read_class_weight, {"yes": "2"}, "wrong-type", "expected a number as the weight of 'yes'"),
        (read_run_name, "a/b", "bad-name", "expected at most 64 letters, digits, '_', '-' and"),
        (read_run_name, "a.", "bad-name", "expected at most 64 letters, digits, '_', '-' and"),
        (read_run_name, "a\n", "bad-name", "expected at most 64 letters, digits, '_', '-' and"),
        (read_run_name, "Con", "bad-name", "the text 'Con' names a device on Windows, also before"),
        (read_run_name, "com1.x", "bad-name", "the text 'com1.x' names a device on Windows, also"),
    ],
)
def test_wrong_values(read, value, kind, message):
    with pytest.raises(PydanticCustomError) as caught:
        read(value)
    assert caught.value.type == kind
    assert caught.value.message().startswith(message)


def test_hints():
    with pytest.raises(PydanticCustomError) as caught:
        read_text_or_list([3])
    assert caught.value.context["hint"] == 'a column that is called 3 stands in quotes: "3"'
    with pytest.raises(PydanticCustomError) as caught:
        read_part("20%")
    assert caught.value.context["hint"] == "write 0.2"
