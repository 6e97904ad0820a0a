from __future__ import annotations

from textwrap import dedent

import pytest

from nnspec.data.look import Look
from nnspec.data.roles import find_roles
from nnspec.spec.load import load_spec

LOOK = Look(dict.fromkeys(("x", "w", "day", "y"), "numeric"), "data.csv", 9)


def roles(folder, data):
    text = f"""\
        data: {{source: data.csv, target: y, {data}}}
        layers: [Dense: 1]
        compile: {{loss: mse}}
        """
    (folder / "spec.yaml").write_text(dedent(text), encoding="utf-8")
    return find_roles(load_spec(folder / "spec.yaml"), LOOK)


@pytest.mark.parametrize(
    ("data", "features"),
    [
        ("weight: w", ("x", "day")),
        ("weight: w, split: {time: day}", ("x",)),
        ("weight: w, features: [x, w]", ("x", "w")),
        ("weight: w, features: {exclude: [x]}", ("day",)),
    ],
)
def test_a_special_column_is_a_feature_only_when_listed(tmp_path, data, features):
    found, problems = roles(tmp_path, data)
    assert found.features == features
    assert problems == []


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        ("weight: W", "unknown-column", "weight 'W' is not a column of data.csv"),
        ("weight: y", "weight-is-target", "'y' is the target and the weight"),
    ],
)
def test_a_column_that_weighs_no_rows(tmp_path, data, code, message):
    _, (problem,) = roles(tmp_path, data)
    assert (problem.code, problem.message, problem.location.line) == (code, message, 1)
