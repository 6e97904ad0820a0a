"""Exported files give what `predict` gives, in programs that know nothing of nnspec."""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support import Heard, said

import nnspec
from nnspec.errors import InputError, NnspecError, RunError
from nnspec.export.export import export
from nnspec.export.network_onnx import quiet_export
from nnspec.export.onnx_file import run_onnx
from nnspec.export.saved_model import run_saved_model
from nnspec.network.backend import load_keras
from nnspec.training.train import train

DATA = {"strength": "concrete", "species": "penguins", "sexes": "sexes", "twins": "sexes"}
ALL = ("onnx", "saved_model", "tflite")
FILES = [(name, to) for name in DATA for to in ALL if (name, to) != ("species", "tflite")]
ROWS = 60


@pytest.fixture(scope="module")
def exported(trained, tmp_path_factory):
    """By run and format: what `export` gave, and what a plain process made of the file."""
    folder = tmp_path_factory.mktemp("exported")
    given, rows = {}, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(trained)
        for name, to in FILES:
            path = folder / f"{name}-{to}"
            given[name, to] = export(name, to, path, with_preprocessing=True)
        for name, file in DATA.items():
            features = nnspec.load(name).features
            with Path(f"{file}.csv").open(encoding="utf-8", newline="") as lines:
                first = list(itertools.islice(csv.DictReader(lines), ROWS))
            rows[name] = raw(first, features)
    documents = [
        {"format": to, "path": str(given[name, to].path), "inputs": rows[name]}
        for name, to in FILES
    ]
    (folder / "files.json").write_text(json.dumps(documents))
    script = Path(__file__).with_name("plain.py")
    line = [sys.executable, str(script), str(folder / "files.json"), str(folder / "results.json")]
    # Away from the repository, and without the path to it.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    subprocess.run(line, check=True, capture_output=True, cwd=folder, env=environment)
    made = json.loads((folder / "results.json").read_text())
    return {key: (given[key], one) for key, one in zip(FILES, made, strict=True)}


def raw(rows, features):
    columns = {name: [row[name] for row in rows] for name in features}
    texts = ("island", "sex")
    return {
        name: ["" if v == "NA" else v for v in values]
        if name in texts
        else [float("nan") if v in ("NA", "") else float(v) for v in values]
        for name, values in columns.items()
    }


@pytest.mark.parametrize(("name", "to"), FILES)
def test_a_plain_program_gets_what_predict_gives(exported, in_trained, name, to):
    done, made = exported[name, to]
    assert (done.format, done.preprocessing) == (to, True)
    assert done.checked.rows_of == "test"
    assert done.checked.largest_difference < 1e-5
    classes = name != "strength"
    expected = nnspec.predict(name, f"{DATA[name]}.csv", proba=classes).columns
    numbers = {k: v for k, v in expected.items() if v.dtype.kind == "f"}
    for column, values in expected.items():
        if column.startswith("predicted_"):
            found = made[column]
            if column in numbers:
                np.testing.assert_allclose(found, values[:ROWS], rtol=1e-5)
            else:
                assert found == values[:ROWS].tolist()
    shares = [v for k, v in numbers.items() if k.startswith("probability_")]
    found = [v for k, v in made.items() if k.startswith("probabilities_")]
    assert len(found) == classes
    if shares:
        np.testing.assert_allclose(found[0], np.column_stack(shares)[:ROWS], atol=1e-5)


def test_the_network_alone(in_trained, tmp_path):
    from nnspec.export.onnx_file import run_onnx
    from nnspec.export.saved_model import run_saved_model
    from nnspec.export.tflite import run_tflite

    x = {"input": np.linspace(-1, 1, 24, dtype=np.float32).reshape(3, 8)}
    runs = {"onnx": run_onnx, "saved_model": run_saved_model, "tflite": run_tflite}
    with quiet_export():
        made = {
            to: run(export("strength", to, tmp_path / f"net-{to}").path, x)
            for to, run in runs.items()
        }
    for found in made.values():
        np.testing.assert_allclose(found["strength"], made["onnx"]["strength"], rtol=1e-5)


def test_copies_of_the_runs_own_files(in_trained, tmp_path):
    for to, file in (("onnx", "model.onnx"), ("keras", "model.keras"), ("h5", "model.h5")):
        done = export("sexes", to, tmp_path / f"new/net.{to}")
        assert done.checked is None
        assert done.path.read_bytes() == (done.folder.path / file).read_bytes()
    net = load_keras().saving.load_model(tmp_path / "new/net.keras")
    assert net.count_params() == 31


