import numpy as np
import pytest
from sklearn import preprocessing

from nnspec.data.chains.chain import step_from_json, step_to_json
from nnspec.data.steps.k_bins_discretizer import KBinsDiscretizer
from nnspec.spec.language.objects import ObjectSpec

BLOCK = np.random.default_rng(0).lognormal(size=(300, 2)).round(1)


@pytest.mark.parametrize("strategy", ["uniform", "quantile", "kmeans"])
@pytest.mark.parametrize("encode", ["onehot", "ordinal"])
def test_it_is_scikit_learns(strategy, encode):
    theirs = preprocessing.KBinsDiscretizer(
        n_bins=6,
        strategy=strategy,
        encode="onehot-dense" if encode == "onehot" else encode,
        quantile_method="averaged_inverted_cdf",
        random_state=0,
    ).fit(BLOCK)
    made = KBinsDiscretizer.learn({"n_bins": 6, "strategy": strategy, "encode": encode}, BLOCK)
    new = np.vstack([BLOCK, [[-5.0, 1e9]]])
    np.testing.assert_array_equal(made.apply(new), theirs.transform(new))
    assert len(made.output_names(["a", "b"])) == made.apply(new).shape[1]
    assert step_from_json(step_to_json(made)) == made
    made.check()


def test_names_say_the_bins():
    assert KBinsDiscretizer(((5.0, 10.5),)).output_names(["age"]) == (
        "age=below 5",
        "age=5 to 10.5",
        "age=from 10.5",
    )
    assert KBinsDiscretizer(((5.0,),), one_hot=False).output_names(["age"]) == ("age",)


@pytest.mark.filterwarnings("ignore:Feature 0 is constant")
def test_a_column_of_one_value_has_one_bin():
    made = KBinsDiscretizer.learn({}, np.full((9, 1), 3.0))
    assert made.edges == ((),)
    assert made.apply(np.array([[3.0], [7.0]])).tolist() == [[1.0], [1.0]]
    assert made.output_names(["x"]) == ("x=any",)


def test_no_value_has_no_bin():
    made = KBinsDiscretizer(((1.0,),)).apply(np.array([[np.nan], [2.0]]))
    assert np.isnan(made[0]).all()
    assert made[1].tolist() == [0, 1]


def test_bins_of_one_width_need_the_ends_alone():
    arguments = {"strategy": "uniform"}
    made = KBinsDiscretizer.learn_from_blocks(
        arguments, lambda: iter((BLOCK[:100], BLOCK[100:])), list
    )
    assert made == KBinsDiscretizer.learn(arguments, BLOCK)


def test_width():
    assert KBinsDiscretizer.width(ObjectSpec("KBinsDiscretizer", {"encode": "ordinal"})) == 1
    assert KBinsDiscretizer.width(ObjectSpec("KBinsDiscretizer")) is None


def test_edges_rise():
    with pytest.raises(ValueError, match="do not rise"):
        KBinsDiscretizer(((1.0, 1.0),)).check()
