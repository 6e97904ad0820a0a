import keras
import numpy as np
import pytest

from nnspec.catalog import load
from nnspec.catalog.identifiers import aliases, public_classes, public_functions


def test_the_main_name_is_the_one_that_the_class_bears():
    classes = public_classes("layers")
    assert classes["MaxPooling2D"] is keras.layers.MaxPool2D
    assert "MaxPool2D" not in classes
    # Keras publishes this one under another name than it bears.
    assert classes["GroupQueryAttention"].__name__ == "GroupedQueryAttention"


def test_functions_leave_the_tools_out():
    functions = public_functions("activations")
    assert functions["silu"] is keras.activations.swish
    assert not {"get", "serialize", "deserialize", "swish"} & set(functions)


def test_aliases_of_a_loss_are_its_function_and_its_abbreviations():
    found = aliases("losses", {"KLDivergence": keras.losses.KLDivergence})
    assert found == {"KLDivergence": ["KLD", "kl_divergence", "kld"]}


@pytest.mark.parametrize("family", ["initializers", "losses", "metrics", "optimizers"])
def test_keras_understands_every_identifier_that_is_not_excepted(family):
    get = getattr(keras, family).get
    compiled = {"accuracy", "Accuracy", "acc"}
    for entry in load().family(family).values():
        for name in (entry.name, *entry.aliases):
            if name in compiled:
                continue
            if name in entry.not_strings:
                with pytest.raises((KeyError, TypeError, ValueError)):
                    get(name)
            else:
                assert get(name) is not None


def test_the_strings_of_compile_are_understood_by_compile():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation="softmax")])
    x, y = np.array([[0.0, 1.0]]), np.array([[1]])
    for loss, metric in (("crossentropy", "accuracy"), ("ce", "acc"), ("ce", "Accuracy")):
        model.compile(loss=loss, metrics=[metric])
        logs = model.evaluate(x, y, verbose=0, return_dict=True)
        assert set(logs) == {"loss", metric}
    # The class of that name wants equal numbers, and would be 0 for any probability.
    assert logs["Accuracy"] == (model.predict(x, verbose=0).argmax() == 1)
