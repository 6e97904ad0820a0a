"""Everything that is wrong, at once, in the order of the file, and without TensorFlow."""

from __future__ import annotations

import pytest

from nnspec.checks.validate import validate
from nnspec.data.loading.memory_need import Estimate
from nnspec.errors import DataError, SpecError
from nnspec.listener import Listener
from nnspec.spec.meaning.smoke import smoke
from nnspec.training.read import read_work


def codes(result):
    return [problem.code for problem in result.problems]


def test_a_right_spec(workshop):
    result = validate("species.yaml")
    assert (result.problems, result.errors, result.warnings) == ((), (), ())
    assert result.require() is result
    assert result.loaded.spec.name == "species"
    assert result.preview.rows == 344
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
    assert found.preview.names == ("x", "y")
    (tmp_path / "net.yaml").write_text(text.replace("FROM t ", "FROM tt "), encoding="utf-8")
    (problem,) = validate("net.yaml").errors
    assert problem.message == "the query fails on plant.db: no such table: tt"
    assert problem.location.line == 2


@pytest.fixture
def long_file(tmp_path, monkeypatch):
    """Validate a spec over 24,000 rows whose last 2,000 are unlike those that are looked at.

    `long_file(target, features, end)` gives severities and messages.
    """
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "rows.csv").open("w", encoding="utf-8") as file:
        file.write("x,id,where,late,y,twin,kind,w\n")
        for n in range(24_000):
            end = n >= 22_000
            x, y = (n * 7919) % 1000 / 10, (n * 104_729) % 997 / 7
            row = [x, -n if end else n, "south" if end else "north", x if end else ""]
            row += [y, -y if end else y, "abcd"[3 if end else n % 3], -1 if end else 1]
            file.write(",".join(map(str, row)) + "\n")

    def run(target, features, end="[{Dense: 1}]", loss="mse", more=""):
        text = (
            f"data: {{source: rows.csv, target: {target}, features: {features}{more}}}\n"
            "preprocessing: {numeric: [{SimpleImputer: median}, StandardScaler]}\n"
            f"layers: {end}\ncompile: {{optimizer: adam, loss: {loss}}}\n"
        )
        (tmp_path / "net.yaml").write_text(text, encoding="utf-8")
        checked = validate("net.yaml", ignore=["unscaled-target"])
        return checked, [(p.severity, p.message) for p in checked.problems]

    return run


THREE = "[{Dense: {units: 3, activation: softmax}}]"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        # The beginning of a sorted file is often one month or station, and nothing is said of it.
        (("y", "[x, where]"), []),
        # A column that is empty at first may be filled later.
        (("y", "[x, late]"), []),
        (
            ("y", "[x, id]"),
            [
                (
                    "warning",
                    "in the first 20,000 rows, 'id' counts the rows: it will be different for new "
                    "ones",
                )
            ],
        ),
        (
            ("y", "[x, twin]"),
            [
                (
                    "warning",
                    "in the first 20,000 rows, 'twin' holds the same values as the target 'y'",
                )
            ],
        ),
        # More classes may come, fewer may not.
        (("kind", "[x]", THREE, "sparse_categorical_crossentropy"), []),
        (
            (
                "kind",
                "[x]",
                "[{Dense: {units: 2, activation: softmax}}]",
                "sparse_categorical_crossentropy",
            ),
            [
                (
                    "error",
                    "the last layer has 2 units, but 'kind' has at least 3 classes (a, b, c)",
                )
            ],
        ),
        (
            ("kind", "[x]", "[{Dense: {units: 1, activation: sigmoid}}]", "binary_crossentropy"),
            [
                (
                    "error",
                    "binary_crossentropy tells two classes apart; 'kind' has at least 3 (a, b, c)",
                )
            ],
        ),
        (
            ("late", "[x]"),
            [
                (
                    "error",
                    "target 'late' has no value in 20,000 of the first 20,000 rows of rows.csv",
                )
            ],
        ),
    ],
)
def test_the_first_rows_are_not_every_row(long_file, arguments, said):
    _, found = long_file(*arguments)
    assert found == said


@pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "on disk"])
def test_what_later_rows_show_stops_a_training_before_it_starts(
    long_file, tmp_path, monkeypatch, on_disk
):
    checked, found = long_file("kind", "[x]", THREE, "sparse_categorical_crossentropy")
    assert found == []
    if on_disk:
        # As if they did not fit: memory that is low is no matter of a test.
        needed = Estimate(24_000, 10**9, 1)
        monkeypatch.setattr("nnspec.training.read.estimate", lambda *a, **k: needed)
    with pytest.raises(SpecError) as caught:
        read_work(checked, Listener(), lambda: tmp_path / "cache")
    (problem,) = caught.value.problems
    assert problem.message == ("the last layer has 3 units, but 'kind' has 4 classes (a, b, c, d)")
    assert problem.location.line == 3
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "on disk"])
def test_what_is_wrong_with_later_rows_is_shown_in_the_spec_too(tmp_path, monkeypatch, on_disk):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{n},{'' if n > 20_500 else n % 7},1,{n % 11}\n" for n in range(21_000))
    (tmp_path / "rows.csv").write_text("x,gap,b,y\n" + rows, encoding="utf-8")
    (tmp_path / "net.yaml").write_text(
        "data: {source: rows.csv, target: y, features: {exclude: [b]}}\n"
        "preprocessing: {numeric: StandardScaler}\nlayers: [{Dense: 1}]\n"
        "compile: {optimizer: adam, loss: mse}\n",
        encoding="utf-8",
    )
    checked = validate("net.yaml", ignore=["identifier-column"])
    assert checked.problems == ()
    if on_disk:
        needed = Estimate(21_000, 10**9, 1)
        monkeypatch.setattr("nnspec.training.read.estimate", lambda *a, **k: needed)
    with pytest.raises(DataError) as caught:
        read_work(checked, Listener(), lambda: tmp_path / "cache")
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.line) == ("missing-values", 2)
    assert problem.hint == (
        "write in the spec:  preprocessing: {numeric: [SimpleImputer: median, StandardScaler]}"
    )


def test_it_shows_itself(workshop):
    assert repr(validate("species.yaml")) == "<validation of species.yaml: no problems>"
    assert repr(validate("none.yaml")) == "<validation of a spec: 1 error>"
    found = validate("species.yaml", {"training.epoch": 3, "layers.0.Dense.units": "<b>"})
    assert repr(found) == "<validation of species.yaml: 2 errors>"
    page = found._repr_html_()
    assert page.startswith("<pre>validation of species.yaml: 2 errors\nerror[")
    assert "training has no key &#x27;epoch&#x27;\n  --set training.epoch=3\n" in page
    assert "<b>" not in page


def test_what_it_found_as_text(in_trained):
    assert str(validate("species.yaml")) == "<validation of species.yaml: no problems>"
    found = validate("species.yaml", ["training.verbose=1"])
    assert str(found) == (
        "error[unknown-key]: training has no key 'verbose'\n"
        "  --set training.verbose=1\n"
        "  the command line says it: `nnspec train --quiet` shows warnings alone"
    )


def test_a_source_in_a_folder_beside_it(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.csv").write_text("x,y\n1,2\n2,3\n3,4\n", encoding="utf-8")
    spec = tmp_path / "spec.yaml"
    text = "data: {source: ./b.csv, target: y}\nlayers: [{Dense: 1}]\ncompile: {loss: mse}\n"
    spec.write_text(text, encoding="utf-8")
    (problem,) = validate(spec).errors
    assert problem.hint == "did you mean 'a/b.csv'?"
    assert validate(spec, ["data.source=a/b.csv"]).errors == ()
