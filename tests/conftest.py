"""Shared fixtures: a folder with the real data, specs on it, and runs trained once per session."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import shlex
import shutil
import signal
import sys
from pathlib import Path

import pytest

# Its assertions say as much as those of the tests.
pytest.register_assert_rewrite("layer_shapes")

# TensorFlow reads this when it is loaded; nnspec sets it, but a test may import Keras first.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# A shell that starts something in the background has it ignore these, and with it its children.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

ROOT = Path(__file__).parents[1]

SPECS = {
    "strength": """\
        name: strength
        data: {source: concrete.csv, target: strength}
        preprocessing:
          numeric: StandardScaler
          columns: {age: [log1p, StandardScaler]}
          target: StandardScaler
        layers:
          - Dense: {units: 8, activation: relu}
          - Dense: 1
        compile: {optimizer: {Adam: 0.01}, loss: mse, metrics: [mae]}
        training: {epochs: 3, batch_size: 32, seed: 7}
        """,
    "species": """\
        name: species
        data: {source: penguins.csv, target: species, features: {exclude: [year]}}
        preprocessing:
          numeric: [{SimpleImputer: median}, StandardScaler]
          categorical: [{SimpleImputer: most_frequent}, OneHotEncoder]
        layers:
          - Dense: {units: 8, activation: relu}
          - Dense: {units: 3, activation: softmax}
        compile:
          optimizer: {Adam: 0.02}
          loss: sparse_categorical_crossentropy
          metrics: [accuracy]
        training: {epochs: 3, batch_size: 16}
        """,
    "sexes": """\
        name: sexes
        data:
          source: sexes.csv
          target: sex
          features: [bill_length_mm, bill_depth_mm, body_mass_g]
        preprocessing: {numeric: StandardScaler}
        layers:
          - Dense: {units: 6, activation: tanh}
          - Dense: 1
        compile:
          optimizer: {Adam: 0.05}
          loss: {BinaryCrossentropy: {from_logits: true}}
        training: {epochs: 3, batch_size: 16}
        """,
    "twins": """\
        name: twins
        data:
          source: sexes.csv
          target: {kind: species, mass: body_mass_g}
          features: [bill_length_mm, bill_depth_mm, flipper_length_mm]
        preprocessing: {numeric: StandardScaler, target: StandardScaler}
        layers:
          - Dense: {units: 6, activation: tanh}
            name: trunk
          - Dense: {units: 3, activation: softmax}
            name: kind
            from: trunk
          - Dense: 1
            name: mass
            from: trunk
        outputs: [kind, mass]
        compile:
          optimizer: {Adam: 0.02}
          loss: {kind: sparse_categorical_crossentropy, mass: mse}
        training: {epochs: 2, batch_size: 32}
        """,
}


# Whether what follows is done; to ask the collector itself takes long.
_FROZEN: list[bool] = []


def pytest_runtest_teardown(nextitem):
    """Spare the collector TensorFlow, which Keras lets it walk through for every network.

    The program does so too where the process is its own; a network is then built 0.3 s sooner.
    """
    if "keras" in sys.modules and not _FROZEN:
        gc.collect()
        gc.freeze()
        _FROZEN.append(True)


def spec_text(name: str) -> str:
    """The text of one of the specs above."""
    import textwrap

    return textwrap.dedent(SPECS[name])


def fill_workshop(folder: Path) -> Path:
    """Copy the data sets, and write the specs above, into a folder."""
    for name in ("concrete.csv", "penguins.csv"):
        shutil.copyfile(ROOT / "datasets" / name, folder / name)
    lines = (folder / "penguins.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    known = [line for line in lines if line.split(",")[-2] and ",NA," not in line]
    (folder / "sexes.csv").write_text("".join(known), encoding="utf-8")
    for name in SPECS:
        (folder / f"{name}.yaml").write_text(spec_text(name), encoding="utf-8")
    return folder


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    """A fresh current folder with the data sets and the specs."""
    monkeypatch.chdir(tmp_path)
    return fill_workshop(tmp_path)


@pytest.fixture
def full_disk():
    """A context in which a file has room for so many bytes; the system's own error beyond."""
    resource = pytest.importorskip("resource")

    @contextlib.contextmanager
    def limited(size):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited


@pytest.fixture
def no_plots(monkeypatch):
    """Training draws no pictures, which take longer than these small networks."""
    monkeypatch.setattr("nnspec.training.train.illustrate", lambda *_: None)


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A folder as `workshop` with one complete run of each spec; not to be written to."""
    from nnspec.training.train import train

    folder = fill_workshop(tmp_path_factory.mktemp("trained"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in SPECS:
            train(f"{name}.yaml", plots=False)
    return folder


@pytest.fixture
def in_trained(trained, monkeypatch):
    """The folder `trained` as the current one."""
    monkeypatch.chdir(trained)
    return trained


@pytest.fixture
def own_trained(trained, tmp_path, monkeypatch):
    """A copy of `trained` to change at will, as the current folder."""
    folder = tmp_path / "own"
    shutil.copytree(trained, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def interrupted(tmp_path_factory):
    """The folder of a run that Ctrl-C stopped in its second epoch."""
    from nnspec.errors import Interrupted
    from nnspec.listener import Listener
    from nnspec.runs.folder import RunFolder
    from nnspec.training.train import train

    class Impatient(Listener):
        def epoch(self, epoch, logs, best):
            if epoch == 2:
                signal.raise_signal(signal.SIGINT)

    folder = fill_workshop(tmp_path_factory.mktemp("interrupted"))
    with pytest.raises(Interrupted):
        train(
            folder / "strength.yaml",
            overrides=["training.epochs=9"],
            runs_dir=folder / "runs",
            listener=Impatient(),
        )
    (path,) = (p for p in (folder / "runs" / "strength").iterdir() if p.is_dir())
    return RunFolder(path)


class Answer:
    """What a command answered; `ID` stands for the ids of runs."""

    def __init__(self, result):
        self.exit_code = result.exit_code
        self.raw = result.stdout
        self.stdout = re.sub(r"\d{8}-\d{6}-[0-9a-f]{4}", "ID", result.stdout)
        self.stderr = re.sub(r"\d{8}-\d{6}-[0-9a-f]{4}", "ID", result.stderr)

    @property
    def document(self):
        """The one JSON document that stdout is."""
        import json

        return json.loads(self.raw)


@pytest.fixture
def cli():
    """Runs a command line in this process: `cli("predict -i new.csv")`."""
    from typer.testing import CliRunner

    from nnspec.cli.main import app
    from nnspec.network.backend import load_keras

    # Whether "loading TensorFlow" is said must not depend on which test comes first.
    load_keras()
    return lambda line: Answer(CliRunner().invoke(app, shlex.split(line)))
