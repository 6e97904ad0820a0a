import zipfile

import pytest
from support import reader_of, said

from nnspec.spec.language.objects import UNREADABLE, ObjectSpec
from nnspec.spec.language.places import read_objects
from nnspec.spec.load import read_spec


def read(text):
    reader = reader_of(text)
    return read_objects(reader.document, reader), said(reader.problems)


def source(text):
    tree, problems = read(f"data: {{source: {text}}}")
    return tree["data"]["source"], problems


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("a.csv", {"path": "a.csv"}),
        ("../A.CSV", {"path": "../A.CSV"}),
        ("a.csv.gz", {"path": "a.csv.gz"}),
        ("a.txt", {"path": "a.txt"}),
        ("a.tsv", {"path": "a.tsv", "sep": "\t"}),
        ("a.tsv.xz", {"path": "a.tsv.xz", "sep": "\t"}),
        ("{csv: a.dat}", {"path": "a.dat"}),
        ("{csv: {path: a.dat, sep: ';'}}", {"path": "a.dat", "sep": ";"}),
    ],
)
def test_files(text, arguments):
    found, problems = source(text)
    assert (found.name, found.arguments, problems) == ("csv", arguments, [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../data/a.parquet", "parquet"),
        ("A.JSONL", "jsonl"),
        ("a.ndjson.gz", "jsonl"),
        ("a.xlsx", "excel"),
        ("a.npz", "npz"),
    ],
)
def test_files_of_other_formats(text, name):
    found, problems = source(text)
    assert (found.name, found.arguments, problems) == (name, {"path": text}, [])


def test_a_parquet_file_is_not_packed():
    assert source("a.parquet.gz")[1][0][0] == "unknown-source"


def test_a_password_in_a_spec():
    text = "{sql: {url: 'postgresql://ann:secret@db/plant', query: SELECT 1}}"
    found, problems = source(text)
    assert found == UNREADABLE
    message = "sql.url has a password written out; a spec names an environment variable instead"
    assert [problem[:2] for problem in problems] == [("password-in-spec", message)]
    assert source(text.replace("secret", "${DB_PASSWORD}"))[1] == []


def test_the_file_in_a_zip_beside_the_spec(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("rows.json", "[]")
    text = "data: {source: a.zip, target: y}\nlayers: [Flatten]\ncompile: {loss: mse}\n"
    (tmp_path / "spec.yaml").write_text(text)
    loaded, _ = read_spec(tmp_path / "spec.yaml")
    assert (loaded.spec.data.source.name, loaded.spec.data.source.arguments) == (
        "json",
        {"path": "a.zip"},
    )


def test_bundled_sources():
    assert source("load_iris")[0].name == "load_iris"
    moons, problems = source("{make_moons: {n_samples: 200, noise: 0.2}}")
    assert (moons.arguments, problems) == ({"n_samples": 200, "noise": 0.2}, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("load_irs", ("unknown-source", "'load_irs' is neither a data file nor a data source",
                      "did you mean 'load_iris'?")),
        ("a.dat", ("unknown-source", "'a.dat' is neither a data file nor a data source",
                    "a file's name ends in .csv, .txt, .tsv, .jsonl, .ndjson, .json, .parquet, "
                    ".arrow, .feather, .ipc, .arrows, .xlsx, .xlsm, .npz or .zip; "
                    "another text file is {csv: {path: a.dat}}")),
        ("plant", ("unknown-source", "'plant' is neither a data file nor a data source",
                   "a file's name ends in .csv, .txt, .tsv, .jsonl, .ndjson, .json, .parquet, "
                   ".arrow, .feather, .ipc, .arrows, .xlsx, .xlsm, .npz or .zip")),
        ("a.sav", ("unsupported-file", "'a.sav' is an SPSS file (.sav), which cannot be read",
                   "save it as .csv")),
        ("5", ("wrong-type", "expected a data source, found 5", None)),
        ("[a.csv]", ("wrong-type", "expected a data source, found a list", None)),
    ],
)  # fmt: skip
def test_wrong_sources(text, problem):
    found, problems = source(text)
    assert (found, problems) == (UNREADABLE, [problem])


def layers(text):
    tree, problems = read("layers:\n" + text)
    return tree["layers"], problems


def test_layers_in_a_row():
    found, problems = layers("  - Dense: 3\n  - Flatten\n  - {Dense: 1, name: end}")
    assert problems == []
    assert [layer.object.name for layer in found] == ["Dense", "Flatten", "Dense"]
    assert [layer.name for layer in found] == [None, None, "end"]
    assert [layer.path for layer in found] == [("layers", 0), ("layers", 1), ("layers", 2)]
    assert found[0].sources is None


def test_a_graph():
    found, problems = layers(
        "  - Dense: 3\n    name: a\n    from: x\n"
        "  - layer: a\n    from: y\n    name: b\n"
        "  - Concatenate:\n    from: [a, b]\n"
    )
    assert problems == []
    assert [layer.sources for layer in found] == [("x",), ("y",), ("a", "b")]
    assert (found[1].object, found[1].shared, found[1].name) == (None, "a", "b")


def test_a_name_among_the_arguments():
    found, problems = layers("  - Dense: {units: 1, name: end}")
    assert (found[0].name, problems) == ("end", [])
    _, problems = layers("  - Dense: {units: 1, name: end}\n    name: other")
    assert problems == [("two-names", "the layer has two names, 'other' and 'end'", None)]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("  - Dense: 3\n    activation: relu",
         [("unknown-key", "a layer's entry has no 'activation'; beside the layer it may have "
           "name, from", "arguments stand in braces: Dense: {activation: ...}")]),
        ("  - Dense:\n    units: 3",
         [("unknown-key", "a layer's entry has no 'units'; beside the layer it may have "
           "name, from", "indent it further than Dense, or write Dense: {units: ...}")]),
        ("  - Dense: 3\n    form: x",
         [("unknown-key", "a layer's entry has no 'form'; beside the layer it may have "
           "name, from", "did you mean 'from'?")]),
        ("  - Dense: 3\n    Flatten:",
         [("several-objects", "expected a layer, found several keys: 'Dense' and 'Flatten'",
           "start each of them with '- '")]),
        ("  - layer: a\n    Dense: 3",
         [("several-objects", "an entry is either a layer or 'layer: a', not both", None)]),
        ("  - Dense: 3\n    name: 5",
         [("wrong-type", "name: expected a name, found 5", None)]),
        ("  - Dense: 3\n    from: [a, 5]",
         [("wrong-type", "from: expected a name, found 5", None)]),
        ("  - name: a",
         [("wrong-type", "expected a layer, found an empty mapping", None)]),
        ("  []", [("no-layers", "layers is empty: a network needs at least one layer", None)]),
        ("  Dense: 3", [("wrong-type", "layers: expected a list, found a mapping",
                         "start each layer with '- '")]),
        ("  layers: [{Dense: 3}]", [("wrong-type", "layers: expected a list, found a mapping",
                                     "leave the inner 'layers:' out")]),
        ("  -Dense: 3", [("wrong-type", "layers: expected a list, found a mapping",
                          "put a space after each '-': '- Dense: 3'")]),
        ("  - sigmoid", [("unknown-layer", "there is no layer 'sigmoid'",
                          "sigmoid is an activation: write Activation: sigmoid")]),
        ("  - Dense: {units: 3, activation: ReLU}",
         [("unknown-activation", "there is no activation 'ReLU'", "did you mean 'relu'?")]),
    ],
)  # fmt: skip
def test_wrong_layers(text, problems):
    found, said_of_it = layers(text)
    assert said_of_it == problems
    assert found


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
