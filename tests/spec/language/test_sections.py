import pytest
from pydantic import ValidationError

from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.sections import Spec, TrainingSection

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


def test_defaults():
    least = spec(name="a")
    assert least.training.model_dump() == {
        "epochs": 100,
        "batch_size": 32,
        "seed": 42,
        "shuffle": True,
        "xla": "auto",
        "validation_split": 0.0,
        "class_weight": None,
        "device": "auto",
        "distribute": None,
        "memory_growth": True,
        "precision": "float32",
        "memory": None,
        "deterministic": True,
    }
    split = least.data.split
    assert (split.validation, split.test, split.seed, split.stratify) == (0.2, 0.2, 42, None)
    assert [step.name for step in least.preprocessing.numeric] == ["passthrough"]
    assert [step.name for step in least.preprocessing.categorical] == ["OneHotEncoder"]
    assert least.compile.optimizer.name == "RMSprop"
    assert least.callbacks == ()


def test_unknown_keys_are_refused_everywhere():
    assert errors(TrainingSection, {"epoch": 5}) == [("extra_forbidden", ("epoch",))]
    assert errors(Spec, {**LEAST, "other": 1}) == [("extra_forbidden", ("other",))]


def test_sections_do_not_change():
    with pytest.raises(ValidationError):
        spec().training.epochs = 5


@pytest.mark.parametrize("value", ["5", 5.0, True, None])
def test_nothing_is_converted(value):
    assert errors(TrainingSection, {"epochs": value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("epochs", 0),
        ("batch_size", 0),
        ("seed", -1),
        ("seed", 2**32),
        ("shuffle", 1),
        ("xla", "yes"),
        ("xla", 1),
        ("validation_split", 1.0),
        ("validation_split", -0.1),
        ("class_weight", "even"),
        ("class_weight", {}),
        ("class_weight", {"yes": True}),
        ("class_weight", {"yes": -1}),
        ("class_weight", {"yes": float("inf")}),
        ("device", "tpu"),
        ("distribute", "all"),
        ("memory_growth", 1),
        ("precision", "float16"),
        ("memory", "2 GO"),
        ("memory", "1MiB"),
        ("memory", True),
        ("deterministic", 0),
    ],
)
def test_bounds(key, value):
    assert errors(TrainingSection, {key: value})[0][1] == (key,)


@pytest.mark.parametrize("name", ["a", "A1", "a-b_c.d", "x" * 64, 5])
def test_names(name):
    assert spec(name=name).name == str(name)


@pytest.mark.parametrize("name", ["", "a b", "-a", ".a", "x" * 65, "é", "a/b", "a\n", None, True])
def test_wrong_names(name):
    assert errors(Spec, {**LEAST, "name": name})[0][1] == ("name",)


def test_no_layers():
    assert errors(Spec, {**LEAST, "layers": ()}) == [("too_short", ("layers",))]
