"""Parts of the split with files of their own."""

from __future__ import annotations

import pytest

from nnspec.checks.validate import validate
from nnspec.data.loading.load import load_rows
from nnspec.data.split.assign import assign_rows
from nnspec.errors import DataError
from nnspec.listener import Listener
from nnspec.problem_text import problem_lines
from nnspec.spec.load import load_spec
from nnspec.spec.meaning.smoke import smoke
from nnspec.training.read import read_work, run_facts

SPEC = """\
data:
  source: train.csv
  target: kind
  features: {exclude: [id]}
  split: {validation: val.csv, test: TEST}
layers: [{Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: bce}
"""


def csv(rows, header="id,size,code,kind"):
    return "\n".join([header, *rows]) + "\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"{n},{n / 7},a{n % 3},{'no' if n % 2 else 'yes'}" for n in range(120)]
    (tmp_path / "train.csv").write_text(csv(rows), encoding="utf-8")
    # Without the column that nothing uses, in another order, and one more.
    rows = [f"{'no' if n % 2 else 'yes'},a{n % 3},{n / 9},w" for n in range(10)]
    (tmp_path / "val.csv").write_text(csv(rows, "kind,code,size,more"), encoding="utf-8")
    rows = [f"{n},{n / 5},a{n % 3},{'no' if n % 2 else 'yes'}" for n in range(7)]
    (tmp_path / "test.csv").write_text(csv(rows), encoding="utf-8")
    spec(tmp_path)
    return tmp_path


def spec(folder, test="test.csv", old="", new=""):
    text = SPEC.replace("TEST", test).replace(old, new) if old else SPEC.replace("TEST", test)
    (folder / "spec.yaml").write_text(text, encoding="utf-8")


def work(*overrides, change=None):
    return read_work(validate("spec.yaml", overrides, change=change).require(), Listener())


def sizes(done):
    return {name: len(index) for name, index in done.rows.by_name().items()}


def test_each_part_has_the_rows_of_its_file(folder):
    done = work()
    assert sizes(done) == {"training": 120, "validation": 10, "test": 7}
    assert done.table.take(done.rows.validation)["size"].tolist() == [n / 9 for n in range(10)]
    assert done.table.take(done.rows.test).place(6) == "on line 8"
    assert set(done.rows.training.tolist()) == set(range(120))


def test_a_fraction_beside_a_file_is_dealt_from_the_source(folder):
    spec(folder, "0.25")
    done = work()
    assert sizes(done) == {"training": 90, "validation": 10, "test": 30}
    assert done.table.take(done.rows.test).origin == "train.csv"


def test_preprocessing_is_fitted_on_training_rows_alone(folder):
    done = work("preprocessing.numeric=StandardScaler")
    assert done.data.training.x["input"][:, 0].mean() == pytest.approx(0, abs=1e-6)
    assert abs(done.data.validation.x["input"][:, 0].mean()) > 0.5


def test_a_smoke_run_takes_some_rows_of_each_file(folder):
    (folder / "test.csv").write_text(
        (folder / "train.csv").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert sizes(work(change=smoke)) == {"training": 96, "validation": 10, "test": 96}


def test_the_rows_come_out_alike_when_they_are_read_again(folder):
    done = work("data.sample=20")
    again = load_rows(load_spec("spec.yaml", ["data.sample=20"]))
    assert again.fingerprint() == done.table.fingerprint()


def test_the_run_records_each_source(folder):
    class Model:
        def count_params(self):
            return 5

    data = run_facts(work(), Model(), smoke=False)["data"]
    assert (data["source"], data["rows"]) == ("train.csv, val.csv, test.csv", 137)
    assert [(part, one["source"], one["rows"]) for part, one in data["sources"].items()] == [
        ("training", "train.csv", 120),
        ("validation", "val.csv", 10),
        ("test", "test.csv", 7),
    ]
    assert len({one["fingerprint"] for one in data["sources"].values()}) == 3


def test_text_that_looks_like_numbers_stays_text(folder):
    for name in ("train.csv", "val.csv", "test.csv"):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace("a1", "1"), encoding="utf-8")
    rows = (folder / "val.csv").read_text(encoding="utf-8").splitlines()
    kept = [rows[0], *(row for row in rows[1:] if ",1," in row)]
    (folder / "val.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    done = work()
    assert set(done.table.take(done.rows.validation)["code"]) == {"1"}


def test_a_part_of_another_kind_of_source(folder):
    source = "{make_moons: {n_samples: 30, random_state: 0}}"
    (folder / "spec.yaml").write_text(
        f"data: {{source: {source}, target: target, split: {{validation: 0, test: "
        "{make_moons: {n_samples: 8, random_state: 1}}}}\n"
        "layers: [{Dense: {units: 1, activation: sigmoid}}]\n"
        "compile: {optimizer: adam, loss: bce}\n",
        encoding="utf-8",
    )
    assert sizes(work()) == {"training": 30, "validation": 0, "test": 8}


@pytest.mark.parametrize(
    ("file", "old", "new", "text"),
    [
        (
            "val.csv",
            "size",
            "sise",
            """\
error[columns-differ]: val.csv does not have the columns of train.csv
  spec.yaml:5:23
  5 |   split: {validation: val.csv, test: test.csv}
    |                       ^^^^^^^
  - size  number  missing; did you mean 'sise'?
  + sise  number  not used in training
    code  text
    kind  text
  + more  text    not used in training""",
        ),
        (
            "test.csv",
            "0.4,",
            "low,",
            """\
error[columns-differ]: test.csv does not have the columns of train.csv
  spec.yaml:5:38
  5 |   split: {validation: val.csv, test: test.csv}
    |                                      ^^^^^^^^ all other values are numbers; if "low" means \
missing: add na_values: [low]
  - size  number
  + size  text    for instance 'low' on line 4
    code  text
    kind  text
  + id    number  not used in training""",
        ),
        (
            "val.csv",
            "no,a1",
            ",a1",
            """\
error[missing-target]: target 'kind' has no value in 2 of 10 rows of val.csv
  spec.yaml:3:11
  3 |   target: kind
    |           ^^^^ fill them in, or leave these rows out: write drop: [missing-target] in data
  lines 3, 9""",
        ),
    ],
)
def test_what_is_wrong_with_a_file(folder, file, old, new, text):
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    problems = validate("spec.yaml").problems
    assert "\n".join(line for one in problems for line in problem_lines(one)) == text


def test_a_file_that_is_not_there(folder):
    (folder / "val.csv").rename(folder / "vel.csv")
    (problem,) = validate("spec.yaml").problems
    assert (problem.message, problem.location.line, problem.location.column, problem.hint) == (
        "there is no file val.csv",
        5,
        23,
        "did you mean 'vel.csv'?",
    )


def test_a_class_that_no_training_row_has(folder):
    path = folder / "test.csv"
    path.write_text(path.read_text(encoding="utf-8") + "9,1.5,a0,maybe\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        work()
    (problem,) = caught.value.problems
    assert problem.message == (
        "target 'kind' is 'maybe' on line 9 of test.csv: no training row is of that class"
    )


def test_deal_rows_without_the_files(folder):
    checked = validate("spec.yaml")
    from nnspec.data.features.roles import make_plan

    plan = make_plan(checked.loaded.spec, checked.roles, checked.preview.kinds)
    rows = assign_rows(checked.loaded.spec, checked.preview.table, plan, classify=True)
    assert (len(rows.training), len(rows.validation), len(rows.test)) == (120, 0, 0)
