from __future__ import annotations

import jsonschema
import pytest

from nnspec import catalog
from nnspec.spec.language.reading.reader import ObjectReader
from nnspec.spec.language.schema_pieces import INTEGER_TEXT, NUMBER_TEXT, reference
from nnspec.spec.schema.objects import family_definitions
from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain

CATALOG = catalog.load()
VALUES = (
    *("null", "true", "0", "1", "-1", "7", "0.5", "-0.5", "1.5", "1e-3", "200", ".inf", "five"),
    *('"0.01"', "[]", "[1]", "[1, 2]", "[1, 2, 3]", "[0.5, 0.6]", "[-1, 1]", "[[1, 2], [3, 4]]"),
    *("[a]", "[null, 1]", "{}", "relu", "L2", "{L2: 0.1}", "{L2: {l2: 0.1}}", "{L2: {l3: 1}}"),
    *("Flatten", "{Dense: 2}", "[{Dense: 2}]", "Dense", "he_normal", "MaxNorm", "adam", "auto"),
    *("same", "{CosineDecay: {initial_learning_rate: 0.1, decay_steps: 5}}", "CosineDecay"),
    *("{Dense: 2, Dropout: 0.1}", "{a: 1}", "float32", "epoch", "mean", "valid", "channels_last"),
)


DEFINITIONS = {
    name: definition
    for family in CATALOG.families()
    for name, definition in family_definitions(CATALOG, family).items()
}
JUDGES = {
    family: jsonschema.Draft7Validator({**reference(family), "definitions": DEFINITIONS})
    for family in CATALOG.families()
}


def agreement(family: str, text: str) -> tuple[bool, bool]:
    """Whether the reader takes an object of the family, and whether the schema does."""
    document = parse_document(f"object: {text}\n", "test")
    reader = ObjectReader(document, CATALOG)
    node = document.find(("object",))
    reader.read(node, (family,), ("object",))
    return not reader.problems, JUDGES[family].is_valid(plain(node))


def one_parameter_of_each_kind():
    seen = {}
    for family in CATALOG.families():
        for entry in CATALOG.family(family).values():
            for place, parameter in enumerate(entry.parameters):
                kind = (parameter.kinds, parameter.item_kinds, parameter.families, parameter.length)
                bounds = (parameter.minimum, parameter.maximum, parameter.choices, parameter.base)
                seen.setdefault((*kind, *bounds, place == 0), (entry, parameter.name))
    return list(seen.values())


def required_values(entry, besides: str) -> str:
    values = {"number": "0.5", "integer": "1", "string": "a", "list": "[1]", "boolean": "true"}
    objects = {"layers": "Flatten", "activations": "relu", "optimizers": "adam"}
    parts = []
    for parameter in entry.parameters:
        if parameter.required and parameter.name != besides:
            kind = parameter.kinds[0]
            value = objects.get(parameter.families[0], "?") if kind == "object" else values[kind]
            parts.append(f", {parameter.name}: {value}")
    return "".join(parts)


@pytest.mark.parametrize("family", CATALOG.families())
def test_schema_and_reader_agree_on_every_kind_of_parameter(family):
    different = []
    tried = accepted = 0
    for entry, name in one_parameter_of_each_kind():
        if entry.family != family:
            continue
        others = required_values(entry, name)
        for value in (*VALUES, *entry.parameter(name).choices[:1]):
            texts = [f"{{{entry.name}: {{{name}: {value}{others}}}}}"]
            if entry.parameters[0].name == name and not value.startswith("{"):
                texts.append(f"{{{entry.name}: {value}}}")
            for text in texts:
                read, judged = agreement(family, text)
                tried, accepted = tried + 1, accepted + read
                if read != judged and not (judged and lenient(entry, value)):
                    different.append((text, f"reader {read}, schema {judged}"))
    assert different == []
    assert accepted or not tried


def lenient(entry, value: str) -> bool:
    """What the schema cannot tell apart: null from nothing, and a boolean from YAML 1.1's `no`."""
    if value == "null":
        return True
    return value == "true" and entry.family in ("preprocessing", "sources")


@pytest.mark.parametrize("family", CATALOG.families())
def test_every_name_and_alias_alone(family):
    for name in (*CATALOG.names(family), *CATALOG.omitted(family), "Nonsense"):
        for text in (name, f"{{{name}: {{}}}}", f"{{{name}: {{nonsense: 1}}}}"):
            read, judged = agreement(family, text)
            assert read == judged, text


@pytest.mark.parametrize("family", CATALOG.families())
def test_every_name_is_explained(family):
    names = DEFINITIONS[f"{family}.names"]
    assert len(names["enum"]) == len(names["enumDescriptions"])
    for name in CATALOG.family(family):
        assert DEFINITIONS[f"{family}.{name}"]["description"]
        assert DEFINITIONS[f"{family}.{name}"]["markdownDescription"].startswith(f"`{name}(")


def test_a_parameter_has_its_summary_kinds_bounds_and_default():
    dense = DEFINITIONS["layers.Dense"]["anyOf"][0]
    assert dense["required"] == ["units"]
    assert dense["additionalProperties"] is False
    assert dense["properties"]["units"] == {
        "description": "Positive integer, dimensionality of the output space. "
        "Takes a whole number (at least 1); required.",
        "type": ["integer", "string"],
        "pattern": INTEGER_TEXT,
        "patternErrorMessage": "expected a whole number (at least 1)",
        "minimum": 1,
    }
    assert dense["properties"]["kernel_regularizer"] == {
        "description": "Regularizer function applied to the kernel weights matrix. "
        "Takes a regularizer or null; default null.",
        "default": None,
        "anyOf": [{"$ref": "#/definitions/regularizers"}, {"type": "null"}],
    }


@pytest.mark.parametrize(
    ("text", "number", "integer"),
    [
        *(("1e-3", True, False), ("1E5", True, False), ("-.5e1", True, False)),
        *(("0o17", True, True), ("08", True, True), ("five", False, False)),
        *(("0.01", False, False), ("10", False, False), ("", False, False)),
    ],
)
def test_texts_that_yaml_1_2_reads_as_numbers(text, number, integer):
    assert bool(jsonschema.Draft7Validator({"pattern": NUMBER_TEXT}).is_valid(text)) is number
    assert bool(jsonschema.Draft7Validator({"pattern": INTEGER_TEXT}).is_valid(text)) is integer
