import inspect

import pytest
from sklearn import datasets, impute, preprocessing

from nnspec.catalog import load
from nnspec.catalog.formats import format_facts
from nnspec.catalog.scikit_families import BUNDLED, GENERATORS, notation
from nnspec.data.chains.chain import STEPS


@pytest.mark.parametrize("name", [name for name in STEPS if not name.islower()])
def test_steps_have_the_defaults_of_scikit_learn(name):
    estimator = getattr(preprocessing, name, None) or getattr(impute, name)
    signature = inspect.signature(estimator).parameters
    entry = load().find("preprocessing", name)
    for parameter in entry.parameters:
        default = signature[parameter.name].default
        if parameter.name == "random_state":
            default = 0  # scikit-learn's None draws others each time.
        assert parameter.default == (list(default) if isinstance(default, tuple) else default)
    estimator(**{parameter.name: parameter.default for parameter in entry.parameters})


def test_steps_say_which_columns_they_are_for():
    found = {name: entry.applies_to for name, entry in load().family("preprocessing").items()}
    assert found == {
        "KBinsDiscretizer": "numeric",
        "MaxAbsScaler": "numeric",
        "MinMaxScaler": "numeric",
        "OneHotEncoder": "categorical",
        "OrdinalEncoder": "categorical",
        "TargetEncoder": "categorical",
        "PowerTransformer": "numeric",
        "QuantileTransformer": "numeric",
        "RobustScaler": "numeric",
        "SimpleImputer": "any",
        "SplineTransformer": "numeric",
        "StandardScaler": "numeric",
        "log1p": "numeric",
        "passthrough": "any",
    }


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets_are_described_as_they_are(name):
    entry = load().find("sources", name)
    frame = getattr(datasets, name)(as_frame=True).frame
    assert list(frame.columns) == [*entry.columns, *entry.target_columns]
    assert len(frame) == entry.rows
    if entry.task == "classification":
        assert frame["target"].nunique() == len(entry.classes)


@pytest.mark.parametrize("name", GENERATORS)
def test_generators_take_the_defaults_of_their_entry(name):
    entry = load().find("sources", name)
    arguments = {parameter.name: parameter.default for parameter in entry.parameters}
    arguments = {
        key: tuple(value) if isinstance(value, list) else value for key, value in arguments.items()
    }
    arguments["n_samples"] = 24
    x, y = getattr(datasets, name)(**arguments)
    assert len(x) == len(y) == 24
    if entry.classes:
        assert set(y) == set(entry.classes)
    if entry.class_count_parameter:
        assert len(set(y)) == arguments[entry.class_count_parameter]


def test_every_loader_of_scikit_learn_is_named_or_left_out_for_a_reason():
    public = {name for name in datasets.__all__ if name.startswith(("fetch_", "load_", "make_"))}
    catalog = load()
    assert (
        public == {*catalog.names("sources"), *catalog.omitted("sources")} - format_facts().keys()
    )


def test_a_constraint_of_a_new_kind_is_not_guessed():
    with pytest.raises(LookupError, match="needs a case"):
        notation([object()])
