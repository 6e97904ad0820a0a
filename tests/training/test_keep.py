"""A training is three parts, each callable alone: read the rows, fit the network, keep the run."""

from __future__ import annotations

import pytest

import nnspec
from nnspec.checks.validate import validate
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.network.devices import prepare_devices
from nnspec.runs.folder import RunFolder
from nnspec.training.fit import fit
from nnspec.training.keep import keep_end, keep_inputs, keep_network
from nnspec.training.read import read_work, run_facts
from nnspec.training.train import train

pytestmark = pytest.mark.usefixtures("no_plots")

SETTINGS = [
    "training.epochs=3",
    "callbacks=[CSVLogger, {EarlyStopping: {patience: 0, restore_best_weights: true}}]",
]


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_the_three_parts_make_the_run_of_train(workshop):
    before = files(workshop)
    work = read_work(validate("species.yaml", SETTINGS).require(), Listener())
    prepare_devices(work.loaded)
    model = build(work.loaded, work.signature)
    fitted = fit(work, model)
    assert files(workshop) == before, "reading and fitting write nothing"
    assert len(fitted.history) <= 3
    assert fitted.best_weights is not None
    assert (fitted.diverged, fitted.interrupted) == (None, False)
    run = RunFolder.create(workshop / "runs", "species")
    run.start(run_facts(work, model, smoke=False), command=(), spec=work.loaded.path)
    keep_inputs(work, run)
    metrics = keep_network(work, fitted, run, Listener())
    trained, unnamed = keep_end(work, fitted, metrics, run)
    assert unnamed is None
    whole = train("species.yaml", overrides=SETTINGS)
    assert trained.metrics == whole.metrics
    assert (trained.monitor, trained.best_epoch) == (whole.monitor, whole.best_epoch)
    # Without a folder the callback that writes a file was left out.
    assert files(whole.folder.path) - files(run.path) == {"log.csv"}
    assert run.status() == "complete"
    own, other = (nnspec.load(folder).features for folder in (run, whole.folder))
    assert own == other
