"""Everything that is wrong, at once, in the order of the file, and without TensorFlow."""

from __future__ import annotations

import pytest

from nnspec.checks.validate import validate
from nnspec.errors import SpecError
from nnspec.spec.smoke import smoke


def codes(result):
    return [problem.code for problem in result.problems]


def test_a_right_spec(workshop):
    result = validate("species.yaml")
    assert (result.problems, result.errors, result.warnings) == ((), (), ())
    assert result.require() is result
    assert result.loaded.spec.name == "species"
    assert result.look.rows == 344
    assert result.roles.targets == {"species": ("species",)}


def test_everything_is_said_at_once_and_in_order(workshop):
    (workshop / "net.yaml").write_text(
        "data: {source: concrete.csv, target: strenght}\n"
        "layers: [{Dense: {unit: 4}}, {Dense: {units: 1, activation: softmax}}]\n"
        "compile: {optimizer: adamm, loss: mse}\n"
        "training: {epoch: 3}\n"
        "callbacks: [{EarlyStopping: {monitor: val_los, restore_best_weights: true}}]\n",
        encoding="utf-8",
    )
    result = validate("net.yaml")
    assert codes(result) == [
        "unknown-column",
        "unknown-parameter",
        "unknown-optimizer",
        "unknown-key",
        "unknown-monitor",
    ]
    lines = [problem.location.line for problem in result.problems]
    assert lines == sorted(lines)
    with pytest.raises(SpecError) as caught:
        result.require()
    assert caught.value.problems == result.problems


def test_nothing_is_raised_for_files_that_cannot_be_read(workshop):
    assert codes(validate("none.yaml")) == ["no-such-file"]
    (workshop / "net.yaml").write_text("data: [\n", encoding="utf-8")
    assert codes(validate("net.yaml")) == ["yaml-syntax"]


def test_missing_data_are_shown_where_the_spec_names_them(workshop):
    result = validate("species.yaml", ["name=other"])
    assert result.problems == ()
    (workshop / "penguins.csv").unlink()
    (problem,) = validate("species.yaml").problems
    assert problem.message == "there is no file penguins.csv"
    assert (problem.location.file, problem.location.line) == ("species.yaml", 2)


def test_what_preprocessing_would_refuse_is_known(workshop):
    result = validate("species.yaml", ["preprocessing.numeric=StandardScaler"])
    assert "missing-values" in codes(result)


def test_warnings_do_not_stop(workshop):
    result = validate("strength.yaml")
    assert codes(result) == ["duplicate-rows"]
    assert result.errors == ()
    assert result.require() is result
    assert validate("strength.yaml", ignore=["duplicate-rows"]).problems == ()


def test_a_check_that_there_is_not(workshop):
    (problem,) = validate("species.yaml", ignore=["duplicate-row"]).problems
    assert problem.message == "there is no check 'duplicate-row' to ignore"
    assert problem.hint == "did you mean 'duplicate-rows'?"


def test_a_change_is_checked_too(workshop):
    result = validate("species.yaml", change=smoke)
    assert result.problems == ()
    assert result.loaded.spec.name == "species-smoke"


def test_no_message_shows_a_password(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(
        """\
data:
  source: {sql: {url: "postgresql://ann:hunter2@db/plant", quer: SELECT 1}}
  target: y
layers: [Dense: 1]
compile: {optimizer: adam, loss: mse}
""",
        encoding="utf-8",
    )
    found = validate("net.yaml")
    assert {problem.code for problem in found.errors} >= {"password-in-spec", "unknown-parameter"}
    assert "hunter2" not in repr(found.problems)
    shown = {problem.location.excerpt for problem in found.errors}
    line = '  source: {sql: {url: "postgresql://ann:*******@db/plant", quer: SELECT 1}}'
    assert line in shown


def test_a_database_is_looked_at(tmp_path, monkeypatch):
    import sqlite3

    monkeypatch.chdir(tmp_path)
    connection = sqlite3.connect("plant.db")
    connection.execute("CREATE TABLE t (x REAL, y REAL)")
    connection.executemany("INSERT INTO t VALUES (?, ?)", [(k, k % 7) for k in range(60)])
    connection.commit()
    connection.close()
    text = """\
data:
  source: {sql: {url: "sqlite:///plant.db", query: "SELECT x, y FROM t ORDER BY x"}}
  target: y
preprocessing: {numeric: StandardScaler}
layers: [Dense: 1]
compile: {optimizer: adam, loss: mse}
"""
    (tmp_path / "net.yaml").write_text(text, encoding="utf-8")
    found = validate("net.yaml")
    assert found.errors == ()
    assert found.look.names == ("x", "y")
    (tmp_path / "net.yaml").write_text(text.replace("FROM t ", "FROM tt "), encoding="utf-8")
    (problem,) = validate("net.yaml").errors
    assert problem.message == "the query fails on plant.db: no such table: tt"
    assert problem.location.line == 2
