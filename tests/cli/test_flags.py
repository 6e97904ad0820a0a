"""A flag that nothing would come of is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.cli.flags import refuse_flags
from nnspec.errors import InputError
from nnspec.runs.find import find_run

WITHOUT_RUNS = [
    (
        "init -o folder --force",
        "--output, --force have no use where the shipped specs are listed",
        "name one of them",
    ),
    (
        "init --target strength --sep ,",
        "--target, --sep have no use without --from",
        "name the data: --from data.csv",
    ),
    (
        "init concrete --task regression",
        "--task has no use without --from",
        "name the data: --from data.csv",
    ),
    (
        "init --from concrete.csv -t strength --force",
        "--force has no use on stdout",
        "name a file: --output SPEC",
    ),
    (
        "validate strength.yaml --json --format github",
        "--format github has no use with --json",
        "leave one of the two out",
    ),
    (
        "summary strength --set training.epochs=5",
        "--set has no use with a run, which is trained already",
        "give the spec: strength is looked for among the runs",
    ),
    (
        "summary strength.yaml --runs-dir other",
        "--runs-dir has no use with a spec, which is no run",
        "leave it out",
    ),
    (
        "init --from new.parquet -t y --sep , --dtype y=str --no-header",
        "--sep, --dtype, --no-header have no use with new.parquet, whose ending is no CSV's",
        "name the file alone: its ending says how it is read",
    ),
    (
        "weights strength dense/kernel --escape-formulas -o k.npy",
        "--escape-formulas has no use where no CSV is written",
        "name a file for it: --output FILE.csv",
    ),
    (
        "activations strength dense -i concrete.csv --escape-formulas --json",
        "--escape-formulas has no use where no CSV is written",
        "name a file for it: --output FILE.csv",
    ),
    (
        "predict -i concrete.csv --json -o -",
        "--output - has no use with --json, which has stdout for itself",
        "leave one of the two out, or name a file: --output FILE",
    ),
    (
        "predict -i concrete.csv --json --columns age --output-format csv",
        "--columns, --output-format have no use with --json, which shows the predictions alone",
        "name a file for the rows: --output FILE",
    ),
    (
        "evaluate -i concrete.csv --split training",
        "--split has no use with --input, whose rows are measured instead",
        "leave one of the two out",
    ),
]


@pytest.mark.parametrize(("line", "message", "hint"), WITHOUT_RUNS)
def test_flags_that_exclude_one_another(workshop, cli, line, message, hint):
    answer = cli(line)
    assert answer.exit_code == 2
    assert answer.stderr == f"error[flags]: {message}\n  {hint}\n"


@pytest.mark.parametrize(
    ("line", "stderr"),
    [
        (
            "predict strength -i concrete.csv --proba",
            "error[no-classes]: --proba is for classes, and this run has none\n",
        ),
        (
            "predict strength -i concrete.csv --top-k 2",
            "error[no-classes]: --top-k is for classes, and this run has none\n",
        ),
        (
            "predict strength -i concrete.csv --threshold 0.3",
            "error[no-threshold]: a threshold decides between two classes: strength is a number\n",
        ),
        (
            "evaluate strength --per-class",
            "error[flags]: --per-class has no use for run strength/ID: it predicts numbers, and "
            "no classes\n  leave it out\n",
        ),
        (
            "evaluate strength --tune-threshold f1",
            "error[no-threshold]: a threshold decides between two classes: strength is a number\n",
        ),
    ],
)
def test_flags_that_a_run_has_no_use_for(in_trained, cli, line, stderr):
    answer = cli(line)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == f"run strength/ID\n{stderr}"


@pytest.mark.parametrize(
    "line",
    [
        "evaluate PATH",
        "predict PATH -i concrete.csv",
        "export PATH --to onnx",
        "report PATH",
        "weights PATH",
        "activations PATH dense -i concrete.csv",
        "summary PATH",
        "runs show PATH",
        "runs compare PATH PATH",
    ],
)
@pytest.mark.parametrize("path", ["runs/strength/latest", "FOLDER", "FOLDER/spec.resolved.yaml"])
def test_a_folder_of_runs_beside_the_path_of_a_run(in_trained, cli, line, path):
    if line.startswith("summary") and path.endswith(".yaml"):
        pytest.skip("the summary of a spec")
    path = path.replace("FOLDER", find_run(Path("runs"), "strength").path.as_posix())
    line = f"{line.replace('PATH', path)} --runs-dir other"
    answer = cli(line)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "--runs-dir has no use with runs/strength/" in answer.stderr
    assert answer.stderr.endswith(", the path of a run\n  leave it out\n")


@pytest.mark.parametrize(
    "line",
    [
        "weights FOLDER --runs-dir runs",
        "runs show runs/strength/latest --runs-dir runs",
        "runs compare FOLDER species --runs-dir runs",
    ],
)
def test_a_folder_of_runs_that_is_looked_into_or_holds_the_path(in_trained, cli, line):
    folder = find_run(Path("runs"), "strength").path.as_posix()
    assert cli(line.replace("FOLDER", folder)).exit_code == 0


COLUMNS = "probability_Adelie, probability_Chinstrap, probability_Gentoo"


@pytest.mark.parametrize(
    ("line", "message", "columns"),
    [
        (
            "species --columns year --proba",
            "--proba has no use with --columns, which leaves out its columns",
            COLUMNS,
        ),
        (
            "species --columns predicted_species --top-k 1",
            "--top-k has no use with --columns, which leaves out its columns",
            "top_1_species, top_1_probability_species",
        ),
        (
            "sexes --columns probability_male --proba --threshold 0.3",
            "--threshold has no use with --columns, which leaves out its columns",
            "predicted_sex",
        ),
        (
            "sexes --columns year --threshold 0.3 --top-k 1",
            "--top-k, --threshold have no use with --columns, which leaves out their columns",
            "predicted_sex, top_1_sex, top_1_probability_sex",
        ),
    ],
)
def test_flags_whose_columns_are_left_out(in_trained, cli, line, message, columns):
    answer = cli(f"predict {line} -i sexes.csv -q")
    assert (answer.exit_code, answer.stdout) == (2, "")
    hint = "name one of them, or leave the flag out"
    assert answer.stderr == f"error[flags]: {message}\n  {hint}\n  columns: {columns}\n"


@pytest.mark.parametrize(
    "flags",
    [
        "--columns year,probability_male --proba",
        "--columns top_1_sex --top-k 1",
        "--columns predicted_sex --threshold 0.3",
        "--columns year --proba --json -o out.csv",
    ],
)
def test_flags_whose_columns_are_shown(own_trained, cli, flags):
    assert cli(f"predict sexes -i sexes.csv -q {flags}").exit_code == 0


@pytest.mark.parametrize(
    "line",
    [
        "evaluate twins --per-class",
        "predict twins -i penguins.csv --proba --on-error skip -q",
    ],
)
def test_flags_that_one_of_two_outputs_has_a_use_for(in_trained, cli, line):
    assert cli(line).exit_code == 0


def test_flags_that_were_not_given():
    refuse_flags({"--a": None, "--b": False, "--c": [], "--d": ()}, "here", "leave it out")
    with pytest.raises(InputError) as caught:
        refuse_flags({"--a": None, "--e": 0}, "here", "leave it out")
    assert str(caught.value) == "error[flags]: --e has no use here\n  leave it out"
