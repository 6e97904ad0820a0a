import numpy as np
import pytest
from sklearn import datasets

from nnspec.data.formats.bundled import GENERATORS, LOADERS, load_bundled
from nnspec.errors import DataError


@pytest.mark.parametrize("name", LOADERS)
def test_bundled_sets_have_the_columns_of_scikit_learns_frame(name):
    bunch = getattr(datasets, name)(as_frame=True)
    table = load_bundled(name)
    assert table.names == tuple(bunch.frame.columns)
    assert table.origin == name
    for column in bunch.feature_names:
        np.testing.assert_array_equal(table[column], bunch.frame[column].to_numpy(float))


@pytest.mark.parametrize("name", GENERATORS)
def test_generators_are_the_same_each_time(name):
    table = load_bundled(name, {"n_samples": 20})
    features, target = getattr(datasets, name)(n_samples=20, random_state=0)[:2]
    assert table.names == (*(f"x{i + 1}" for i in range(features.shape[1])), "target")
    np.testing.assert_array_equal(table["x1"], features[:, 0])
    np.testing.assert_array_equal(table["target"], target)


def test_class_names_are_text_and_other_targets_numbers():
    assert load_bundled("load_iris").examples("target") == ["setosa", "versicolor", "virginica"]
    assert load_bundled("load_breast_cancer").examples("target") == ["malignant", "benign"]
    assert load_bundled("load_digits", {"n_class": 2}).examples("target") == [0.0, 1.0]
    assert load_bundled("load_diabetes").is_numeric("target")
    assert load_bundled("load_linnerud").names[-3:] == ("Weight", "Waist", "Pulse")


def test_several_targets_and_lists_for_tuples():
    table = load_bundled("make_regression", {"n_features": 3, "n_targets": 2, "n_informative": 2})
    assert table.names == ("x1", "x2", "x3", "target_1", "target_2")
    assert load_bundled("make_moons", {"n_samples": [3, 4]}).n_rows == 7


@pytest.mark.parametrize(
    ("name", "arguments", "message", "hint"),
    [
        ("make_moon", {}, "there is no data source 'make_moon'", "did you mean 'make_moons'?"),
        ("load_iris", {"return_X_y": True}, "load_iris takes no return_X_y in a spec", None),
        (
            "make_moons",
            {"samples": 3},
            "make_moons: got an unexpected keyword argument 'samples'",
            None,
        ),
    ],
)
def test_what_can_be_wrong(name, arguments, message, hint):
    with pytest.raises(DataError) as error:
        load_bundled(name, arguments)
    (problem,) = error.value.problems
    assert (problem.message, problem.hint) == (message, hint)
