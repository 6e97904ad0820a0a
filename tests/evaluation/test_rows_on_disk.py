"""Measuring a run's own rows where they do not fit memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from support import Heard, read_in_small_pieces

from nnspec.data.loading.memory_need import Estimate
from nnspec.data.ondisk import assign as stream_deal
from nnspec.data.ondisk import write_columns as spooler
from nnspec.data.ondisk.selection import Selection
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.errors import DataError, TrainingError
from nnspec.evaluation import own_rows as spooled_rows
from nnspec.evaluation.evaluate import evaluate
from nnspec.evaluation.own_rows import LabelledRows
from nnspec.prediction.network import load_network
from nnspec.runs.find import find_run

SPECS = ["strength", "species", "sexes", "twins"]


def leaves(value, path=""):
    """The numbers of nested metrics by their path, -1 for an undefined one."""
    if isinstance(value, dict | list | tuple):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        return {k: v for key, one in entries for k, v in leaves(one, f"{path}/{key}").items()}
    return {path: -1 if value is None else value}


def mark_streamed(run, **data):
    """Have a run's rows be such as did not fit memory."""
    record = run.read()
    record["data"] |= {"streamed": True, **data}
    run.run_json.write_text(json.dumps(record), encoding="utf-8")


@pytest.fixture
def too_large(monkeypatch):
    """Rows that do not fit memory, read in many pieces."""
    needed = Estimate(1030, 3 << 40, 1 << 20)
    monkeypatch.setattr("nnspec.evaluation.same_data.estimate", lambda *_, **__: needed)
    monkeypatch.setattr("nnspec.evaluation.same_data.memory_budget", lambda _: 1 << 30)
    read_in_small_pieces(monkeypatch)
    monkeypatch.setattr(spooled_rows, "FEWEST_ROWS", 11)
    monkeypatch.setattr(spooled_rows, "MOST_ROWS", 53)


@pytest.fixture
def runs(own_trained):
    """The runs in `own_trained`, all marked."""
    found = {name: find_run(own_trained / "runs", name) for name in SPECS}
    for run in found.values():
        mark_streamed(run)
    return found


@pytest.mark.parametrize("split", ["training", "validation", "test"])
@pytest.mark.parametrize("name", SPECS)
def test_the_metrics_are_those_of_the_training(runs, too_large, name, split):
    run = runs[name]
    heard = Heard()
    found = evaluate(run, split=split, listener=heard)
    stored = json.loads(run.metrics.read_text(encoding="utf-8"))[split]
    assert leaves(found.metrics) == pytest.approx(leaves(stored), rel=1e-5)
    origin = run.read()["data"]["source"]
    assert heard.lines == [
        f"run {run.run_id}",
        f"the 1,030 rows of {origin} need about 3.0 TiB of memory, and 1.0 GiB are allowed: "
        "they are read in pieces",
        f"reading {origin} in pieces",
    ]
    assert not run.cache.exists()


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("strength", {"by": "age", "ci": 0.9}),
        ("species", {"by": "island", "ci": 0.9}),
        ("species", {"by": "year", "split": "validation"}),
        ("sexes", {"tune_threshold": "f1", "by": "species"}),
        ("sexes", {"tune_threshold": "accuracy", "split": "validation"}),
        ("sexes", {"threshold": 0.3, "ci": 0.95, "by": "flipper_length_mm"}),
        ("twins", {"by": "sex", "ci": 0.5}),
    ],
)
def test_every_setting_gives_what_it_gives_in_memory(own_trained, too_large, name, settings):
    run = find_run(own_trained / "runs", name)
    expected = evaluate(run, **settings)
    mark_streamed(run)
    found = evaluate(run, **settings)
    assert found.tuned == expected.tuned
    assert found.threshold == expected.threshold
    for one, other in (
        (found.metrics, expected.metrics),
        (found.intervals or {}, expected.intervals or {}),
        ([metrics for _, metrics in found.groups], [metrics for _, metrics in expected.groups]),
    ):
        assert leaves(one) == pytest.approx(leaves(other), rel=1e-6)
    for (group, _), (other, _) in zip(found.groups, expected.groups, strict=True):
        assert (group.label, group.value) == (other.label, other.value)
        np.testing.assert_array_equal(group.rows, other.rows)


def test_rows_that_fit_by_now_are_read_whole(runs):
    heard = Heard()
    evaluate(runs["strength"], listener=heard)
    assert heard.lines == [f"run {runs['strength'].run_id}"]


@pytest.mark.parametrize(
    ("old", "new", "split"),
    [
        ("target: species\n", "target: species\n  weight: year\n", "test"),
        ("training:\n", "training:\n  class_weight: {Gentoo: 3}\n", "training"),
    ],
)
def test_weights_count_in_the_loss(own_trained, too_large, old, new, split):
    run = find_run(own_trained / "runs", "species")
    plain = evaluate(run, split=split).metrics["loss"]
    text = run.resolved_spec.read_text(encoding="utf-8")
    run.resolved_spec.write_text(text.replace(old, new, 1), encoding="utf-8")
    expected = evaluate(run, split=split).metrics["loss"]
    assert expected != pytest.approx(plain)
    mark_streamed(run)
    assert evaluate(run, split=split).metrics["loss"] == pytest.approx(expected, rel=1e-6)


def caught(run, **settings):
    with pytest.raises(DataError) as error:
        evaluate(run, **settings)
    (problem,) = error.value.problems
    assert not run.cache.exists()
    return problem


