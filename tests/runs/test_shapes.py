"""What may stand under a key of a run's JSON."""

from __future__ import annotations

import pytest

from nnspec.runs.shapes import (
    COUNT,
    FLAG,
    MAPPING,
    NUMBER,
    TEXT,
    WHOLE,
    any_of,
    list_of,
    mapping_of,
    one_of,
    optional,
    record_of,
)


@pytest.mark.parametrize(
    ("shape", "value", "said"),
    [
        (TEXT, 5, "'k' is no text: 5"),
        (FLAG, 1, "'k' is no true or false: 1"),
        (NUMBER, True, "'k' is no number: True"),
        (NUMBER, 10**400, f"'k' is no number: 1{'0' * 56}..."),
        (list_of(COUNT), 10**400, f"'k' is no list: 1{'0' * 56}..."),
        (COUNT, -1, "'k' is no count: -1"),
        (COUNT, 1.0, "'k' is no count: 1.0"),
        (WHOLE, "1", "'k' is no whole number: '1'"),
        (MAPPING, [], "'k' is no mapping: []"),
        (one_of("a", "b"), ["a"], "'k' is none of a, b: ['a']"),
        (optional(TEXT), 0, "'k' is no text: 0"),
        (any_of(FLAG, TEXT), None, "'k' is no text: None"),
        (list_of(TEXT), "ab", "'k' is no list: 'ab'"),
        (list_of(list_of(COUNT)), [[1], [2, None]], "'k[1][1]' is no count: None"),
        (mapping_of(COUNT), {"a": 1, "b": {}}, "'k.b' is no count: {}"),
        (record_of({"a": TEXT}), {"a": 1, "z": 2}, "'k.a' is no text: 1"),
        (record_of({"a": TEXT}, ("a",)), {}, "it has no 'k.a'"),
    ],
)
def test_what_does_not_fit(shape, value, said):
    with pytest.raises(ValueError) as caught:
        shape(value, "k")
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (TEXT, ""),
        (FLAG, False),
        (NUMBER, -1.5),
        (NUMBER, 10**300),
        (COUNT, 0),
        (WHOLE, -(10**30)),
        (one_of("a"), "a"),
        (optional(TEXT), None),
        (any_of(FLAG, TEXT), True),
        (list_of(TEXT), []),
        (record_of({"a": TEXT}), {"z": 1}),
    ],
)
def test_what_fits(shape, value):
    assert shape(value, "k") is None
