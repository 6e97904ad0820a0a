import pytest

from nnspec.spec.language.objects import UNREADABLE, LayerSpec, ObjectSpec, object_text


def test_argument():
    spec = ObjectSpec("Dense", {"units": 3, "activation": None})
    assert spec.argument("units") == 3
    assert spec.argument("activation", "relu") is None
    assert spec.argument("use_bias", True) is True
    assert spec.argument("use_bias") is None


def test_readable():
    assert ObjectSpec("Dense", {"units": 3, "names": [1, ObjectSpec("L2")]}).readable
    assert not UNREADABLE.readable
    assert not ObjectSpec("Dense", {"units": UNREADABLE}).readable
    assert not ObjectSpec("Dense", {"units": [1, [UNREADABLE]]}).readable
    assert not ObjectSpec("Dense", {"r": ObjectSpec("L2", {"l2": UNREADABLE})}).readable


def test_layer_label():
    dense = ObjectSpec("Dense")
    assert LayerSpec(dense).label == "Dense"
    assert LayerSpec(dense, name="end").label == "'end'"
    assert LayerSpec(None, shared="end").label == "the repeated 'end'"


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        ({}, "S"),
        ({"a": True, "b": "x", "c": "y z"}, "S: {a: true, b: x, c: y z}"),
        ({"a": None}, "S: {a: null}"),
        ({"a": "x: y", "b": (1, 2)}, 'S: {a: "x: y", b: [1, 2]}'),
        (
            {"a": ObjectSpec("L2", {"l2": 0.1}), "b": ObjectSpec("L1")},
            "S: {a: {L2: {l2: 0.1}}, b: L1}",
        ),
    ],
)
def test_objects_as_yaml(arguments, written):
    assert object_text(ObjectSpec("S", arguments)) == written
