"""Whole reports, of runs that were trained for this."""

import csv
import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from PIL import Image
from support import Heard

from nnspec.errors import Interrupted, RunError
from nnspec.report import write
from nnspec.report.facts import read_facts
from nnspec.report.pictures import draw as pictures
from nnspec.report.write import illustrate, write_report
from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder

CURVES = ["learning_curve_loss"]
EXPECTED = {
    "strength": [*CURVES, "learning_curve_mae", "predicted", "residuals", "network", "weights"],
    "species": [
        *CURVES,
        "learning_curve_accuracy",
        "confusion_matrix",
        "roc",
        "precision_recall",
        "network",
        "weights",
    ],
    "sexes": [*CURVES, "confusion_matrix", "roc", "precision_recall", "network", "weights"],
    "twins": [
        *CURVES,
        "learning_curve_kind_loss",
        "learning_curve_mass_loss",
        "confusion_matrix_kind",
        "roc_kind",
        "precision_recall_kind",
        "predicted_body_mass_g",
        "residuals_body_mass_g",
        "network",
        "weights",
    ],
}


class Page(HTMLParser):
    """What a browser makes of a page, as far as these tests ask."""

    VOID = ("meta", "img", "br", "link", "wbr")

    def __init__(self, html):
        super().__init__()
        self.tags, self.words, self._open = [], [], []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def read_page(path):
    html = path.read_text(encoding="utf-8")
    return Page(html), html


@pytest.mark.parametrize("name", EXPECTED)
def test_the_pictures_of_a_run(own_trained, name):
    run = find_run(own_trained / "runs", name)
    report = write_report(run)
    assert report.problems == ()
    assert sorted(path.stem for path in report.pictures) == sorted(EXPECTED[name])
    for path in report.pictures:
        assert 5_000 < path.stat().st_size < 150_000
        with Image.open(path) as image:
            assert image.format == "PNG"
            assert 350 < image.width < 1100
            assert len(image.convert("RGB").getcolors(10**6)) > 20
    page, html = read_page(run.report)
    # A confusion matrix is there once, as a table.
    once = [path for path in report.pictures if not path.stem.startswith("confusion_matrix")]
    assert len(page.all("img")) == len(once)
    assert ("confusion" in [t.get("class") for t in page.all("table")]) is (
        len(once) < len(report.pictures)
    )
    assert all(image["alt"] and image["src"].startswith("data:") for image in page.all("img"))
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", html)
    assert not page.all("script")
    assert report.path.stat().st_size < 1_000_000


def test_training_draws(workshop):
    from nnspec.training.train import train

    run = train("strength.yaml", overrides=["training.epochs=1"]).folder
    assert sorted(path.stem for path in run.plots.iterdir()) == sorted(EXPECTED["strength"])
    assert run.report.is_file()


def test_what_the_page_says(own_trained):
    run = find_run(own_trained / "runs", "species")
    resolved = run.resolved_spec.read_text(encoding="utf-8")
    run.resolved_spec.write_text(f"description: Three <kinds>.\n{resolved}", encoding="utf-8")
    page, html = read_page(write_report(run).path)
    words = " ".join(" ".join(page.words).split())
    assert f"{run.run_id.replace('/', '/ ')} Three <kinds>. complete" in words
    record = run.read()
    assert f"<title>{run.run_id}</title>" in html
    for told in (
        "complete",
        record["data"]["fingerprint"],
        record["versions"]["keras"],
        record["platform"],
        f"nnspec train runs/{run.run_id}/spec.resolved.yaml",
        "most frequent values",
        "Biscoe (168), Dream (124), Torgersen (52)",
        "{SimpleImputer: median}",
        "actual \\ predicted",
    ):
        assert told in words
    metrics = json.loads(run.metrics.read_text(encoding="utf-8"))
    assert f"{metrics['validation']['roc_auc']:.5g}" in words


@pytest.mark.parametrize(("name", "units"), [("strength", True), ("species", False)])
def test_only_numbers_have_units(own_trained, name, units):
    page, _ = read_page(write_report(find_run(own_trained / "runs", name)).path)
    assert ("in the target's own units" in " ".join(page.words)) is units


def test_the_confusion_matrix_of_predictions_csv_is_that_of_metrics_json(in_trained):
    run = find_run(in_trained / "runs", "sexes")
    facts = read_facts(run)
    assert [predicted.part for predicted in facts.predictions] == ["test", "validation"]
    for predicted in facts.predictions:
        known = facts.metrics[predicted.part]["confusion_matrix"]
        counts = [[0, 0], [0, 0]]
        for true, guess in zip(predicted.actual[:, 0], predicted.predicted[:, 0], strict=True):
            counts[true][guess] += 1
        assert counts == known


def test_predictions_csv_names_each_row_of_the_source(in_trained):
    run = find_run(in_trained / "runs", "strength")
    with run.predictions.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    lines = (in_trained / "concrete.csv").read_text(encoding="utf-8").splitlines()
    assert row["part"] == "validation"
    assert float(lines[int(row["line"]) - 1].split(",")[-1]) == float(row["actual_strength"])


HOSTILE = """<script>alert("x")</script> & $\\frac{1}$ 'y'"""


