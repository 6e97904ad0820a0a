import pytest

from nnspec import catalog
from nnspec.spec.words import SYNONYMS, code_word, either, right_word, singular, with_article


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


def test_synonyms_are_no_names_themselves():
    known = catalog.load()
    names = {name for family in known.families() for name in known.names(family)}
    assert not names & SYNONYMS.keys()
    parameters = {
        parameter.name
        for family in known.families()
        for entry in known.family(family).values()
        for parameter in entry.parameters
    }
    assert set(SYNONYMS.values()) <= names | parameters