def test_a_damaged_file_is_not_copied(own_trained):
    path = next(Path("runs/sexes").glob("*/model.h5"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RunError, match=r"model\.h5 of run .* is damaged: it has"):
        export("sexes", "h5")
    assert not Path("sexes.h5").exists()


def test_without_a_portable_model_there_is_no_onnx(own_trained):
    (path,) = Path("runs/sexes").glob("*/run.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["files"]["model.onnx"]
    record["portable"] = {"kept": False, "reason": "Foo is not supported"}
    path.write_text(json.dumps(record), encoding="utf-8")
    path.with_name("model.onnx").unlink()
    for inside in (False, True):
        with pytest.raises(InputError, match=r"has no model\.onnx: Foo is not supported"):
            export("sexes", "onnx", with_preprocessing=inside)
    done = export("sexes", "saved_model", Path("net"), with_preprocessing=True)
    assert done.checked.largest_difference < 1e-5


def test_without_an_h5_file_there_is_no_h5(own_trained):
    (path,) = Path("runs/sexes").glob("*/run.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["files"]["model.h5"]
    record["h5"] = {"kept": False, "reason": "Unknown layer: 'Foo'"}
    path.write_text(json.dumps(record), encoding="utf-8")
    path.with_name("model.h5").unlink()
    with pytest.raises(InputError, match=r"has no model\.h5: Unknown layer: 'Foo'"):
        export("sexes", "h5")


def test_an_old_file_stays_unless_forced(own_trained):
    Path("sexes.onnx").write_text("mine")
    with pytest.raises(InputError, match=r"sexes\.onnx exists already"):
        export("sexes", "onnx")
    assert Path("sexes.onnx").read_text() == "mine"
    export("sexes", "onnx", force=True)
    assert Path("sexes.onnx").stat().st_size > 1000


@pytest.mark.parametrize("to", ["onnx", "saved_model"])
def test_a_file_that_differs_is_not_kept(in_trained, tmp_path, monkeypatch, to):
    from nnspec.export.translate import Translation

    inputs = Translation.inputs

    def wrong(self, given):
        made = inputs(self, given)
        ops = self._ops
        return {n: ops.add(x, ops.as_float32(ops.numbers([[0.01]]))) for n, x in made.items()}

    monkeypatch.setattr(Translation, "inputs", wrong)
    with pytest.raises(NnspecError) as caught:
        export("strength", to, tmp_path / "net", with_preprocessing=True)
    (problem,) = caught.value.problems
    assert (caught.value.exit_code, problem.code) == (1, "export-differs")
    assert problem.message.startswith(f"the {to} file differs from predict by ")
    assert problem.hint == "at most 1e-04 is accepted; the file is not kept"
    assert list(tmp_path.iterdir()) == []


def test_without_the_data_the_rows_are_synthetic(own_trained):
    Path("penguins.csv").unlink()
    said = Heard()
    done = export("species", "onnx", with_preprocessing=True, listener=said)
    assert (done.checked.rows_of, done.checked.rows) == ("synthetic", 256)
    assert said.notes[-1] == (
        "compared on synthetic rows within the ranges of data.json: there is no file penguins.csv"
    )
    next(Path("runs/species").glob("*/data.json")).unlink()
    with pytest.raises(InputError, match=r"has neither its data nor data\.json"):
        export("species", "onnx", with_preprocessing=True, force=True)


@pytest.mark.parametrize("to", ["onnx", "saved_model"])
def test_a_feature_with_the_name_of_an_output(own_trained, no_plots, to):
    lines = ["x,predicted_y,predicted_y_1,probabilities_y,y"]
    lines += [f"{i / 20},{i % 5},{i % 7},{i % 3},{'no' if i < 15 else 'yes'}" for i in range(40)]
    Path("second.csv").write_text("\n".join(lines))
    Path("second.yaml").write_text(
        "name: second\ndata: {source: second.csv, target: y}\nlayers: [Dense: 1]\n"
        "compile: {loss: {BinaryCrossentropy: {from_logits: true}}}\ntraining: {epochs: 1}\n"
    )
    run = nnspec.train("second.yaml").folder
    heard = Heard()
    done = export("second", to, with_preprocessing=True, listener=heard)
    assert heard.notes[-2:] == [
        "predicted_y is a feature of this run: the file's output is predicted_y_2",
        "probabilities_y is a feature of this run: the file's output is probabilities_y_1",
    ]
    rows = {name: np.array([0.5, 1.5, 0.0]) for name in nnspec.load(run.path).features}
    found = (run_onnx if to == "onnx" else run_saved_model)(done.path, rows)
    assert sorted(found) == ["predicted_y_2", "probabilities_y_1"]
    expected = nnspec.load(run.path).predict(rows, proba=True)
    assert found["predicted_y_2"].tolist() == expected["predicted_y_2"].tolist()
    np.testing.assert_allclose(
        found["probabilities_y_1"][:, 1], expected["probability_yes"], rtol=0, atol=1e-6
    )


BENT = """\
name: bent
data: {source: bent.npz, target: y}
preprocessing: {columns: {x: QuantileTransformer}}
layers: [{Dense: 1}]
compile: {loss: mse}
training: {epochs: 1}
"""


@pytest.mark.slow
def test_an_array_with_a_formula_for_each_number(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draw = np.random.default_rng(0)
    np.savez("bent.npz", x=draw.normal(size=(40, 300)), y=draw.normal(size=40))
    Path("bent.yaml").write_text(BENT, encoding="utf-8")
    train("bent.yaml", plots=False)
    with pytest.raises(InputError) as raised:
        export("bent", "onnx", Path("bent.onnx"), with_preprocessing=True)
    assert said(raised.value.problems) == [
        (
            "cannot-hold",
            "onnx cannot hold QuantileTransformer of 'x': it has a formula for each of 300 numbers",
            "leave --with-preprocessing out, or train with StandardScaler in its place",
        )
    ]
