"""Training on rows that are on disk."""

from __future__ import annotations

import json
import signal
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from support import Heard

from nnspec.checks.validate import validate
from nnspec.data.loading.memory_need import Estimate, estimate
from nnspec.data.table.row_hashes import row_hashes
from nnspec.errors import Interrupted, SpecError
from nnspec.evaluation.evaluate import evaluate
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.runs.history import read_history
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.epochs_on_disk import StreamedEpochs, block_bytes, measure_rows
from nnspec.training.engine.loop import fit
from nnspec.training.read import read_work
from nnspec.training.train import train

BALANCED = ["training={class_weight: balanced, epochs: 2, batch_size: 32}"]


class Impatient(Listener):
    def epoch(self, epoch, logs, best):
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def too_large(monkeypatch):
    """Rows that do not fit memory, in several blocks."""
    monkeypatch.setattr("nnspec.training.read.estimate", _estimate)
    monkeypatch.setattr("nnspec.training.engine.epochs_on_disk.block_bytes", lambda budget: 20_000)
    monkeypatch.setattr("nnspec.training.engine.epochs_on_disk.MEASURED_ROWS", 64)


def _estimate(*_, **__):
    return Estimate(1030, 3 << 40, 1 << 20)


def resident(spec, overrides):
    return read_work(validate(spec, overrides), Listener())


def streamed(spec, overrides, folder):
    return read_work(validate(spec, overrides), Listener(), lambda: folder / "cache")


def logs_of(work):
    """The losses of each epoch and the weights after the last."""
    model = build(work.loaded, work.signature)
    fit(model, work.data.training, work.data.validation, work.loaded.spec.training)
    return model.history.history, model


def test_blocks_take_a_part_of_the_budget():
    assert block_bytes(64 << 20) == 16 << 20
    assert block_bytes(8 << 30) == 256 << 20


@pytest.mark.parametrize(
    ("spec", "overrides"),
    [("twins.yaml", []), ("species.yaml", BALANCED)],
)
def test_the_numbers_are_those_of_rows_in_memory(spec, overrides, workshop, too_large):
    overrides = [*overrides, "training.shuffle=false", "training.xla=false"]
    on_disk = streamed(spec, overrides, workshop)
    assert on_disk.streamed
    found, model = logs_of(on_disk)
    expected, _ = logs_of(resident(spec, overrides))
    assert list(found) == list(expected)
    for name, values in expected.items():
        assert found[name] == pytest.approx(values, rel=1e-4), name
    part = on_disk.data.training
    rows = part.read(0, part.n_rows)
    engine = Engine(model, batch_size=32)
    whole = engine.test(engine.resident(rows))
    assert measure_rows(engine, part) == pytest.approx(whole, rel=1e-6)
    on_disk.close()
    assert not (workshop / "cache").exists()


