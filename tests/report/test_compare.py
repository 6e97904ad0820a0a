import json
import shutil

import numpy as np
import pytest
from PIL import Image

from nnspec.errors import InputError
from nnspec.report.compare import better, compare
from nnspec.report.facts import read_facts
from nnspec.report.pictures.compare import names, plot_boundaries, plot_curves
from nnspec.report.spec_text import MISSING
from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder


@pytest.mark.parametrize(
    ("name", "values", "best"),
    [
        ("rmse", (2.0, 1.0, 3.0), 1),
        ("loss", (1.0, 1.0), None),
        ("strength.r2", (0.5, 0.75), 1),
        ("roc_auc", (0.5, MISSING), None),
        ("accuracy", (MISSING, 0.25, 0.5), 2),
        ("something", (1.0, 2.0), None),
    ],
)
def test_better(name, values, best):
    assert better(name, values) == best


@pytest.fixture
def pair(own_trained):
    """A run and its twin, in which a few things were changed."""
    first = find_run(own_trained / "runs", "strength")
    folder = first.path.with_name("20300101-000000-abcd")
    shutil.copytree(first.path, folder)
    second = find_run(own_trained / "runs", "20300101")
    text = second.resolved_spec.read_text(encoding="utf-8")
    text = text.replace("batch_size: 32", "batch_size: 64")
    second.resolved_spec.write_text(text, encoding="utf-8")
    record = second.read()
    record["overrides"] = ["training.batch_size=64"]
    second.run_json.write_text(json.dumps(record), encoding="utf-8")
    metrics = json.loads(second.metrics.read_text(encoding="utf-8"))
    metrics["test"]["rmse"] -= 1
    metrics["test"]["r2"] -= 0.25
    second.metrics.write_text(json.dumps(metrics), encoding="utf-8")
    return first, second


def test_two_runs(pair):
    found = compare(pair)
    assert [(row.name, row.values) for row in found.spec] == [("training.batch_size", (32, 64))]
    assert found.notes == ()
    best = {row.name: row.best for row in found.metrics}
    assert (best["test rmse"], best["test r2"], best["test mae"]) == (1, 0, None)
    assert [row.name for row in found.facts] == [
        "epochs",
        "best_epoch",
        "parameters",
        "duration_seconds",
    ]


def test_runs_of_other_data(own_trained):
    runs = [find_run(own_trained / "runs", name) for name in ("strength", "species")]
    found = compare(runs)
    assert found.notes == (
        "the runs were trained on different data, so their metrics are of other rows",
        "the losses are not the same function, so neither is better",
    )
    values = {row.name: (row.values, row.best) for row in found.metrics}
    assert values["test loss"][1] is None
    assert values["test rmse"][0][1] is MISSING


def test_runs_with_another_split_and_without_a_spec(pair):
    _, second = pair
    text = second.resolved_spec.read_text(encoding="utf-8")
    second.resolved_spec.write_text(text.replace("test: 0.2", "test: 0.1"), encoding="utf-8")
    assert compare(pair).notes == (
        "the runs deal their rows differently, so their metrics are of other rows",
    )
    second.resolved_spec.unlink()
    assert compare(pair).notes == (
        "a run's spec.resolved.yaml cannot be read, so specs are not compared",
    )


def test_their_curves(pair, tmp_path):
    path = tmp_path / "a" / "compare.png"
    assert plot_curves(pair, path) == ()
    with Image.open(path) as image:
        assert image.format == "PNG"
        assert np.asarray(image.convert("RGB")).std() > 5


def test_nothing_to_draw(pair, tmp_path):
    with pytest.raises(InputError, match="has no decision boundary"):
        plot_boundaries(pair, tmp_path / "a.png")
    for run in pair:
        run.history.unlink()
    with pytest.raises(InputError, match="none of these runs has an epoch to draw"):
        plot_curves(pair, tmp_path / "a.png")


def test_titles_name_what_differs_and_nothing_else(tmp_path):
    """Whether it was an override or stands in the spec; of overrides that all share, nothing."""
    runs = []
    for i, (units, rate) in enumerate([(5, 0.01), (20, 0.001), (5, 0.001)]):
        run = RunFolder(tmp_path / f"moons_{i}" / "20260101-000000-0000")
        run.path.mkdir(parents=True)
        run.run_json.write_text(
            json.dumps(
                {
                    "run_id": run.run_id,
                    "name": f"moons_{i}",
                    "status": "complete",
                    "started": "2026-01-01T00:00:00.000Z",
                    "overrides": [f"layers.0.Dense.units={units}", "training.epochs=150"],
                }
            ),
            encoding="utf-8",
        )
        run.resolved_spec.write_text(
            f"name: moons_{i}\n"
            f"layers: [{{Dense: {{units: {units}}}}}, {{Dense: {{units: {units + 1}}}}}]\n"
            f"compile: {{optimizer: {{Adam: {{learning_rate: {rate}}}}}}}\n"
            "training: {epochs: 150}\n",
            encoding="utf-8",
        )
        runs.append(run)
    assert names([read_facts(run) for run in runs]) == [
        "A moons_0\n0.Dense.units=5\n1.Dense.units=6\nlearning_rate=0.01",
        "B moons_1\n0.Dense.units=20\n1.Dense.units=21\nlearning_rate=0.001",
        "C moons_2\n0.Dense.units=5\n1.Dense.units=6\nlearning_rate=0.001",
    ]
