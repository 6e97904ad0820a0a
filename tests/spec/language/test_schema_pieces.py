from __future__ import annotations

import jsonschema
import pytest

from nnspec.spec.language.schema_pieces import COLUMNS, list_of, mapping_of, one_or_more, reference

NUMBER = {"type": "number"}


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        (list_of(NUMBER), [[], [1]], [1, ["a"]]),
        (list_of(NUMBER, 1), [[1]], [[]]),
        (one_or_more(NUMBER), [1, [], [1, 2]], ["a", ["a"]]),
        (mapping_of(NUMBER), [{}, {"a": 1}], [[], {"a": "b"}]),
        (mapping_of(NUMBER, 1), [{"a": 1}], [{}]),
        (COLUMNS, ["a", False, ["a", "b"]], [[], 5, [5]]),
    ],
)
def test_what_it_takes(schema, right, wrong):
    judge = jsonschema.Draft7Validator(schema)
    assert all(map(judge.is_valid, right))
    assert not any(map(judge.is_valid, wrong))


def test_a_reference():
    assert reference("losses.Huber") == {"$ref": "#/definitions/losses.Huber"}
