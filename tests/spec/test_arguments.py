import inspect

import pytest

import nnspec
from nnspec.checks.validate import validate
from nnspec.spec.arguments import values_are_overrides
from nnspec.training.train import train


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"epochs": 3},
            "has no parameter 'epochs': it is a value of the spec: "
            "overrides={'training.epochs': 3}",
        ),
        (
            {"epochs": 3, "lr": 0.1},
            "has no parameter 'epochs' or 'lr': they are values of the spec: "
            "overrides={'training.epochs': 3, 'compile.optimizer': {'Adam': "
            "{'learning_rate': 0.1}}}",
        ),
        (
            {"metrics": ["mae", "mse"]},
            "has no parameter 'metrics': it is a value of the spec: "
            "overrides={'compile.metrics': ['mae', 'mse']}",
        ),
        (
            {"device": "cpu"},
            "has no parameter 'device': it is a value of the spec: "
            "overrides={'training.device': 'cpu'}",
        ),
        (
            {"target": "y"},
            "has no parameter 'target': it is a value of the spec: overrides={'data.target': 'y'}",
        ),
        ({"override": ()}, "has no parameter 'override': did you mean 'overrides'?"),
        (
            {"epochs": object()},
            "has no parameter 'epochs'; its parameters: path, overrides, data, ignore, change",
        ),
    ],
)
def test_a_value_of_the_spec(arguments, message):
    with pytest.raises(TypeError) as caught:
        nnspec.validate("a.yaml", **arguments)
    assert str(caught.value) == f"validate() {message}"


def test_what_is_told_works(workshop):
    with pytest.raises(TypeError) as caught:
        nnspec.train("species.yaml", epochs=3)
    told = str(caught.value).partition("overrides=")[2]
    assert told == "{'training.epochs': 3}"
    found = validate("species.yaml", {"training.epochs": 3})
    assert found.problems == ()
    assert found.loaded.spec.training.epochs == 3


def test_the_function_stays_what_it_is():
    assert list(inspect.signature(train).parameters)[:2] == ["spec", "overrides"]
    assert validate.__doc__.startswith("Find everything")

    @values_are_overrides
    def add(a, b=2):
        return a + b

    assert add(1, b=4) == 5
