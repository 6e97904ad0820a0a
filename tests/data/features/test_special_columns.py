from __future__ import annotations

from textwrap import dedent

import pytest

from nnspec.data.features.roles import find_roles
from nnspec.data.table.preview import Preview
from nnspec.spec.load import load_spec

LOOK = Preview(dict.fromkeys(("x", "w", "day", "y"), "numeric"), "data.csv", 9)


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


@pytest.mark.parametrize(
    ("split", "message", "hint"),
    [
        (
            "validation: 0.1",
            "validation_split does not go with data.split.validation: each of them says which "
            "rows validate",
            "leave one of them out",
        ),
        (
            "validation: val.csv",
            "validation_split does not go with data.split.validation: each of them says which "
            "rows validate",
            "leave one of them out",
        ),
        (
            "group: day",
            "validation_split does not go with data.split.group: it takes rows without a look at "
            "'day'",
            "leave validation_split out",
        ),
        ("validation: 0", None, None),
    ],
)
def test_one_word_on_validation_rows(tmp_path, split, message, hint):
    text = f"""\
        data: {{source: data.csv, target: y, split: {{{split}}}}}
        layers: [Dense: 1]
        compile: {{loss: mse}}
        training: {{validation_split: 0.2}}
        """
    (tmp_path / "spec.yaml").write_text(dedent(text), encoding="utf-8")
    _, problems = find_roles(load_spec(tmp_path / "spec.yaml"), LOOK)
    found = [(p.code, p.message, p.location.line, p.location.column, p.hint) for p in problems]
    assert found == ([("several-splits", message, 4, 12, hint)] if message else [])
