"""`nnspec predict`."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import pytest

HEADER = "cement,slag,flyash,water,superplasticizer,coarseaggregate,fineaggregate,age"
ROW = "540.0,0.0,0.0,162.0,2.5,1040.0,676.0,28"


def write(name, *lines):
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def cli_with():
    """Runs a command line in this process, with a text on stdin."""
    from typer.testing import CliRunner

    from nnspec.cli.main import app

    return lambda line, text: CliRunner().invoke(app, shlex.split(line), input=text)


@pytest.fixture
def new(own_trained):
    write("new.csv", f"id,{HEADER},note", f'007,{ROW},"a ""b"", c"')
    write("differ.csv", HEADER.replace("slag", "slagg"), ROW)
    write("taken.csv", f"{HEADER},predicted_strength", f"{ROW},1")
    return own_trained


def test_the_rows_come_back_with_their_predictions(new, cli):
    answer = cli("predict strength -i new.csv")
    assert answer.exit_code == 0
    assert answer.stderr == "run strength/ID\n"
    header, row = csv.reader(io.StringIO(answer.stdout))
    assert header == ["id", *HEADER.split(","), "note", "predicted_strength"]
    assert row[:-1] == ["007", *ROW.split(","), 'a "b", c']
    assert 0 < float(row[-1]) < 150
    line = answer.stdout.splitlines()[1]
    assert line.startswith(f'007,{ROW},"a ""b"", c",')


def test_rows_of_a_parquet_file_come_back_as_csv(new, cli):
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    parquet.write_table(arrow_csv.read_csv("new.csv"), "new.parquet")
    answer = cli("predict strength -i new.parquet")
    assert (answer.exit_code, answer.stderr) == (0, "run strength/ID\n")
    header, row = csv.reader(io.StringIO(answer.stdout))
    assert header == ["id", *HEADER.split(","), "note", "predicted_strength"]
    assert row[:-1] == ["7", *ROW.replace(".0", "").split(","), 'a "b", c']
    expected = cli("predict strength -i new.csv").stdout
    assert row[-1] == expected.strip().rpartition(",")[2]


def test_to_a_file(new, cli):
    printed = cli("predict strength -i new.csv -q")
    assert printed.stderr == ""
    answer = cli("predict strength -i new.csv -o made/out.csv")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert answer.stderr == "run strength/ID\n1 row written to made/out.csv\n"
    assert Path("made/out.csv").read_text(encoding="utf-8") == printed.stdout
    answer = cli("predict sexes -i sexes.csv -o out.csv")
    assert answer.stderr.endswith("333 rows written to out.csv\n")


def test_json(new, cli):
    answer = cli("predict strength -i new.csv --json")
    (record,) = answer.document["predictions"]
    assert answer.document["run"].startswith("strength/")
    assert list(record) == ["predicted_strength"]
    answer = cli("predict sexes -i sexes.csv --proba --json -o out.csv")
    assert list(answer.document["predictions"][0]) == [
        "predicted_sex",
        "probability_female",
        "probability_male",
    ]
    assert Path("out.csv").is_file()


def test_columns_probabilities_and_a_threshold(new, cli):
    line = "predict sexes -i sexes.csv --columns sex,predicted_sex,probability_male --proba"
    answer = cli(f"{line} --threshold 0.99 -q")
    assert (answer.exit_code, answer.stderr) == (0, "")
    header, *rows = csv.reader(io.StringIO(answer.stdout))
    assert header == ["sex", "predicted_sex", "probability_male"]
    assert {label for _, label, share in rows if float(share) <= 0.99} == {"female"}


def test_stdin_and_stdout(new, cli_with):
    answer = cli_with("predict strength -i - -o - -q", f"{HEADER}\n{ROW}\n")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.startswith(f"{HEADER},predicted_strength\n{ROW},")
    line = "predict strength -i - --format tsv --output-format jsonl -q"
    answer = cli_with(line, f"{HEADER}\n{ROW}\n".replace(",", "\t"))
    assert json.loads(answer.stdout)["age"] == 28
    answer = cli_with("predict strength -i - -q", f"{HEADER}\n{ROW}x\n{ROW}\n")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "error[not-a-number]: column 'age' of stdin must hold numbers: '28x' on line 2\n"
        "  go on without such rows: --on-error skip, or null\n"
    )


def test_rows_that_cannot_be_predicted_are_counted(new, cli):
    write("bad.csv", HEADER, ROW, ROW.replace("28", ""), ROW.replace("28", "old"))
    answer = cli("predict strength -i bad.csv -o out.csv --on-error skip")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert answer.stderr == (
        "run strength/ID\n2 rows could not be predicted and were left out\n"
        "1 row written to out.csv\n"
    )
    answer = cli("predict strength -i bad.csv --on-error null -q")
    assert answer.stderr == "2 rows could not be predicted and were left empty\n"
    assert [line.endswith(",") for line in answer.stdout.splitlines()] == [False, False, True, True]
    answer = cli("predict strength -i bad.csv --on-error null --json -q")
    values = [record["predicted_strength"] for record in answer.document["predictions"]]
    assert values[1:] == [None, None]


def test_a_damaged_run(new, cli):
    (model,) = Path("runs/strength").glob("*/model.onnx")
    model.write_bytes(model.read_bytes()[:100])
    size = cli("predict strength -i new.csv -o out.csv -q")
    assert (size.exit_code, Path("out.csv").exists()) == (2, False)
    assert size.stderr.startswith(
        "error[damaged-run]: model.onnx of run strength/ID is damaged: it has 100 bytes"
    )
    (steps,) = Path("runs/species").glob("*/preprocessing.json")
    steps.write_text(steps.read_text(encoding="utf-8").replace("Biscoe", "Biscoo"), "utf-8")
    answer = cli("predict species -i penguins.csv -o out.csv -q")
    assert (answer.exit_code, Path("out.csv").exists()) == (2, False)
    assert answer.stderr == (
        "error[damaged-run]: preprocessing.json of run species/ID is damaged: "
        "it was edited since training (its SHA-256 is not that of run.json)\n"
        "  copy the run's folder again, or train it again\n"
    )


ERRORS = [
    (
        "predict strength -i new.csv --format xls -q",
        "error[unknown-format]: there is no format 'xls' to read\n"
        "  save it as .xlsx; the formats are csv, tsv, jsonl, json, parquet, arrow, arrows, excel, "
        "npz\n",
    ),
    (
        "predict strength -i none.csv",
        "run strength/ID\nerror[no-such-file]: there is no file none.csv\n",
    ),
    (
        "predict strength -i differ.csv -q",
        """\