def test_data_that_changed_since_are_refused(runs, too_large, own_trained):
    path = own_trained / "concrete.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("79.99", "80.99"), encoding="utf-8")
    run = runs["strength"]
    problem = caught(run, split="validation")
    assert (problem.code, problem.message, problem.hint) == (
        "data-changed",
        f"concrete.csv has changed since run {run.run_id} was trained, so that its validation "
        "rows can no longer be told from the others",
        "name a labelled file with input, or train again",
    )
    path.unlink()
    assert caught(run).code == "no-such-file"


def test_what_is_wrong_is_said_as_in_memory(runs, too_large, monkeypatch):
    problem = caught(runs["species"], by="iland")
    assert (problem.code, problem.hint) == ("unknown-column", "did you mean 'island'?")
    assert problem.message == "there is no column 'iland' in penguins.csv to group the rows by"
    assert problem.details[0].endswith("body_mass_g, sex, year")
    assert caught(runs["species"], threshold=0.3).code == "no-threshold"
    run = runs["species"]
    text = run.resolved_spec.read_text(encoding="utf-8")
    run.resolved_spec.write_text(text.replace("test: 0.2", "test: 0"), encoding="utf-8")
    problem = caught(run)
    assert problem.message == f"run {run.run_id} has no test rows"
    assert problem.hint == "use split='training' or split='validation'"


def test_a_column_of_too_many_texts_is_no_groups(runs, too_large, monkeypatch):
    monkeypatch.setattr(spooler, "MAX_TEXTS", 2)
    monkeypatch.setattr(spooled_rows, "MAX_TEXTS", 2)
    problem = caught(runs["sexes"], by="island")
    assert problem.message == (
        "the column 'island' of sexes.csv has more than 2 different values; rows are grouped by "
        "at most 100"
    )


def test_from_the_command_line(runs, too_large, cli):
    answer = cli("evaluate sexes --by island --fail-under accuracy=0.99")
    assert answer.exit_code == 1
    assert "reading sexes.csv in pieces" in answer.stderr
    assert "error[limit-missed]" in answer.stderr
    assert "Biscoe" in answer.stdout
    answer = cli("evaluate sexes -q --by iland")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("error[unknown-column]: there is no column 'iland' in sexes")


SCRIPT = """\
import sys
from nnspec.data.loading.memory_need import Estimate
from nnspec.evaluation import same_data
from nnspec.evaluation.evaluate import evaluate
same_data.estimate = lambda *_, **__: Estimate(344, 3 << 60, 1)
found = evaluate("species", by="island", ci=0.9)
heavy = ("tensorflow", "keras", "sklearn", "pandas", "scipy")
print(found.metrics["rows"], [name for name in heavy if name in sys.modules])
"""


def test_nothing_heavy_is_imported(runs):
    line = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert done.stdout == "69 []\n"


def test_no_room_on_the_disk(runs, too_large, monkeypatch):
    run = runs["strength"]
    usage = shutil.disk_usage(run.path)._replace(free=2048)
    monkeypatch.setattr(stream_deal.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(TrainingError) as error:
        evaluate(run)
    (problem,) = error.value.problems
    assert problem.code == "disk-full"
    assert problem.message.startswith("the rows need about 72.4 KiB in ")
    assert problem.message.endswith(", where 2.0 KiB are free")
    assert problem.hint == "make room there"
    assert not run.cache.exists()


def test_what_another_process_has_in_the_cache_stays(runs, too_large):
    run = runs["strength"]
    other = run.cache / "other"
    other.mkdir(parents=True)
    evaluate(run)
    assert list(run.cache.iterdir()) == [other]


class Memory:
    """Columns as a table on disk has them, made up when they are read."""

    n_rows = 1_000_000

    def piece(self, names, start, stop):
        columns = {name: np.arange(start, stop, dtype=np.float64) for name in names}
        return Table(columns, "made up", np.arange(start, stop) + 1)

    def steps_of(self, _, size):
        for start in range(0, self.n_rows, size):
            yield start, min(start + size, self.n_rows)


class Adder:
    """A network whose output is the sum of its inputs."""

    def __init__(self, preprocessor):
        self.preprocessor = preprocessor

    def outputs(self, x):
        return {"y": x["input"].sum(axis=1, keepdims=True, dtype=np.float64)}


class Plain:
    """Preprocessing that does nothing, of 40 columns."""

    inputs = ("input",)
    input_kinds = dict.fromkeys([f"x{i}" for i in range(40)], "numeric")

    @property
    def signature(self):
        return {"input": ArraySpec((len(self.input_kinds),))}

    def transform(self, table):
        columns = [table[name] for name in self.input_kinds]
        return {"input": np.column_stack(columns).astype(np.float32)}


def test_the_features_of_all_rows_are_never_in_memory():
    rows = np.random.default_rng(0).permutation(Memory.n_rows)[: Memory.n_rows // 2]
    part = LabelledRows(Selection(Memory(), rows), (), 64 << 20)
    tracemalloc.start()
    found = part.outputs(Adder(Plain()))["y"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    np.testing.assert_allclose(found[:, 0], 40.0 * rows, rtol=1e-6)
    # The features of these rows are 160 MB; a row's output and its place are 8 bytes each.
    assert peak < 40e6


class Nothing(Memory):
    n_rows = 0

    def take(self, rows, names):
        return self.piece(names, 0, 0)


def test_no_rows_have_no_outputs(in_trained):
    network = load_network(find_run(in_trained / "runs", "strength"))
    part = LabelledRows(Selection(Nothing(), np.arange(0)), (), 64 << 20)
    assert part.outputs(network)["strength"].shape == (0, 1)
