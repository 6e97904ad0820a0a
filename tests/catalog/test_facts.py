import pytest

from nnspec.catalog import facts, load


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Huber", "regression"),
        ("CosineSimilarity", "regression"),
        ("Hinge", "binary"),
        ("KLDivergence", "one_hot"),
        ("CategoricalGeneralizedCrossEntropy", "sparse"),
    ],
)
def test_target(name, expected):
    assert facts.target(name) == expected


def test_every_fact_is_about_something_that_there_is():
    catalog = load()
    known = {*catalog.names("losses"), *catalog.names("metrics")}
    assert set.union(*facts.TARGETS.values()) - {"Accuracy"} <= known
    assert facts.HIGHER_IS_BETTER - {"Accuracy"} <= known
    layers = catalog.family("layers")
    assert (facts.CELLS | facts.CODING_LAYERS).issubset(layers)
    for here in facts.REQUIRED:
        name, parameter = here.split(".")
        assert layers[name].parameter(parameter).required
    for name, paths in facts.PATH_PARAMETERS.items():
        assert catalog.find("callbacks", name).path_parameters == tuple(paths)
