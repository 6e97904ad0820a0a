from __future__ import annotations

import pytest

from nnspec.spec.language.keys import find_key, keys, keys_of
from nnspec.spec.language.sections import Spec, TrainingSection


def test_every_section_and_key_is_there_in_order():
    assert [key.label for key in keys_of(())] == list(Spec.model_fields)
    assert [key.path[-1] for key in keys_of(("training",))] == list(TrainingSection.model_fields)
    assert len(keys()) == len({key.label for key in keys()})


@pytest.mark.parametrize("key", keys(), ids=lambda key: key.label)
def test_every_key_is_explained(key):
    assert key.summary
    assert key.takes not in ("", "a list", "a mapping", "an object")


@pytest.mark.parametrize(
    ("label", "takes", "default", "required"),
    [
        ("training.epochs", "a whole number (at least 1)", 100, False),
        ("training.shuffle", "true or false", True, False),
        ("training.memory", "a size such as 2GiB, at least 64MiB", None, False),
        ("training.device", "auto, cpu or gpu", "auto", False),
        ("training.distribute", "mirrored", None, False),
        ("data.split.seed", "a whole number (0 to 4294967295)", 42, False),
        ("data.split.validation", "a fraction below 1, a number of rows, or a data source",
         0.2, False),
        ("data.target", "a column, a list of columns, or {output: columns}", None, True),
        ("preprocessing.categorical", "a preprocessing step, or a list of them",
         "OneHotEncoder", False),
        ("compile.optimizer", "an optimizer", "rmsprop", False),
        ("compile.metrics", "a list of metrics, or {output: metrics}", [], False),
    ],
)  # fmt: skip
def test_a_key(label, takes, default, required):
    key = find_key(label)
    assert (key.takes, key.default, key.required) == (takes, default, required)


def test_a_section_says_what_it_is():
    key = find_key("data.split")
    assert key.summary == "Which rows train, which validate, which test"
    assert key.section is not None


def test_no_such_key():
    assert find_key("training.epoch") is None
