"""Checks of targets and metrics beyond the one case that each has in `cases/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.checks.validate import validate

DATA = Path(__file__).parents[3] / "datasets"


@pytest.fixture
def codes(tmp_path):
    def run(target, steps="", metrics="[mae]", loss="mse", layer="Dense: 1"):
        text = (
            f"data: {{source: '{(DATA / 'concrete.csv').as_posix()}', target: {target}}}\n"
            f"preprocessing: {{numeric: StandardScaler{steps}}}\n"
            f"layers: [{{{layer}}}]\n"
            f"compile: {{optimizer: adam, loss: {loss}, metrics: {metrics}}}\n"
            "ignore: [duplicate-rows]\n"
        )
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return [problem.code for problem in validate(tmp_path / "spec.yaml").problems]

    return run


@pytest.mark.parametrize(
    ("target", "steps", "expected"),
    [
        ("strength", "", []),
        ("cement", "", ["unscaled-target"]),
        ("cement", ", target: RobustScaler", []),
    ],
)
def test_targets_of_every_size(codes, target, steps, expected):
    assert codes(target, steps) == expected