class Recorder:
    """An engine that only writes down what it is given."""

    batch_size = 32
    last_batch = -1

    def __init__(self, *, xla, stop_at_nan=False, loss=0.5):
        self.xla, self.stop_at_nan, self.loss = xla, stop_at_nan, loss
        self.calls = []

    def resident(self, arrays):
        return arrays

    def train_block(self, data, order, *, first):
        self.calls.append((data.inputs[order], first))
        self.last_batch = -(-len(order) // self.batch_size) - 1
        return {"loss": self.loss}

    def rows(self):
        """The rows of all calls so far, which are forgotten."""
        rows = np.concatenate([x for x, _ in self.calls])
        self.calls.clear()
        return rows


def epochs_of(work, **facts):
    settings = work.loaded.spec.training
    parts = (work.data.training, work.data.validation)
    return StreamedEpochs(partial(Recorder, **facts), *parts, settings, work.budget)


def test_an_epoch_has_every_row_once_in_an_order_of_its_own(workshop, too_large):
    run = epochs_of(streamed("strength.yaml", [], workshop))
    engine = run.engine
    assert engine.xla is False
    assert run.train(0) == {"loss": 0.5}
    assert [first for _, first in engine.calls] == [True, False, False, False, False]
    assert [len(x) % 32 for x, _ in engine.calls] == [0, 0, 0, 0, 618 % 32]
    assert engine.last_batch == -(-618 // 32) - 1
    orders = [engine.rows()]
    for epoch in (1, 0):
        run.train(epoch)
        orders.append(engine.rows())
    assert not np.array_equal(orders[0], orders[1])
    assert np.array_equal(orders[0], orders[2])
    part = run._blocks.part
    assert np.array_equal(_sorted(orders[1]), _sorted(part.read(0, 618).x["input"]))


def _sorted(rows):
    return rows[np.lexsort(rows.T)]


def test_without_shuffling_rows_come_as_they_are_and_xla_where_it_is_asked_for(workshop, too_large):
    settings = ["training.shuffle=false", "training.xla=true"]
    run = epochs_of(streamed("strength.yaml", settings, workshop))
    assert run.engine.xla is True
    run.train(3)
    assert np.array_equal(run.engine.rows(), run._blocks.part.read(0, 618).x["input"])


def test_a_loss_that_is_no_number_ends_the_epoch(workshop, too_large):
    work = streamed("strength.yaml", [], workshop)
    run = epochs_of(work, stop_at_nan=True, loss=float("nan"))
    run.train(0)
    assert len(run.engine.calls) == 1
    run = epochs_of(work, loss=float("nan"))
    run.train(0)
    assert len(run.engine.calls) == 5


def test_a_run_is_complete_and_leaves_no_cache(workshop, too_large, no_plots, monkeypatch):
    overrides = ["training.shuffle=false", "training.xla=false"]
    listener = Heard()
    done = train("strength.yaml", overrides=[*overrides, "training.memory=1GiB"], listener=listener)
    assert listener.notes[:2] == [
        "the 1,030 rows of concrete.csv need about 3.0 TiB of memory, and training.memory is "
        "1.0 GiB: they are preprocessed once and streamed from disk",
        "concrete.csv: 1,030 rows; 618 training, 206 validation, 206 test",
    ]
    run = done.folder
    assert not run.cache.exists()
    record = run.read()
    assert record["status"] == "complete"
    assert record["portable"]["kept"]
    work = resident("strength.yaml", overrides)
    data = record["data"]
    assert data["streamed"] is True
    assert data["fingerprint"] == work.table.fingerprint()
    assert data["columns"] == list(work.table.names)
    assert data["split"] == {"training": 618, "validation": 206, "test": 206}
    kept = json.loads(run.preprocessing.read_text(encoding="utf-8"))
    assert _flat(kept) == pytest.approx(_flat(work.data.preprocessor.to_json()), rel=1e-9)
    expected, _ = logs_of(work)
    assert read_history(run.history)["val_loss"] == pytest.approx(expected["val_loss"], rel=1e-4)
    # The rows are few enough to be read whole now, and are read in pieces where they are not.
    for estimated in (estimate, _estimate):
        monkeypatch.setattr("nnspec.evaluation.same_data.estimate", estimated)
        for split, metrics in done.metrics.items():
            again = evaluate(run, split=split).metrics
            assert again == pytest.approx(metrics, rel=1e-5)
    assert not run.cache.exists()
    assert evaluate(run, input="concrete.csv").training_rows == _in_file(work)
    summary = json.loads(run.data.read_text(encoding="utf-8"))
    assert summary["rows"] == summary["summed_up"] == data["split"]


def _in_file(work):
    """How many rows of the file are equal to a training row: the file has some rows twice."""
    hashes = row_hashes(work.table, work.data.preprocessor.kinds)
    return int(np.isin(hashes, hashes[work.rows.training]).sum())


def _flat(value, path=""):
    """A JSON document as one mapping of its numbers by path."""
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        return {path: value} if isinstance(value, int | float) else {path + str(value): 0}
    return {k: v for key, part in items for k, v in _flat(part, f"{path}/{key}").items()}


def test_a_failure_before_the_start_leaves_nothing(workshop, too_large, monkeypatch):
    def fails(*_):
        raise RuntimeError("no network")

    monkeypatch.setattr("nnspec.training.train.build", fails)
    with pytest.raises(RuntimeError, match="no network"):
        train("strength.yaml")
    assert list(Path("runs").iterdir()) == []


def test_a_failure_in_training_leaves_no_cache(workshop, too_large, monkeypatch):
    def fails(work, *_, **__):
        assert work.data.folder.is_dir()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("nnspec.training.keep.fit", fails)
    with pytest.raises(OSError, match="Input/output"):
        train("strength.yaml")
    # Before the first epoch there is nothing to keep.
    assert not Path("runs/strength").exists()


def test_an_interruption_leaves_no_cache(workshop, too_large, monkeypatch):
    monkeypatch.setattr("nnspec.training.keep.save_model", lambda *_: None)
    with pytest.raises(Interrupted):
        train("strength.yaml", listener=Impatient())
    (path,) = Path("runs/strength").iterdir()
    assert json.loads((path / "run.json").read_text(encoding="utf-8"))["status"] == "interrupted"
    assert not (path / "cache").exists()


def test_what_needs_fit_is_refused_before_anything_is_written(workshop, too_large):
    checkpoint = "callbacks=[{ModelCheckpoint: {filepath: best.keras, save_freq: 5}}]"
    with pytest.raises(SpecError) as caught:
        train("strength.yaml", overrides=[checkpoint, "training.memory=1GiB"])
    (problem,) = caught.value.problems
    assert problem.message == (
        "the 1,030 rows of concrete.csv need about 3.0 TiB of memory, and training.memory is "
        "1.0 GiB, but a network cannot be trained on rows on disk where ModelCheckpoint saves "
        "after a number of batches (save_freq)"
    )
    assert problem.hint == "leave that out, or raise training.memory"
    assert not Path("runs").exists()