def test_hostile_names(tmp_path):
    """Names from a data set or a spec are text, on the page and in the pictures."""
    import numpy as np

    from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
    from nnspec.data.features.targets import FittedTarget
    from nnspec.data.table.table import Table
    from nnspec.report.boundary import find_boundary, write_boundary
    from nnspec.report.data_summary import summarize_data
    from nnspec.report.predictions import write_predictions
    from nnspec.runs.files import write_json
    from nnspec.runs.history import write_history

    classes = (("$", HOSTILE, f"{HOSTILE}\n2"),)
    target = FittedTarget(HOSTILE, (HOSTILE,), ("text",), "sparse", (), classes)
    columns = tuple(FittedColumn(f"{HOSTILE} {i}", "numeric", ()) for i in (1, 2))
    fitted = Preprocessor({"x": columns}, {HOSTILE: target})
    rng = np.random.default_rng(0)
    table = Table(
        {
            columns[0].column: rng.random(30),
            columns[1].column: rng.random(30),
            HOSTILE: np.array(classes[0] * 10, dtype=object),
        },
        HOSTILE,
    )
    rows = {"training": np.arange(15), "test": np.arange(15, 30)}

    def outputs(x):
        (array,) = x.values()
        scores = np.column_stack([array, 1 - array.sum(axis=1)]).astype(np.float64)
        return {HOSTILE: np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)}

    run = RunFolder.create(tmp_path, "hostile")
    run.start({"overrides": [HOSTILE], "data": {"source": HOSTILE}}, command=["nnspec", HOSTILE])
    run.spec.write_text(f"# {HOSTILE}\n", encoding="utf-8")
    run.resolved_spec.write_text(f"# {HOSTILE}\n", encoding="utf-8")
    write_json(run.preprocessing, fitted.to_json())
    write_json(run.data, summarize_data(fitted, table, rows))
    write_json(run.metrics, {"test": {HOSTILE: 1.0, "outputs": {HOSTILE: {HOSTILE: None}}}})
    write_history(run.history, [{"loss": 2.0, HOSTILE: 1.0}])
    test_x = fitted.transform(table.take(rows["test"]))
    write_predictions(run.predictions, fitted, table, {"test": (rows["test"], outputs(test_x))})
    write_boundary(run.boundary, find_boundary(fitted, table, rows, outputs))
    run.finish("complete", {"metrics": {HOSTILE: 1.0}})

    report = write_report(run)
    assert report.problems == ()
    assert {path.stem for path in report.pictures} == {
        "learning_curve_loss",
        "learning_curve_script_alert_x_script_frac_1_y",
        "confusion_matrix",
        "roc",
        "precision_recall",
        "decision_boundary",
    }
    page, _ = read_page(run.report)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "iframe", "object"})
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert HOSTILE in "".join(page.words)


def test_a_run_that_ended_early_has_what_there_is(interrupted, tmp_path):
    import shutil

    folder = tmp_path / interrupted.name / interrupted.path.name
    shutil.copytree(interrupted.path, folder)
    report = write_report(RunFolder(folder))
    assert report.problems == ()
    assert [p.stem for p in report.pictures] == [
        "learning_curve_loss",
        "learning_curve_mae",
        "network",
        "weights",
    ]
    page, _ = read_page(report.path)
    assert "interrupted" in page.words


def test_damaged_files_are_warnings(own_trained):
    run = find_run(own_trained / "runs", "strength")
    run.model_h5.write_bytes(b"nothing")
    run.predictions.write_text("nothing", encoding="utf-8")
    run.metrics.write_text("[]", encoding="utf-8")
    report = write_report(run)
    assert [(p.severity, p.code) for p in report.problems] == [("warning", "damaged-run")] * 3
    assert report.problems[0].message.endswith("metrics.json is damaged: it is no mapping")
    assert [path.stem for path in report.pictures] == [
        "learning_curve_loss",
        "learning_curve_mae",
        "network",
    ]


def test_no_run(tmp_path):
    with pytest.raises(RunError, match="is no run"):
        write_report(RunFolder(tmp_path))


def test_a_picture_that_cannot_be_drawn_is_a_warning(own_trained, monkeypatch):
    def fail(*_, **__):
        raise ValueError("no\nink")

    monkeypatch.setattr(pictures.regression, "draw_residuals", fail)
    run = find_run(own_trained / "runs", "strength")
    heard = Heard()
    illustrate(run, heard)
    (problem,) = heard.warnings
    assert (problem.severity, problem.code) == ("warning", "not-drawn")
    assert problem.message == (
        f"plots/residuals.png of run {run.run_id} could not be drawn: no ink"
    )
    assert problem.hint == f"the run is complete; `nnspec report {run.run_id}` tries again"
    assert len(Page(run.report.read_text(encoding="utf-8")).all("img")) == 5


def test_a_page_that_cannot_be_written_is_a_warning(own_trained):
    run = find_run(own_trained / "runs", "strength")
    run.report.mkdir()
    heard = Heard()
    illustrate(run, heard)
    (problem,) = heard.warnings
    assert problem.message.startswith(f"the report of run {run.run_id} could not be drawn: ")
    assert run.status() == "complete"


def test_drawing_can_be_interrupted(in_trained, monkeypatch):
    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "write_report", stop)
    run = find_run(in_trained / "runs", "strength")
    with pytest.raises(Interrupted) as caught:
        illustrate(run, Heard())
    (problem,) = caught.value.problems
    assert problem.message == f"interrupted while drawing; run {run.run_id} is complete"


def test_a_report_loads_none_of_the_heavy_libraries(own_trained):
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from nnspec.cli.main import app\n"
        "result = CliRunner().invoke(app, ['report', 'species'])\n"
        "assert result.exit_code == 0, result.output\n"
        "heavy = {'tensorflow', 'keras', 'sklearn', 'pandas', 'matplotlib.pyplot'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("[]\n", "")
