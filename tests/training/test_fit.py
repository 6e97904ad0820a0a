"""The epochs of a run are trained by the engine, or by Keras' own fit."""

from __future__ import annotations

import numpy as np
import pytest
from support import Heard

from nnspec.checks.validate import validate
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import GrowingHistory
from nnspec.training.callbacks.watch import Watcher
from nnspec.training.engine.engine import Engine
from nnspec.training.fit import fit
from nnspec.training.read import read_work

BY_FIT = "callbacks=[{ModelCheckpoint: {save_freq: 1000}}]"


@pytest.fixture
def trained(workshop):
    def run_it(*overrides):
        settings = ["training.epochs=2", "data.sample=100", "training.shuffle=false", *overrides]
        work = read_work(validate("strength.yaml", settings).require(), Listener())
        model = build(work.loaded, work.signature)
        run, notes = RunFolder.create(workshop / "runs", "net"), Heard()
        watch = Watcher(notes, "val_loss", "min", GrowingHistory(run.history))
        fitted = fit(work, model, watch=watch, folder=run, listener=notes)
        return fitted.engine, model, notes, watch

    return run_it


def test_both_routes_train_the_same(trained):
    engine, model, notes, watch = trained()
    assert isinstance(engine, Engine)
    assert notes.lines == ["2 epochs", "end"]
    none, by_fit, notes, other = trained(BY_FIT)
    assert none is None
    assert notes.lines[1:] == ["2 epochs", "end"]
    assert notes.lines[0].startswith("training by Keras' fit, batch by batch: ModelCheckpoint")
    for one, two in zip(model.get_weights(), by_fit.get_weights(), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-5)
    assert len(watch.history) == len(other.history) == 2
