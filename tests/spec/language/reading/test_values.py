import math

import pytest
from support import reader_of, said

from nnspec.catalog import Entry, Parameter
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec
from nnspec.spec.language.reading.values import read_value

ENTRY = Entry("layers", "Thing")


def read(text, **facts):
    reader = reader_of(f"x: {text}")
    parameter = Parameter("p", **facts)
    value = read_value(reader, parameter, ENTRY, reader.document.find(("x",)), ("x",))
    return value, said(reader.problems)


NUMBER = {"kinds": ("number",)}
WHOLE = {"kinds": ("integer",)}
LIST = {"kinds": ("list",), "item_kinds": ("integer",), "minimum": 1}
RATE = {"kinds": ("number", "object"), "families": ("schedules",), "minimum": 0,
        "exclusive_minimum": True}  # fmt: skip
LOOKS = {"kinds": ("object", "null"), "families": ("activations",)}
CHOICE = {"kinds": ("choice", "null"), "choices": ("auto", "min", "max")}


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("5", NUMBER, 5),
        ("1e-3", NUMBER, 0.001),
        ("5", WHOLE, 5),
        ("true", {"kinds": ("boolean",)}, True),
        ("word", {"kinds": ("string",)}, "word"),
        ("'5'", {"kinds": ("string",)}, "5"),
        ("", LOOKS, None),
        ("null", CHOICE, None),
        ("min", CHOICE, "min"),
        ("{a: [1]}", {"kinds": ("mapping",)}, {"a": [1]}),
        ("[1, 2]", LIST, [1, 2]),
        ("[]", LIST, []),
        ("[x, {a: 1}]", {"kinds": ("list",)}, ["x", {"a": 1}]),
        ("[[1], 2]", {"kinds": ("list",), "item_kinds": ("list", "integer")}, [[1], 2]),
        ("[null, a]", {"kinds": ("list",), "item_kinds": ("null", "string")}, [None, "a"]),
        (".inf", NUMBER, math.inf),
    ],
)
def test_right_values(text, facts, value):
    found, problems = read(text, **facts)
    assert problems == []
    assert found == value
    assert type(found) is type(value)


def test_objects():
    found, problems = read("relu", **LOOKS)
    assert (found.name, found.path, problems) == ("relu", ("x",), [])
    found, _ = read("{CosineDecay: {initial_learning_rate: 0.1, decay_steps: 5}}", **RATE)
    assert isinstance(found, ObjectSpec) and found.name == "CosineDecay"
    several = {"kinds": ("list",), "item_kinds": ("object",), "families": ("layers",)}
    found, _ = read("[Flatten, {Dense: 1}]", **several)
    assert [one.name for one in found] == ["Flatten", "Dense"]


@pytest.mark.parametrize(
    ("text", "facts", "code", "message", "hint"),
    [
        ("five", WHOLE, "wrong-type", "expected a whole number, found the text 'five'", None),
        ("5.5", WHOLE, "wrong-type", "expected a whole number, found 5.5", None),
        ("true", WHOLE, "wrong-type", "expected a whole number, found true", None),
        ("", WHOLE, "wrong-type", "expected a whole number, found nothing", None),
        ("[1]", NUMBER, "wrong-type", "expected a number, found a list", None),
        ("{a: 1}", NUMBER, "wrong-type", "expected a number, found a mapping", None),
        ("'5'", WHOLE, "wrong-type", "expected a whole number, found the text '5'",
         "write 5 without quotes"),
        ("0,5", NUMBER, "wrong-type", "expected a number, found the text '0,5'", "write 0.5"),
        ("20%", NUMBER, "wrong-type", "expected a number, found the text '20%'", "write 0.2"),
        ("yes", {"kinds": ("boolean",)}, "wrong-type",
         "expected true or false, found the text 'yes'", "write true"),
        ("off", {"kinds": ("boolean",)}, "wrong-type",
         "expected true or false, found the text 'off'", "write false"),
        ("1", {"kinds": ("boolean",)}, "wrong-type", "expected true or false, found 1", None),
        ("5", LOOKS, "wrong-type", "expected an activation or null, found 5", None),
        ("mni", CHOICE, "unknown-choice", "'mni' is not one of auto, min, max",
         "did you mean 'min'?"),
        ("5", CHOICE, "wrong-type", "expected one of auto, min, max or null, found 5", None),
        ("fast", RATE, "wrong-type", "expected a number or a schedule, found the text 'fast'",
         None),
        ("'0.1'", RATE, "wrong-type", "expected a number or a schedule, found the text '0.1'",
         "write 0.1 without quotes"),
        ("0", RATE, "out-of-range", "expected above 0, found 0", None),
        (".nan", NUMBER, "out-of-range", "expected a number, found nan", None),
        ("5", {**NUMBER, "minimum": 0, "maximum": 1, "exclusive_maximum": True}, "out-of-range",
         "expected at least 0 and below 1, found 5", "did you mean 0.05?"),
        ("[1, 2]", {**LIST, "length": 3}, "wrong-type",
         "expected a list of 3, found one of 2", None),
        ("5", {**LIST, "length": 2}, "wrong-type", "expected a list of 2 whole numbers, found 5",
         None),
        ("word", {"kinds": ("mapping", "list")}, "wrong-type",
         "expected a mapping or a list of values, found the text 'word'",
         "write [word]"),
    ],
)  # fmt: skip
def test_wrong_values(text, facts, code, message, hint):
    found, problems = read(text, **facts)
    assert found is UNREADABLE
    assert problems == [(code, f"Thing.p: {message}", hint)]


def test_items_of_a_list_are_named_by_position():
    found, problems = read("[1, a, 0, 2.5, [1]]", **LIST)
    assert found == [1, UNREADABLE, UNREADABLE, UNREADABLE, UNREADABLE]
    assert problems == [
        ("wrong-type", "Thing.p[1]: expected a whole number, found the text 'a'", None),
        ("out-of-range", "Thing.p[2]: expected at least 1, found 0", None),
        ("wrong-type", "Thing.p[3]: expected a whole number, found 2.5", None),
        ("wrong-type", "Thing.p[4]: expected a whole number, found a list", None),
    ]


def test_a_misspelt_schedule_is_a_schedule():
    _, problems = read("CosineDecy", **RATE)
    assert problems == [
        ("unknown-schedule", "there is no schedule 'CosineDecy'", "did you mean 'CosineDecay'?")
    ]
