import numpy as np
import pytest
from sklearn import preprocessing

from nnspec.data.chains.chain import step_from_json, step_to_json
from nnspec.data.steps.spline_transformer import SplineTransformer
from nnspec.spec.language.objects import ObjectSpec

BLOCK = np.random.default_rng(0).lognormal(size=(300, 2))
NEW = np.vstack([BLOCK, [[-3.0, 40.0], [0.0, -1.0]], BLOCK.min(axis=0), BLOCK.max(axis=0)])


@pytest.mark.parametrize("extrapolation", ["constant", "linear", "continue", "periodic"])
@pytest.mark.parametrize("degree", [1, 2, 3, 4])
@pytest.mark.parametrize("knots", ["uniform", "quantile"])
@pytest.mark.parametrize("include_bias", [True, False])
def test_it_is_scikit_learns(extrapolation, degree, knots, include_bias):
    arguments = {
        "degree": degree,
        "knots": knots,
        "extrapolation": extrapolation,
        "include_bias": include_bias,
    }
    made = SplineTransformer.learn(arguments, BLOCK)
    # Of several columns at once its linear continuation of degree 1 goes astray.
    theirs = [preprocessing.SplineTransformer(**arguments).fit(BLOCK[:, [i]]) for i in (0, 1)]
    expected = np.hstack([one.transform(NEW[:, [i]]) for i, one in enumerate(theirs)])
    np.testing.assert_allclose(made.apply(NEW), expected, rtol=1e-9, atol=1e-9)
    made.check()
    width = SplineTransformer.width(ObjectSpec("SplineTransformer", arguments))
    assert 2 * width == expected.shape[1] == len(made.output_names(["a", "b"]))


def test_it_is_kept_as_plain_numbers():
    made = SplineTransformer.learn({"n_knots": 3}, BLOCK[:, :1])
    assert step_from_json(step_to_json(made)) == made
    assert made.output_names(["age"])[:2] == ("age spline 1", "age spline 2")


def test_no_value_has_no_splines():
    made = SplineTransformer.learn({}, BLOCK[:, :1])
    assert np.isnan(made.apply(np.array([[np.nan]]))).all()


def test_evenly_spaced_knots_need_the_ends_alone():
    made = SplineTransformer.learn_from_blocks({}, lambda: iter((BLOCK[:100], BLOCK[100:])), list)
    assert made == SplineTransformer.learn({}, BLOCK)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({}, "it needs two different values"), ({"knots": "quantile"}, "it needs two different")],
)
def test_one_value_has_no_knots(arguments, message):
    with pytest.raises(ValueError, match=message), np.errstate(all="ignore"):
        SplineTransformer.learn(arguments, np.ones((5, 1)))


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (
            {"extrapolation": "periodic", "n_knots": 3},
            ("extrapolation", "periodic splines of degree 3 need more than 3 knots"),
        ),
        ({}, None),
    ],
)
def test_contradictions(arguments, found):
    made = SplineTransformer.contradiction(ObjectSpec("SplineTransformer", arguments))
    assert (made and made[:2]) == found


def test_knots_rise_and_have_polynomials():
    made = SplineTransformer.learn({}, BLOCK[:, :1])
    with pytest.raises(ValueError, match="do not rise"):
        SplineTransformer((made.knots[0][::-1],), made.polynomials).check()
    with pytest.raises(ValueError, match="5 knots have polynomials of shape"):
        SplineTransformer(made.knots, (made.polynomials[0][1:],)).check()
