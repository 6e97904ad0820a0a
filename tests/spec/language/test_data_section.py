import pytest
from pydantic import ValidationError

from nnspec.spec.language.data_section import SplitSection
from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.sections import Spec

LEAST = {
    "data": {"source": ObjectSpec("csv", {"path": "a.csv"}), "target": "y"},
    "layers": (LayerSpec(ObjectSpec("Dense", {"units": 1})),),
    "compile": {"loss": ObjectSpec("MeanSquaredError")},
}


def spec(**changes):
    return Spec.model_validate({**LEAST, **changes})


def errors(model, values):
    with pytest.raises(ValidationError) as error:
        model.model_validate(values)
    return [(one["type"], one["loc"]) for one in error.value.errors()]


@pytest.mark.parametrize("value", [0, 0.0, 0.999, 1, 200, 10**20])
def test_parts(value):
    assert SplitSection(validation=value).validation == value


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1.0, "out-of-range"),
        (-0.1, "out-of-range"),
        (-1, "out-of-range"),
        (float("nan"), "out-of-range"),
        (float("inf"), "out-of-range"),
        ("20%", "wrong-type"),
        (True, "wrong-type"),
        (None, "wrong-type"),
        ([0.2], "wrong-type"),
    ],
)
def test_wrong_parts(value, kind):
    assert errors(SplitSection, {"test": value}) == [(kind, ("test",))]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("y", ("y",)),
        (["y"], ("y",)),
        (["y", "z"], ("y", "z")),
        ({"out": "y", "other": ["z"]}, {"out": ("y",), "other": ("z",)}),
    ],
)
def test_targets(target, expected):
    assert spec(data={**LEAST["data"], "target": target}).data.target == expected


@pytest.mark.parametrize("target", [5, None, [], {}, [1], [["y"]], {"out": 5}, True])
def test_wrong_targets(target):
    assert (
        errors(Spec, {**LEAST, "data": {**LEAST["data"], "target": target}})[0][0] == "wrong-type"
    )


def test_features():
    def features(value):
        return spec(data={**LEAST["data"], "features": value}).data.features

    assert features(["a", "b"]) == ("a", "b")
    assert features({"exclude": "a"}) == {"exclude": ("a",)}
    assert spec().data.features is None
    for wrong in ({"include": ["a"]}, {}, {"exclude": ["a"], "b": 1}, {"exclude": []}, 5):
        assert errors(Spec, {**LEAST, "data": {**LEAST["data"], "features": wrong}})