error[columns-differ]: differ.csv does not have the columns this run was trained on
    cement            number
  - slag              number  missing; did you mean 'slagg'?
  + slagg             number  not used in training
    flyash            number
    water             number
    superplasticizer  number
    coarseaggregate   number
    fineaggregate     number
    age               number
""",
    ),
    (
        "predict strength -i taken.csv -q",
        """\
error[column-taken]: taken.csv has a column 'predicted_strength' already, where the prediction goes
  rename or remove it
""",
    ),
    (
        "predict nope -i new.csv",
        """\
error[unknown-run]: there is no run 'nope' in runs/
  specs with runs: sexes, species, strength, twins
""",
    ),
    (
        "predict stength -i new.csv",
        """\
error[unknown-run]: there is no run 'stength' in runs/
  did you mean 'strength'?
  specs with runs: sexes, species, strength, twins
""",
    ),
]


@pytest.mark.parametrize(("line", "stderr"), ERRORS)
def test_what_does_not_fit(new, cli, line, stderr):
    answer = cli(line)
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", stderr)


def test_no_run_at_all(workshop, cli):
    answer = cli("predict --input concrete.csv")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "error[no-run]: there is no run in runs/\n"
        "  train one first: `nnspec init concrete`, then `nnspec train specs/concrete.yaml`\n"
    )


def test_a_problem_is_a_document_too(new, cli):
    answer = cli("predict strength -i none.csv --json")
    assert answer.exit_code == 2
    (problem,) = answer.document["problems"]
    assert problem["code"] == "no-such-file"
    assert problem["severity"] == "error"


def test_an_output_stays_what_it_is(new, cli):
    Path("link.csv").symlink_to("real.csv")
    Path("loop.csv").symlink_to("loop.csv")
    answer = cli("predict strength -i new.csv -o link.csv")
    assert answer.exit_code == 0
    assert Path("link.csv").is_symlink()
    assert Path("real.csv").read_text(encoding="utf-8").count("\n") == 2
    answer = cli("predict strength -i new.csv -o loop.csv")
    assert answer.exit_code == 2
    assert answer.stderr.endswith(
        "error[cannot-write]: cannot write loop.csv: it is a loop of links\n"
    )
    assert Path("loop.csv").is_symlink()


def test_an_error_in_the_first_rows_leaves_stdout_empty(new, cli):
    Path("wet.csv").write_text(
        "cement,slag,flyash,water,superplasticizer,coarseaggregate,fineaggregate,age\n"
        "1,2,3,4,5,6,7,8\n1,2,3,wet,5,6,7,8\n",
        encoding="utf-8",
    )
    answer = cli("predict strength -i wet.csv -q")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("error[not-a-number]: column 'water' of wet.csv")
    whole = cli("predict strength -i wet.csv -q --on-error skip")
    assert len(whole.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("column", "hint"),
    [
        ("probability_Adelie", "add --proba"),
        ("top_2_species", "add --top-k 2"),
        ("probability_Adeli", "did you mean 'probability_Adelie'?"),
    ],
)
def test_columns_that_a_flag_adds(in_trained, cli, column, hint):
    answer = cli(f"predict species -i penguins.csv -q --columns {column}")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"error[unknown-column]: --columns: there is no column '{column}' in penguins.csv or the "
        f"predictions\n  {hint}\n"
    )
    flags = hint.removeprefix("add ") if hint.startswith("add") else "--proba"
    column = "probability_Adelie" if "Adeli" in column else column
    followed = f"predict species -i penguins.csv -q --on-error skip {flags} --columns {column}"
    assert cli(followed).exit_code == 0
