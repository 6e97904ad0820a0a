import pytest

from nnspec import catalog
from nnspec.spec.language.words import (
    SYNONYMS,
    code_word,
    either,
    right_word,
    same_word,
    singular,
    synonym_among,
    with_article,
)


def test_every_family_has_a_singular():
    for family in catalog.load().families():
        assert singular(family) != family or family == "preprocessing"
        assert " " not in code_word(family)


def test_words():
    assert singular("losses") == "loss"
    assert singular("preprocessing") == "preprocessing step"
    assert code_word("preprocessing") == "step"
    assert code_word("sources") == "source"
    assert with_article("optimizer") == "an optimizer"
    assert with_article("layer") == "a layer"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (list("abc"), "a, b or c")]
)
def test_either(words, text):
    assert either(words) == text


def test_right_word():
    assert right_word("unit", ["units"]) == "did you mean 'units'?"
    assert right_word("Neurons", ["units"]) == "did you mean 'units'?"
    assert right_word("lr", ["rate"]) is None
    choices = ["mean", "median", "most_frequent", "constant"]
    assert right_word("mode", choices) == "did you mean 'most_frequent'?"
    assert right_word("maximize", ["auto", "min", "max"]) == "did you mean 'max'?"


def test_a_synonym_is_meant_where_its_name_may_stand():
    known = catalog.load()
    layers, activations = known.names("layers"), known.names("activations")
    assert synonym_among("Linear", layers) == "did you mean 'Dense'?"
    assert synonym_among("BatchNorm1d", layers) == "did you mean 'BatchNormalization'?"
    assert synonym_among("linear", activations) is None
    assert right_word("CrossEntropyLoss", known.names("losses")) == (
        "did you mean 'sparse_categorical_crossentropy'?"
    )


def test_a_name_in_other_letters_comes_before_a_synonym():
    assert right_word("RMSE", ["mse", "rmse"]) == "did you mean 'rmse'?"
    assert right_word("RMSE", ["mse", "mae"]) == "did you mean 'mse'?"


def test_synonyms_are_no_names_themselves():
    known = catalog.load()
    names = {name for family in known.families() for name in known.names(family)}
    # `linear` is an activation, and PyTorch's layer; `rmse` is a metric, and no loss.
    assert names & SYNONYMS.keys() == {"linear", "rmse"}
    parameters = [
        parameter
        for family in known.families()
        for entry in known.family(family).values()
        for parameter in entry.parameters
    ]
    words = names | {parameter.name for parameter in parameters}
    choices = {choice for parameter in parameters for choice in parameter.choices}
    assert set(SYNONYMS.values()) <= words | choices


@pytest.mark.parametrize(
    ("family", "word", "name"),
    [
        ("activations", "ReLU", "relu"),
        ("activations", "LeakyReLU", "leaky_relu"),
        ("callbacks", "early_stopping", "EarlyStopping"),
        ("layers", "batch_normalization", "BatchNormalization"),
        ("layers", "Dens", None),
    ],
)
def test_the_same_word_in_other_letters(family, word, name):
    assert same_word(word, catalog.load().names(family)) == name
