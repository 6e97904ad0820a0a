import pytest

from nnspec.report.spec_text import MISSING, differences, value_text


@pytest.mark.parametrize(
    ("specs", "found"),
    [
        (({"a": 1}, {"a": 1}), []),
        (
            ({"training": {"epochs": 1, "seed": 1}}, {"training": {"epochs": 2, "seed": 1}}),
            [("training.epochs", (1, 2))],
        ),
        (({"a": 1}, {"a": True}), [("a", (1, True))]),
        (({"a": 1}, {}), [("a", (1, MISSING))]),
        (({"a": 1}, {"a": 1}, {"a": 2}), [("a", (1, 1, 2))]),
        (
            ({"o": {"Adam": {"learning_rate": 0.1}}}, {"o": {"Adam": {"learning_rate": 0.2}}}),
            [("o.Adam.learning_rate", (0.1, 0.2))],
        ),
        (
            ({"o": {"Adam": {"learning_rate": 0.1}}}, {"o": {"SGD": {"learning_rate": 0.1}}}),
            [("o", ({"Adam": {"learning_rate": 0.1}}, {"SGD": {"learning_rate": 0.1}}))],
        ),
        (
            (
                {"layers": [{"Dense": {"units": 8}}, {"Dense": {"units": 1}}]},
                {"layers": [{"Dense": {"units": 4}}, {"Dense": {"units": 1}}]},
            ),
            [("layers.0.Dense.units", (8, 4))],
        ),
        (
            (
                {"layers": [{"Dense": {"units": 8}}, {"Dense": {"units": 1}}]},
                {"layers": [{"Dense": {"units": 8}}, {"Dropout": {"rate": 0.1}}, {"Dense": 1}]},
            ),
            [
                ("layers[1]", (MISSING, {"Dropout": {"rate": 0.1}})),
                ("layers[2].Dense", ({"units": 1}, 1)),
            ],
        ),
        (
            (
                {"callbacks": [{"EarlyStopping": {"patience": 5}}, "TerminateOnNaN"]},
                {"callbacks": ["TerminateOnNaN", {"EarlyStopping": {"patience": 9}}]},
            ),
            [("callbacks.EarlyStopping.patience", (5, 9))],
        ),
        (
            (
                {"preprocessing": {"numeric": ["log1p", "StandardScaler"]}},
                {"preprocessing": {"numeric": ["log1p"]}},
            ),
            [("preprocessing.numeric", (["log1p", "StandardScaler"], ["log1p"]))],
        ),
        (({"f": ["a", "b"]}, {"f": ["a"]}), [("f", (["a", "b"], ["a"]))]),
    ],
)
def test_differences(specs, found):
    assert differences(list(specs)) == found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (MISSING, "-"),
        (None, "null"),
        (True, "true"),
        (0.001, "0.001"),
        (1e-7, "1e-07"),
        (0.123456789, "0.123456789"),
        (["a", 1], "[a, 1]"),
        ({"Dense": {"units": 8, "use_bias": True}}, "Dense: 8"),
        ({"Dense": {"units": 8, "activation": "relu"}}, "Dense: {units: 8, activation: relu}"),
        ({"Dense": {"units": 8}, "name": "a", "from": ["b"]}, "Dense: 8, name: a, from: [b]"),
        ({"EarlyStopping": {"monitor": "val_loss"}}, "EarlyStopping"),
        ({"a": 1, "b": {"c": 2}}, "{a: 1, b: {c: 2}}"),
        ("x" * 80, "x" * 57 + "..."),
    ],
)
def test_values_are_written_as_a_spec_writes_them(value, text):
    assert value_text(value) == text
