"""What is where in a run's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunPaths:
    """A run's folder and the files in it, whether they are there or not.

    Attributes:
        path: The folder. It need not be in `runs/`: a run may be copied elsewhere.
    """

    path: Path

    @property
    def name(self) -> str:
        """The spec's name: the folder that the run's folder lies in."""
        return self.path.absolute().parent.name

    @property
    def run_id(self) -> str:
        """What a user names the run by, for instance `concrete/20261122-033600-7f3a`."""
        return f"{self.name}/{self.path.absolute().name}"

    @property
    def spec(self) -> Path:
        """The spec as given."""
        return self.path / "spec.yaml"

    @property
    def resolved_spec(self) -> Path:
        """The spec with every default and override filled in; trains the same run again."""
        return self.path / "spec.resolved.yaml"

    @property
    def run_json(self) -> Path:
        """Status, times, versions and the other facts of the run."""
        return self.path / "run.json"

    @property
    def preprocessing(self) -> Path:
        """The fitted preprocessing steps."""
        return self.path / "preprocessing.json"

    @property
    def checkpoint(self) -> Path:
        """What ModelCheckpoint saves while the training goes on, where it is told no other file."""
        return self.path / "checkpoints" / "best.keras"

    @property
    def saved_network(self) -> Path | None:
        """The network as Keras saved it: at the end, or else the checkpoint; None without one."""
        paths = (self.model_keras, self.checkpoint)
        return next((path for path in paths if path.is_file()), None)

    @property
    def model_keras(self) -> Path:
        """The trained model in Keras' own format."""
        return self.path / "model.keras"

    @property
    def model_h5(self) -> Path:
        """The trained model in HDF5."""
        return self.path / "model.h5"

    @property
    def model_onnx(self) -> Path:
        """The trained model for ONNX Runtime."""
        return self.path / "model.onnx"

    @property
    def history(self) -> Path:
        """One row an epoch."""
        return self.path / "history.csv"

    @property
    def metrics(self) -> Path:
        """The metrics of every split."""
        return self.path / "metrics.json"

    @property
    def rows(self) -> Path:
        """The hashes of the training rows."""
        return self.path / "rows.npz"

    @property
    def predictions(self) -> Path:
        """The truth and the predictions of the held-out rows."""
        return self.path / "predictions.csv"

    @property
    def boundary(self) -> Path:
        """What a classifier of two features says at every place of their plane."""
        return self.path / "boundary.npz"

    @property
    def data(self) -> Path:
        """What the columns hold, in a few numbers each."""
        return self.path / "data.json"

    @property
    def checkpoints(self) -> Path:
        """The folder of the best and the last state of training."""
        return self.path / "checkpoints"

    @property
    def cache(self) -> Path:
        """The folder of rows that do not fit memory, there while the run is trained or measured."""
        return self.path / "cache"

    @property
    def plots(self) -> Path:
        """The folder of pictures."""
        return self.path / "plots"

    @property
    def report(self) -> Path:
        """The HTML page."""
        return self.path / "report.html"
