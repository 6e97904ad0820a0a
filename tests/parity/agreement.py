"""Trains a shipped spec and the script written for it by hand, and compares their histories."""

from __future__ import annotations

import importlib
from pathlib import Path

import keras
import pytest
from row_order import engine_order

from nnspec.checks.validate import validate
from nnspec.listener import Listener
from nnspec.runs.history import read_history
from nnspec.training.read import read_work
from nnspec.training.train import train

ROOT = Path(__file__).parents[2]
EPOCHS = 3


def slow(name):
    """A spec that is compared where there is time: much like one that always is."""
    return pytest.param(name, marks=pytest.mark.slow)


def assert_parity(name, runs):
    """The losses and metrics of every epoch agree to 1e-5, from the same weights and row order.

    Args:
        name: Of the spec and of its script.
        runs: A folder for the run.
    """
    spec = f"specs/{name}.yaml"
    rows = read_work(validate(spec).require(), Listener()).rows
    keras.backend.clear_session()
    run = train(spec, overrides=[f"training.epochs={EPOCHS}"], runs_dir=runs)
    ours = read_history(run.folder.history)
    ours.pop("epoch")

    keras.backend.clear_session()
    with engine_order(run.folder.read()["seed"]):
        script = importlib.import_module(f"parity.scripts.{name}").train(
            rows.training, rows.validation, epochs=EPOCHS
        )
    assert set(ours) == set(script)
    for quantity, values in script.items():
        assert len(values) == EPOCHS
        assert ours[quantity] == pytest.approx(values, rel=1e-5, abs=1e-8), quantity
