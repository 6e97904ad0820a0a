from __future__ import annotations

import json

from nnspec.spec.schema.build import schema
from nnspec.spec.schema.text import schema_text


def test_it_is_the_same_document():
    assert json.loads(schema_text(schema())) == schema()


def test_a_parameter_has_a_line():
    lines = [line.strip() for line in schema_text(schema()).split("\n")]
    assert sum(line.startswith('"units": {"description"') for line in lines) > 5


def test_what_is_short_stands_on_one_line():
    assert schema_text({"type": "object", "properties": {"a": {"type": "string"}}}) == (
        '{"type": "object", "properties": {"a": {"type": "string"}}}\n'
    )


def test_what_is_long_has_a_line_a_property():
    long = {"type": "string", "description": "x" * 60}
    assert schema_text({"properties": {"a": long, "b": long}}).split("\n") == [
        "{",
        ' "properties": {',
        f'  "a": {json.dumps(long)},',
        f'  "b": {json.dumps(long)}',
        " }",
        "}",
        "",
    ]
