"""A flag that nothing would come of is refused."""

from __future__ import annotations

import pytest

from nnspec.cli.flags import refuse_flags
from nnspec.errors import InputError

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
