"""Fitted steps against scikit-learn's own pipelines."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import impute, preprocessing
from sklearn.pipeline import make_pipeline

from nnspec.data.chains.chain import (
    apply_steps,
    chain_names,
    invert_steps,
    step_from_json,
    step_to_json,
)
from nnspec.data.chains.fit import fit_steps, needs_numbers
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.steps.domain import OutOfDomainError
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

DATASETS = Path(__file__).parents[3] / "datasets"


def estimator(step):
    name, arguments = step
    arguments = {k: tuple(v) if k.endswith("_range") else v for k, v in arguments.items()}
    if name == "log1p":
        return preprocessing.FunctionTransformer(np.log1p)
    if name == "passthrough":
        return preprocessing.FunctionTransformer()
    if name == "SimpleImputer":
        return impute.SimpleImputer(**arguments)
    if name == "QuantileTransformer":
        arguments = {"random_state": 0, **arguments}
    if name == "OneHotEncoder":
        return preprocessing.OneHotEncoder(**arguments, sparse_output=False)
    return getattr(preprocessing, name)(**arguments)


def compare(chain, training, new):
    """Fit both ways on `training`; compare what both make of `training` and `new`."""

    def for_sklearn(block):
        # scikit-learn's imputer looks for NaN in text, not for None.
        return np.where(np.equal(block, None), np.nan, block) if block.dtype == object else block

    fitted = fit_steps([ObjectSpec(name, arguments) for name, arguments in chain], training)
    fitted = tuple(step_from_json(json.loads(json.dumps(step_to_json(s)))) for s in fitted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline = make_pipeline(*map(estimator, chain)).fit(for_sklearn(training))
        for block in (training, new):
            expected = pipeline.transform(for_sklearn(block))
            actual = apply_steps(fitted, block)
            if actual.dtype == np.float64:
                np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-12)
            else:
                assert actual.tolist() == expected.tolist()
            assert actual.shape[1] == len(chain_names(fitted, ("x",)))
    return fitted


NUMERIC_CHAINS = [
    [("StandardScaler", {})],
    [("StandardScaler", {"with_mean": False})],
    [("StandardScaler", {"with_std": False})],
    [("StandardScaler", {"with_mean": False, "with_std": False})],
    [("MinMaxScaler", {})],
    [("MinMaxScaler", {"feature_range": [-1, 1], "clip": True})],
    [("RobustScaler", {})],
    [("RobustScaler", {"with_centering": False, "unit_variance": True})],
    [("RobustScaler", {"with_scaling": False})],
    [("RobustScaler", {"quantile_range": [5, 95]})],
    [("MaxAbsScaler", {})],
    [("passthrough", {})],
    [("SimpleImputer", {})],
    [("SimpleImputer", {"strategy": "median"}), ("StandardScaler", {})],
    [("SimpleImputer", {"strategy": "most_frequent", "add_indicator": True})],
    [("SimpleImputer", {"strategy": "constant", "fill_value": -1}), ("MinMaxScaler", {})],
    [("SimpleImputer", {"strategy": "constant"})],
    [("SimpleImputer", {"add_indicator": True}), ("StandardScaler", {})],
    [("StandardScaler", {}), ("SimpleImputer", {"strategy": "median"})],
    [("QuantileTransformer", {})],
    [("QuantileTransformer", {"n_quantiles": 7, "output_distribution": "normal"})],
    [("QuantileTransformer", {"n_quantiles": 50, "subsample": 60, "random_state": 3})],
    [("SimpleImputer", {}), ("QuantileTransformer", {"output_distribution": "normal"})],
]
POWER_CHAINS = [
    [("PowerTransformer", {})],
    [("PowerTransformer", {"standardize": False})],
    [("SimpleImputer", {"strategy": "median"}), ("PowerTransformer", {}), ("MinMaxScaler", {})],
]
POSITIVE_CHAINS = [
    [("log1p", {})],
    [("log1p", {}), ("MinMaxScaler", {})],
    [("SimpleImputer", {}), ("log1p", {}), ("RobustScaler", {})],
]
ABOVE_ZERO_CHAINS = [
    [("PowerTransformer", {"method": "box-cox"})],
    [("PowerTransformer", {"method": "box-cox", "standardize": False})],
]
NUMBER_ENCODERS = [
    [("OneHotEncoder", {})],
    [("OneHotEncoder", {"handle_unknown": "ignore", "drop": "first"})],
    [("OrdinalEncoder", {})],
    [("OrdinalEncoder", {}), ("StandardScaler", {})],
]
TEXT_CHAINS = [
    [("OneHotEncoder", {})],
    [("OneHotEncoder", {"drop": "first"})],
    [("OneHotEncoder", {"drop": "if_binary"})],
    [("OneHotEncoder", {"handle_unknown": "ignore"})],
    [("OneHotEncoder", {"handle_unknown": "ignore", "drop": "if_binary"})],
    [("OneHotEncoder", {"handle_unknown": "infrequent_if_exist", "min_frequency": 3})],
    [("OneHotEncoder", {"handle_unknown": "infrequent_if_exist", "min_frequency": 0.2})],
    [("OneHotEncoder", {"handle_unknown": "infrequent_if_exist", "max_categories": 3})],
    [("OneHotEncoder", {"handle_unknown": "ignore", "min_frequency": 2, "max_categories": 3})],
    [
        (
            "OneHotEncoder",
            {"handle_unknown": "infrequent_if_exist", "min_frequency": 2, "drop": "first"},
        )
    ],
    [("OneHotEncoder", {"max_categories": 2})],
    [("OrdinalEncoder", {})],
    [("OrdinalEncoder", {"handle_unknown": "use_encoded_value", "unknown_value": -1})],
]
GAPPY_TEXT_CHAINS = [
    [("SimpleImputer", {"strategy": "most_frequent"}), *chain] for chain in TEXT_CHAINS
] + [
    [("SimpleImputer", {"strategy": "most_frequent"})],
    [("SimpleImputer", {"strategy": "constant", "fill_value": "none"}), ("OneHotEncoder", {})],
    [("SimpleImputer", {"strategy": "constant"}), ("OrdinalEncoder", {})],
    [
        ("SimpleImputer", {"strategy": "most_frequent", "add_indicator": True}),
        ("OneHotEncoder", {}),
    ],
]


def label(chain):
    return "-".join(name for name, _ in chain)


@pytest.mark.parametrize("column", ["cement", "slag", "age", "strength"])
@pytest.mark.parametrize("chain", NUMERIC_CHAINS + POSITIVE_CHAINS + POWER_CHAINS, ids=label)
def test_numbers_of_the_concrete_set(chain, column):
    block = read_csv(DATASETS / "concrete.csv")[column][:, None]
    compare(chain, block[:800], block[800:])


@pytest.mark.parametrize("chain", NUMBER_ENCODERS, ids=label)
def test_years_as_categories(chain):
    block = read_csv(DATASETS / "penguins.csv")["year"][:, None]
    names = chain_names(compare(chain, block, block[:50]), ("year",))
    if chain == NUMBER_ENCODERS[0]:
        assert names == ("year=2007", "year=2008", "year=2009")


@pytest.mark.parametrize("chain", NUMERIC_CHAINS, ids=label)
def test_constant_columns_and_gaps(chain):
    gappy = np.array([[2.5], [np.nan], [2.5], [2.5]])
    compare(chain, gappy, np.array([[np.nan], [7.0]]))
    compare(chain, np.zeros((3, 1)), np.array([[1.0]]))


@pytest.mark.parametrize("chain", NUMERIC_CHAINS, ids=label)
@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(
        st.one_of(st.floats(-1e6, 1e6), st.just(float("nan")), st.sampled_from([0.0, 1.0])),
        min_size=2,
        max_size=30,
    ).filter(lambda values: not all(np.isnan(values))),
    new=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5),
)
def test_any_numbers(chain, values, new):
    compare(chain, np.array(values)[:, None], np.array(new)[:, None])


def text_block(values):
    return np.array(values, dtype=object)[:, None]


@pytest.mark.parametrize("chain", TEXT_CHAINS + GAPPY_TEXT_CHAINS, ids=label)
@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(st.sampled_from(["a", "b", "ccc", "é", "A "]), min_size=1, max_size=30),
    gaps=st.integers(0, 3),
)
def test_any_text(chain, values, gaps):
    training = text_block([*values, *[None] * (gaps if chain in GAPPY_TEXT_CHAINS else 0)])
    compare(chain, training, text_block(values[:3]))


@pytest.mark.parametrize(
    "chain",
    [chain for chain in TEXT_CHAINS if "handle_unknown" in chain[0][1]],
    ids=label,
)
def test_unknown_text(chain):
    compare(chain, text_block(list("aaaabbbbcd")), text_block(["z", "a", "c"]))


def test_infrequent_categories_have_a_name():
    step = ObjectSpec("OneHotEncoder", {"min_frequency": 2})
    fitted = fit_steps([step], text_block(["a", "a", "b", "c"]))
    assert chain_names(fitted, ("x",)) == ("x=a", "x=infrequent")


def test_categories_in_an_order_of_ones_own():
    step = ObjectSpec("OrdinalEncoder", {"categories": ["low", "mid", "high"]})
    fitted = fit_steps([step], text_block(["high", "low"]))
    assert apply_steps(fitted, text_block(["low", "mid", "high"])).tolist() == [[0], [1], [2]]


@pytest.mark.parametrize(
    "chain",
    [
        c
        for c in NUMERIC_CHAINS + POSITIVE_CHAINS + POWER_CHAINS + ABOVE_ZERO_CHAINS
        if not {"SimpleImputer", "QuantileTransformer"} & set(dict(c))
    ],
    ids=label,
)
def test_inverses(chain):
    block = read_csv(DATASETS / "concrete.csv")["strength"][:, None]
    fitted = fit_steps([ObjectSpec(*step) for step in chain], block)
    np.testing.assert_allclose(invert_steps(fitted, apply_steps(fitted, block)), block, rtol=1e-12)


@pytest.mark.parametrize("chain", ABOVE_ZERO_CHAINS, ids=label)
@pytest.mark.parametrize("column", ["cement", "age", "strength"])
def test_box_cox(chain, column):
    block = read_csv(DATASETS / "concrete.csv")[column][:, None]
    gaps = np.vstack([block[:700], [[np.nan]]])
    compare(chain, gaps, np.vstack([block[700:], [[1e6], [np.nan]]]))


@pytest.mark.parametrize("chain", POWER_CHAINS, ids=label)
@pytest.mark.parametrize(
    "values",
    [
        np.random.default_rng(0).lognormal(size=60),
        -np.random.default_rng(0).lognormal(size=60),
        np.random.default_rng(0).normal(size=60) * 100,
        np.r_[np.zeros(50), 1.0, 2.0, 3000.0],
        np.full(9, 2.5),
        np.r_[np.nan, 1.0, 2.0, 4.0],
    ],
    ids=["right", "left", "both", "zeros", "constant", "gap"],
)
def test_powers_of_many_shapes(chain, values):
    compare(chain, values[:, None], np.array([[-3.0], [0.0], [1e-3], [5.0], [1e5]]))


@pytest.mark.parametrize("arguments", [{}, {"output_distribution": "normal", "n_quantiles": 20}])
def test_quantiles_undone_as_scikit_learn_does(arguments):
    block = read_csv(DATASETS / "concrete.csv")[["strength", "age"][len(arguments) % 2]][:, None]
    step = ObjectSpec("QuantileTransformer", arguments)
    fitted = fit_steps([step], block)
    theirs = estimator(("QuantileTransformer", {"random_state": 0, **arguments})).fit(block)
    scores = np.r_[np.linspace(-7, 7, 201), 0.0, 1.0][:, None]
    if not arguments:
        scores = np.clip(scores, -1, 2)
    np.testing.assert_allclose(
        invert_steps(fitted, scores), theirs.inverse_transform(scores), rtol=1e-13
    )


def test_powers_undone_as_scikit_learn_does():
    block = read_csv(DATASETS / "concrete.csv")["age"][:, None]
    for arguments in ({}, {"method": "box-cox"}, {"standardize": False}):
        fitted = fit_steps([ObjectSpec("PowerTransformer", arguments)], block)
        theirs = estimator(("PowerTransformer", arguments)).fit(block)
        scores = np.linspace(-3, 3, 101)[:, None]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = theirs.inverse_transform(scores)
        np.testing.assert_allclose(invert_steps(fitted, scores), expected, rtol=1e-12)


@pytest.mark.parametrize("values", [[1.0, 0.0], [2.0, -1.0, np.nan]])
def test_box_cox_of_what_is_not_above_zero(values):
    step = ObjectSpec("PowerTransformer", {"method": "box-cox"})
    with pytest.raises(OutOfDomainError) as error:
        fit_steps([step], np.array(values)[:, None])
    assert str(error.value) == "PowerTransformer: {method: box-cox} needs values above 0"
    assert error.value.rows.tolist() == [1]


@pytest.mark.parametrize(
    ("name", "arguments", "code", "message", "hint"),
    [
        ("StandardScalar", {}, "unknown-step", "there is no preprocessing step 'StandardScalar'",
         "did you mean 'StandardScaler'?"),
        ("StandardScaler", {"with_means": True}, "unknown-parameter",
         "StandardScaler has no parameter 'with_means'", "did you mean 'with_mean'?"),
        ("OrdinalEncoder",
         {"handle_unknown": "use_encoded_value", "unknown_value": float("nan")},
         "bad-step-argument", "OrdinalEncoder: unknown_value must be a number, not nan", None),
        ("MinMaxScaler", {"feature_range": [1, 0]}, "bad-step-argument",
         "MinMaxScaler: Minimum of desired feature range must be smaller than maximum."
         " Got (1, 0).", None),
        ("QuantileTransformer", {"n_quantiles": 20, "subsample": 10}, "bad-step-argument",
         "QuantileTransformer: The number of quantiles cannot be greater than the number of"
         " samples used. Got 20 quantiles and 10 samples.", None),
    ],
)  # fmt: skip
def test_what_can_be_wrong(name, arguments, code, message, hint):
    with pytest.raises(DataError) as error:
        fit_steps([ObjectSpec(name, arguments)], np.array([[1.0], [2.0]]))
    (problem,) = error.value.problems
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


def test_which_steps_need_numbers():
    def needs(name, **arguments):
        return needs_numbers(ObjectSpec(name, arguments))

    assert needs("StandardScaler") and needs("log1p") and needs("SimpleImputer")
    assert not needs("SimpleImputer", strategy="most_frequent")
    assert not needs("OneHotEncoder") and not needs("passthrough")
