import pytest
from support import MINIMAL

from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import load_spec
from nnspec.spec.meaning.logs import better, cure_of_many, log_metrics, metric_log_name, snake_case


@pytest.fixture
def spec_of(tmp_path):
    def load(metrics):
        path = tmp_path / "spec.yaml"
        path.write_text(MINIMAL.replace("mse}", f"mse, metrics: {metrics}}}"), encoding="utf-8")
        return load_spec(path).spec

    return load


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("MeanAbsoluteError", "mean_absolute_error"),
        ("AUC", "auc"),
        ("F1Score", "f1_score"),
        ("R2Score", "r2_score"),
        ("KLDivergence", "kl_divergence"),
        ("accuracy", "accuracy"),
    ],
)
def test_snake_case(name, snake):
    assert snake_case(name) == snake


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        (ObjectSpec("MeanAbsoluteError", identifier="mae"), "mae"),
        (ObjectSpec("R2Score"), "R2Score"),
        (ObjectSpec("AUC", {"curve": "PR"}), "auc"),
        (ObjectSpec("AUC", {"name": "area"}), "area"),
        (ObjectSpec("R2Score", {"class_aggregation": "uniform_average"}), "r2_score"),
    ],
)
def test_metric_log_name(metric, name):
    assert metric_log_name(metric) == name


def test_one_output(spec_of):
    names = log_metrics(spec_of("[mae, {R2Score: {name: r2}}]"), ("y",))
    assert list(names) == ["loss", "mae", "r2"]
    assert names["loss"] is None
    assert names["r2"].name == "R2Score"


def test_several_outputs(spec_of):
    assert list(log_metrics(spec_of("[mae]"), ("a", "b"))) == [
        "loss",
        "a_loss",
        "b_loss",
        "a_mae",
        "b_mae",
    ]
    assert list(log_metrics(spec_of("{y: mae, z: [mse]}"), ("y", "other"))) == [
        "loss",
        "y_loss",
        "other_loss",
        "y_mae",
    ]


@pytest.mark.parametrize(
    ("monitor", "mode", "expected"),
    [
        ("loss", "auto", "min"),
        ("val_loss", "auto", "min"),
        ("val_loss", "max", "max"),
        ("mae", "auto", "min"),
        ("val_R2Score", "auto", "max"),
        ("anything", "auto", None),
        ("anything", "min", "min"),
    ],
)
def test_better(spec_of, monitor, mode, expected):
    assert better(spec_of("[mae, R2Score]"), ("y",), monitor, mode) == expected


def test_weighted_metrics_come_last_and_are_told_apart(spec_of):
    spec = spec_of("[mae], weighted_metrics: [mae, mse]")
    assert list(log_metrics(spec, ("y",))) == ["loss", "mae", "weighted_mae", "mse"]
    assert list(log_metrics(spec, ("a", "b")))[3:] == [
        "a_mae",
        "b_mae",
        "a_weighted_mae",
        "a_mse",
        "b_weighted_mae",
        "b_mse",
    ]
    assert better(spec, ("y",), "val_weighted_mae") == "min"


@pytest.mark.parametrize(
    ("name", "arguments", "cure"),
    [
        ("F1Score", {}, "write F1Score: {average: macro}"),
        ("FBetaScore", {"beta": 2.0}, "write FBetaScore: {average: macro, beta: 2.0}"),
        ("F1Score", {"average": "micro"}, None),
        ("R2Score", {}, None),
        (
            "R2Score",
            {"class_aggregation": None},
            "write R2Score: {class_aggregation: uniform_average}",
        ),
        ("Precision", {"thresholds": [0.3, 0.7]}, "write Precision: {thresholds: 0.3}"),
        ("Precision", {"thresholds": [0.3]}, None),
        ("AUC", {}, None),
    ],
)
def test_metrics_of_several_numbers(name, arguments, cure):
    assert cure_of_many(ObjectSpec(name, arguments)) == cure
