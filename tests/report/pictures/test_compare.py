import json

import pytest

from nnspec.errors import InputError
from nnspec.report.facts import read_facts
from nnspec.report.pictures.compare import names, plot_boundaries, plot_curves
from nnspec.runs.folder import RunFolder


@pytest.fixture
def make(tmp_path):
    """Makes a run: `make("one", units=3)`."""

    def make(run_id, units=3, epochs=2):
        path = tmp_path / "mix" / run_id
        path.mkdir(parents=True)
        record = {"status": "complete", "started": "2026-11-22T03:36:00.000Z"}
        (path / "run.json").write_text(json.dumps(record), encoding="utf-8")
        spec = f"name: {run_id}\nlayers:\n- {{Dense: {{units: {units}}}}}\n"
        (path / "spec.resolved.yaml").write_text(spec, encoding="utf-8")
        rows = [f"{n},{1 / n}" for n in range(1, epochs + 1)]
        (path / "history.csv").write_text("\n".join(["epoch,loss", *rows]) + "\n", encoding="utf-8")
        return RunFolder(path)

    return make


def test_runs_are_named_after_what_tells_them_apart(make):
    facts = [read_facts(run) for run in (make("one"), make("two", units=5))]
    assert names(facts) == ["A mix\nunits=3", "B mix\nunits=5"]


def test_runs_of_equal_specs_have_a_letter_alone(make):
    assert names([read_facts(make("one")), read_facts(make("two"))]) == ["A mix", "B mix"]


def test_curves_over_one_another(make, tmp_path):
    assert plot_curves([make("one"), make("two", units=5)], tmp_path / "curves.png") == ()
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_runs_without_an_epoch(make, tmp_path):
    with pytest.raises(InputError, match="none of these runs has an epoch to draw"):
        plot_curves([make("one", epochs=0)], tmp_path / "curves.png")


def test_a_run_without_a_boundary(make, tmp_path):
    with pytest.raises(InputError, match="run mix/one has no decision boundary"):
        plot_boundaries([make("one")], tmp_path / "planes.png")
