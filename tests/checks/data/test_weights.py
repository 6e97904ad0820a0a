"""Checks of class weights beyond the one case in `cases/`."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from nnspec.checks.validate import validate

SPEC = """\
    data:
      source: data.csv
      target: TARGET
      features: [x]
      weight: w
      split: {validation: 0, test: 0}
    layers:
      - Dense: {units: UNITS, activation: ACTIVATION}
    compile: {optimizer: adam, loss: LOSS}
    training: {epochs: 5, class_weight: {true: 2}}
    """
ROWS = "x,w,kind,other,size\n" + "".join(
    f"{n / 8},{n % 3},{n % 2 == 0},{n % 4 // 2},{n / 9 + 0.1}\n" for n in range(12)
)


def problems(folder, rows=ROWS, **words):
    (folder / "data.csv").write_text(rows, encoding="utf-8")
    words = {"TARGET": "kind", "UNITS": 1, "ACTIVATION": "sigmoid", **words}
    words = {"LOSS": "binary_crossentropy", **words}
    text = dedent(SPEC)
    for name, word in words.items():
        text = text.replace(name, str(word))
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    found = validate(folder / "spec.yaml").problems
    return [(p.code, p.message, p.location.line, p.location.column, p.hint) for p in found]


def test_true_is_the_text_true(tmp_path):
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"TARGET": "size", "LOSS": "mse", "ACTIVATION": "linear"},
            "class_weight is for classes, and the target 'size' is numbers",
        ),
        (
            {"TARGET": "[kind, other]", "UNITS": 2},
            "class_weight is for one column of classes, and the target has several: "
            "'kind', 'other'",
        ),
    ],
)
def test_what_has_no_classes_to_weigh(tmp_path, words, message):
    hint = "leave it out; data.weight names a column with a weight for each row"
    assert problems(tmp_path, **words) == [("class-weight", message, 10, 23, hint)]


@pytest.mark.parametrize(
    ("setting", "rows", "found"),
    [
        (
            "{true: 0, false: 0}",
            ROWS,
            ("class_weight is 0 for every class", 10, "give one of them more than 0"),
        ),
        ("{true: 0}", ROWS, None),
        (
            "{true: 0}",
            re.sub(r",[12],False", ",0,False", ROWS),
            (
                "every training row of data.csv weighs 0: there is nothing to learn from",
                5,
                "give some rows of each part a weight above 0, or leave the weights out",
            ),
        ),
        (
            "balanced",
            re.sub(r",[012],(True|False)", r",0,\1", ROWS),
            (
                "every training row of data.csv weighs 0: there is nothing to learn from",
                5,
                "give some rows of each part a weight above 0, or leave the weights out",
            ),
        ),
    ],
)
def test_weights_that_leave_nothing(tmp_path, monkeypatch, setting, rows, found):
    monkeypatch.chdir(tmp_path)
    said = problems(tmp_path, rows, **{"{true: 2}": setting})
    if found is None:
        assert said == []
        return
    ((code, message, line, _, hint),) = said
    assert (code, message, line, hint) == ("zero-weights", *found)


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (
            "0.25,2,",
            "0.25,-2,",
            "weight 'w' of {} is -2 on line 4: a weight is at least 0",
            None,
        ),
        (
            "0.25,2,",
            "0.25,,",
            "weight 'w' of {} has no value in 1 row, the first on line 4",
            "fill it in; 0 leaves a row out",
        ),
        (
            "0.25,2,",
            "0.25,much,",
            "weight 'w' of {} is text (for instance 'much' on line 4), but weights are numbers",
            'all other values are numbers; if "much" means missing: add na_values: [much]',
        ),
    ],
)
def test_a_column_that_cannot_weigh(tmp_path, old, new, message, hint, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ((code, said, line, column, meant),) = problems(tmp_path, ROWS.replace(old, new))
    assert (code, said, line, column) == ("bad-weight", message.format("data.csv"), 5, 11)
    assert meant == hint
