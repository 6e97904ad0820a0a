"""What the second process does gives what the first one would do."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest

from nnspec.checks.validate import validate
from nnspec.listener import Listener
from nnspec.report.pictures import draw as pictures
from nnspec.runs.find import find_run
from nnspec.training import helper_tasks as helper
from nnspec.training.helper_tasks import is_fitted_by_helper
from nnspec.training.read import read_work


def answers(monkeypatch, *questions):
    """What the second process answers, without the process."""
    lines = [json.dumps([number, *question]) for number, question in enumerate(questions, 1)]
    out = io.BytesIO()
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(
        "sys.stdin", SimpleNamespace(buffer=io.BytesIO("\n".join(lines).encode() + b"\n"))
    )
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=out))
    helper.main()
    monkeypatch.undo()
    given = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [number for number, _ in given] == [*range(1, len(questions) + 1)]
    return [answer for _, answer in given]


@pytest.mark.parametrize(
    ("spec", "overrides"),
    [
        ("strength.yaml", []),
        ("species.yaml", []),
        ("twins.yaml", ["training.seed=7"]),
        ("strength.yaml", ["preprocessing={numeric: [RobustScaler, MinMaxScaler]}"]),
    ],
)
@pytest.mark.parametrize("smoke", [False, True])
def test_the_preprocessing_is_that_of_the_first_process(
    workshop, monkeypatch, spec, overrides, smoke
):
    checked = validate(spec, overrides, change=helper.smoke_spec if smoke else None).require()
    (answer,) = answers(monkeypatch, ("fit", str(workshop / spec), overrides, smoke))
    work = read_work(checked, Listener())
    assert answer["preprocessor"] == json.loads(json.dumps(work.data.preprocessor.to_json()))
    assert answer["rows"] == work.table.take(work.rows.training).fingerprint()


def test_what_it_cannot_fit_is_left_to_the_first_process(workshop, monkeypatch):
    bundled = "data={source: load_diabetes, target: target}"
    asked = [
        ("fit", str(workshop / "no_such.yaml"), [], False),
        ("fit", str(workshop / "strength.yaml"), ["data.target=no_such"], False),
        ("fit", str(workshop / "strength.yaml"), [bundled], False),
        ("no such question",),
    ]
    assert answers(monkeypatch, *asked) == [None] * 4


def test_files_read_at_a_glance_are_fitted_aside(workshop):
    shutil.copyfile("concrete.csv", "other.csv")
    checked = validate("strength.yaml").require()
    assert is_fitted_by_helper(checked)
    # A long file is not read twice.
    assert not is_fitted_by_helper(replace(checked, preview=replace(checked.preview, rows=None)))
    for setting in ("data.split={test: other.csv}", "data={source: load_diabetes, target: target}"):
        assert not is_fitted_by_helper(validate("strength.yaml", [setting]).require())


def test_a_report_takes_the_pictures_that_are_drawn(trained, tmp_path, monkeypatch):
    path = shutil.copytree(find_run(trained / "runs", "strength").path, tmp_path / "strength")
    drawn = []
    real = pictures.draw_pictures
    for module in ("nnspec.training.helper_tasks", "nnspec.report.write"):
        monkeypatch.setattr(
            f"{module}.draw_pictures", lambda facts: drawn.append(facts.folder.path) or real(facts)
        )
    process = helper._Helper()
    process.get_ready()
    process.draw(str(path))
    assert process.illustrate(str(path)) == []
    assert drawn == [path]
    page = (path / "report.html").read_text(encoding="utf-8")
    assert page.count("<img") == len(list((path / "plots").glob("*.png"))) > 2
    # Another run's pictures are not taken for it.
    other = shutil.copytree(find_run(trained / "runs", "species").path, tmp_path / "species")
    assert process.illustrate(str(other)) == []
    assert drawn == [path, other]


def test_what_could_not_be_drawn_is_answered(trained, tmp_path):
    path = shutil.copytree(find_run(trained / "runs", "strength").path, tmp_path / "strength")
    (path / "predictions.csv").write_bytes(b"\xff\xfe")
    process = helper._Helper()
    process.draw(str(path))
    (problem,) = process.illustrate(str(path))
    assert problem["severity"] == "warning"
    assert "predictions.csv is damaged" in problem["message"]
