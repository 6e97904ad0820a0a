import pytest
from support import reader_of, said

from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.reading.tree import read_objects


def read(text):
    reader = reader_of(text)
    return read_objects(reader.document, reader), said(reader.problems)


def test_preprocessing():
    tree, problems = read(
        "preprocessing:\n  numeric: StandardScaler\n  categorical: [OneHotEncoder]\n"
        "  columns: {a: [log1p, MinMaxScaler], b: passthrough}\n  target: []\n"
    )
    section = tree["preprocessing"]
    assert problems == []
    assert [step.name for step in section["numeric"]] == ["StandardScaler"]
    assert [step.name for step in section["columns"]["a"]] == ["log1p", "MinMaxScaler"]
    assert section["target"] == ()
    _, problems = read("preprocessing: {columns: [a]}")
    assert problems == [
        (
            "wrong-type",
            "preprocessing.columns: expected a mapping of columns to steps, found a list",
            None,
        )
    ]


def test_compile():
    tree, problems = read("compile: {optimizer: adam, loss: mse, metrics: [mae, R2Score]}")
    section = tree["compile"]
    assert problems == []
    assert (section["optimizer"].name, section["loss"].identifier) == ("Adam", "mse")
    assert [metric.name for metric in section["metrics"]] == ["MeanAbsoluteError", "R2Score"]


@pytest.mark.parametrize(
    ("target", "loss", "names"),
    [
        ("y", "{Huber: 2}", None),
        ("y", "{y: mse}", {"y"}),
        ("y", "{z: mse}", {"z"}),
        ("[y, z]", "{y: mse, z: {Huber: 2}}", {"y", "z"}),
        ("{out: y}", "{out: mse}", {"out"}),
    ],
)
def test_losses_by_output(target, loss, names):
    tree, problems = read(f"data: {{target: {target}}}\ncompile: {{loss: {loss}}}")
    found = tree["compile"]["loss"]
    assert problems == []
    assert isinstance(found, ObjectSpec) if names is None else set(found) == names


def test_a_misspelt_loss_is_no_output():
    _, problems = read("data: {target: y}\ncompile: {loss: {Hubr: 2}}")
    assert problems == [("unknown-loss", "there is no loss 'Hubr'", "did you mean 'Huber'?")]


def test_metrics_by_output():
    tree, problems = read("data: {target: [y, z]}\ncompile: {metrics: {y: mae, z: [mse, mae]}}")
    found = tree["compile"]["metrics"]
    assert problems == []
    assert [len(found[name]) for name in ("y", "z")] == [1, 2]


def test_callbacks():
    tree, problems = read("callbacks:\n  - EarlyStopping: {patience: 3}\n  - CSVLogger")
    assert [one.name for one in tree["callbacks"]] == ["EarlyStopping", "CSVLogger"]
    assert problems == []
    assert read("callbacks:")[0]["callbacks"] == ()


@pytest.mark.parametrize("text", ["data: 5", "data: [1]", "compile:", "preprocessing: word"])
def test_sections_of_the_wrong_kind_are_left_alone(text):
    assert read(text)[1] == []
