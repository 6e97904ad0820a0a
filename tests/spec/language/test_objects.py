from nnspec.spec.language.objects import UNREADABLE, LayerSpec, ObjectSpec


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
