import pytest

from nnspec.catalog import load, source_columns


@pytest.mark.parametrize(
    ("name", "arguments", "features", "targets"),
    [
        ("make_moons", {"noise": 0.2}, ("x1", "x2"), ("target",)),
        ("make_blobs", {"n_features": 3}, ("x1", "x2", "x3"), ("target",)),
        ("make_blobs", {"centers": [[0, 0, 0], [1, 1, 1]]}, ("x1", "x2", "x3"), ("target",)),
        ("make_blobs", {"centers": 4}, ("x1", "x2"), ("target",)),
        (
            "make_regression",
            {"n_features": 2, "n_targets": 2},
            ("x1", "x2"),
            ("target_1", "target_2"),
        ),
        (
            "load_linnerud",
            {},
            ("Chins", "Situps", "Jumps"),
            ("Weight", "Waist", "Pulse"),
        ),
    ],
)
def test_columns_are_known_from_the_spec_alone(name, arguments, features, targets):
    entry = load().find("sources", name)
    assert source_columns(entry, arguments) == (features, targets)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("csv", {"path": "x.csv"}), ("make_blobs", {"n_features": "two"})],
)
def test_what_only_the_data_says_is_none(name, arguments):
    assert source_columns(load().find("sources", name), arguments) is None


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("make_friedman1", {"n_features": 6}),
        ("make_friedman2", {}),
        ("make_friedman3", {}),
        ("make_hastie_10_2", {"n_samples": 5}),
        ("make_s_curve", {}),
        ("make_swiss_roll", {}),
        ("make_circles", {}),
        ("make_classification", {}),
        ("make_gaussian_quantiles", {}),
        ("make_sparse_uncorrelated", {}),
        ("make_regression", {"n_targets": 3}),
    ],
)
def test_generators_make_as_many_columns(name, arguments):
    from sklearn import datasets

    features, targets = source_columns(load().find("sources", name), arguments)
    x, y = getattr(datasets, name)(**arguments, random_state=0)
    assert x.shape[1] == len(features)
    assert (y.shape[1] if y.ndim == 2 else 1) == len(targets)
