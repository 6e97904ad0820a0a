import numpy as np
import pytest
from sklearn import model_selection, preprocessing

from nnspec.data.chains.chain import step_from_json, step_to_json
from nnspec.data.steps.step import Target
from nnspec.data.steps.target_encoder import TargetEncoder

DRAW = np.random.default_rng(0)
WORDS = DRAW.choice(np.array(list("abcdefgh"), dtype=object), 200)[:, None]
WORDS[7] = "once"
VALUES = {
    "continuous": DRAW.normal(size=200) + (WORDS[:, 0] == "a"),
    "binary": DRAW.choice(np.array(["no", "yes"], dtype=object), 200),
    "multiclass": DRAW.choice(np.array([1.0, 2.0, 3.0]), 200),
}
NEW = np.array([["a"], ["?"], ["once"]], dtype=object)


def folds(kind, count=5):
    cls = model_selection.KFold if kind == "continuous" else model_selection.StratifiedKFold
    return cls(count, shuffle=True, random_state=0)


@pytest.mark.parametrize("smooth", ["auto", 3.0, 0.0])
@pytest.mark.parametrize("kind", list(VALUES))
def test_it_is_scikit_learns_with_its_cross_fitting(kind, smooth):
    theirs = preprocessing.TargetEncoder(smooth=smooth, target_type=kind, cv=folds(kind))
    expected = theirs.fit_transform(WORDS, VALUES[kind])
    arguments = {"smooth": smooth}
    made, training = TargetEncoder.learn_beside(arguments, WORDS, Target(VALUES[kind], kind))
    np.testing.assert_allclose(training, expected, rtol=1e-12)
    np.testing.assert_allclose(made.apply(NEW), theirs.transform(NEW), rtol=1e-12)
    assert step_from_json(step_to_json(made)) == made
    made.check()


def test_names():
    names = {
        kind: TargetEncoder.learn_beside({}, WORDS, Target(values, kind))[0].output_names(["x"])
        for kind, values in VALUES.items()
    }
    assert names["continuous"] == names["binary"] == ("x",)
    assert names["multiclass"] == ("x: 1", "x: 2", "x: 3")


def test_a_group_is_in_one_fold():
    groups = np.repeat(np.arange(40), 5).astype(float)
    # A category for each group: no other fold says anything of it.
    words = np.array([f"g{group:g}" for group in groups], dtype=object)[:, None]
    target = Target(VALUES["continuous"], "continuous", groups)
    _, training = TargetEncoder.learn_beside({}, words, target)
    assert len(np.unique(training)) == 5


def test_pure_noise_stays_noise():
    words = np.array([f"w{i}" for i in DRAW.integers(0, 100, 400)], dtype=object)[:, None]
    values = DRAW.normal(size=400)
    made, training = TargetEncoder.learn_beside({}, words, Target(values, "continuous"))
    assert abs(np.corrcoef(training[:, 0], values)[0, 1]) < 0.15
    assert np.corrcoef(made.apply(words)[:, 0], values)[0, 1] > 0.3


def test_the_same_seed_makes_the_same_folds():
    target = Target(VALUES["continuous"], "continuous")
    first, again, other = (
        TargetEncoder.learn_beside({"random_state": seed}, WORDS, target)[1] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_fields_are_of_each_other():
    with pytest.raises(ValueError, match="2 categories have"):
        TargetEncoder((("a", "b"),), (((0.5,),),), (0.5,)).check()
    with pytest.raises(ValueError, match="1 classes have 2 means"):
        TargetEncoder((("a",),), (((0.5, 0.5),),), (0.5, 0.5), ("x",)).check()
