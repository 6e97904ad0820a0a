"""Targets without a value, with the words of the file that were taken for none."""

from __future__ import annotations

import pytest
from support import said

from nnspec.checks.data.missing_targets import missing_target_problems
from nnspec.checks.validate import validate

SPEC = """\
data: {source: {csv: {path: rows.csv, keep_default_na: KEEP}}, target: [y, z]}
layers: [{Dense: 2}]
compile: {loss: mse}
"""


@pytest.fixture
def found(tmp_path):
    """What is said of the targets of these rows."""

    def run(rows, keep="true"):
        (tmp_path / "rows.csv").write_text("x,y,z\n" + "\n".join(rows) + "\n", encoding="utf-8")
        (tmp_path / "spec.yaml").write_text(SPEC.replace("KEEP", keep), encoding="utf-8")
        checked = validate(tmp_path / "spec.yaml")
        return missing_target_problems(checked.loaded, checked.preview, checked.roles)

    return run


def test_each_target_names_the_words_of_its_own_column(found):
    rows = [f"{n},{n * 2},{n * 3}" for n in range(20)]
    problems = found([*rows, "1,NA,2", "1,,2", "1,2,None"])
    assert [message for _, message, *_ in said(problems)] == [
        "target 'y' has no value in 2 of 23 rows of rows.csv",
        "target 'z' has no value in 1 of 23 rows of rows.csv",
    ]
    assert [problem.details[-1] for problem in problems] == [
        "read as missing: NA (keep_default_na: false makes words of them)",
        "read as missing: None (keep_default_na: false makes words of them)",
    ]


def test_empty_cells_are_no_words(found):
    (problem,) = found([f"{n},{n},{n}" for n in range(20)] + ["1,,2"])
    assert not any("read as missing" in line for line in problem.details)


def test_complete_targets(found):
    assert found([f"{n},{n},{n}" for n in range(20)]) == ()
