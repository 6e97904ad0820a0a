"""`nnspec validate`."""

from __future__ import annotations

import pytest

BROKEN = """\
error[unknown-column]: target 'strenght' is not a column of concrete.csv
  broken.yaml:2:38
  2 | data: {source: concrete.csv, target: strenght}
    |                                      ^^^^^^^^ did you mean 'strength'?
  columns: cement, slag, flyash, water, superplasticizer, coarseaggregate, fineaggregate, age, \
strength
1 error in broken.yaml
"""


@pytest.fixture
def broken(workshop):
    text = (workshop / "strength.yaml").read_text(encoding="utf-8")
    (workshop / "broken.yaml").write_text(
        text.replace("target: strength}", "target: strenght}"), encoding="utf-8"
    )
    return workshop


@pytest.mark.parametrize(
    ("line", "exit_code", "stdout", "stderr"),
    [
        ("validate species.yaml", 0, "species.yaml: valid\n", ""),
        ("validate species.yaml -q", 0, "", ""),
        (
            "validate species.yaml sexes.yaml",
            0,
            "species.yaml: valid\nsexes.yaml: valid\n",
            "",
        ),
        ("validate broken.yaml", 2, "", BROKEN),
        ("validate broken.yaml species.yaml", 2, "species.yaml: valid\n", BROKEN),
        (
            "validate species.yaml --set training.epoch=3",
            2,
            "",
            """\
error[unknown-key]: training has no key 'epoch'
  --set training.epoch=3
  did you mean 'epochs'?
1 error in species.yaml
""",
        ),
    ],
)
def test_validate(broken, cli, line, exit_code, stdout, stderr):
    answer = cli(line)
    assert (answer.exit_code, answer.stdout, answer.stderr) == (exit_code, stdout, stderr)


def test_json(broken, cli):
    answer = cli("validate broken.yaml species.yaml --json")
    document = answer.document
    assert (answer.exit_code, document["valid"]) == (2, False)
    assert [(one["spec"], one["valid"]) for one in document["specs"]] == [
        ("broken.yaml", False),
        ("species.yaml", True),
    ]
    (problem,) = document["specs"][0]["problems"]
    assert problem == {
        "code": "unknown-column",
        "severity": "error",
        "message": "target 'strenght' is not a column of concrete.csv",
        "file": "broken.yaml",
        "line": 2,
        "column": 38,
        "length": 8,
        "hint": "did you mean 'strength'?",
        "details": problem["details"],
        "set": [],
    }


def test_github(broken, cli):
    answer = cli("validate broken.yaml --format github")
    assert answer.exit_code == 2
    assert answer.stdout.startswith(
        "::error file=broken.yaml,line=2,col=38,endColumn=46,title=unknown-column::target "
        "'strenght' is not a column of concrete.csv%0Adid you mean 'strength'?%0Acolumns: "
    )


def test_a_warning_is_no_failure(workshop, cli):
    answer = cli("validate strength.yaml")
    assert answer.exit_code == 0
    assert answer.stderr.startswith("warning[duplicate-rows]: ")
    assert answer.stderr.endswith("\n1 warning in strength.yaml\n")
    assert cli("validate strength.yaml --ignore duplicate-rows").stderr == ""


def test_a_warning_of_the_same_data_is_said_once(workshop, cli):
    text = (workshop / "strength.yaml").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("ignore:"))
    for name in ("a", "b"):
        (workshop / f"{name}.yaml").write_text(text, encoding="utf-8")
    shown = cli("validate a.yaml b.yaml").stderr
    assert shown.count("warning[duplicate-rows]") == 1
    assert shown.endswith("1 warning in b.yaml\n")
