"""Train a spec: validate, read the data, build, fit, and write the run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nnspec.checks.validate import validate
from nnspec.checks.validation import Checked
from nnspec.data.features.fit import fit as fit_rows
from nnspec.data.features.plan import Plan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.loading.prepare import Fit
from nnspec.data.table.columns import Columns
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.build import build
from nnspec.network.devices import prepare_devices
from nnspec.report.write import illustrate
from nnspec.runs.folder import RunFolder
from nnspec.spec.arguments import values_are_overrides
from nnspec.spec.load import LoadedSpec
from nnspec.spec.meaning.at_zero import cuts_at_zero
from nnspec.spec.meaning.ends import score_kinds
from nnspec.spec.meaning.smoke import smoke as smoke_spec
from nnspec.spec.overrides import Overrides
from nnspec.training.defaults import default_notes
from nnspec.training.devices.replicas import share_out
from nnspec.training.failures import told
from nnspec.training.first_rows import tells_early, try_first_rows
from nnspec.training.helper_process import HelperProcess
from nnspec.training.helper_tasks import is_fitted_by_helper
from nnspec.training.keep import fit_in_run
from nnspec.training.read import read_work, run_facts
from nnspec.training.trained_run import TrainedRun


@values_are_overrides
def train(
    spec: str | Path,
    *,
    overrides: Overrides = (),
    data: Any = None,
    smoke: bool = False,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
    command: Sequence[str] = (),
    plots: bool = True,
    helper: HelperProcess | None = None,
) -> TrainedRun:
    """Train a spec and write a run.

    Args:
        spec: The spec's YAML file.
        overrides: Settings such as `training.epochs=5`, or a dict: `{"training.epochs": 5}`.
        data: Rows in place of `data.source`, which the spec need not have: what Keras takes, under
            the spec's columns. A DataFrame, a dict of arrays or tensors, `(x, y)`, a list of
            dicts, a tf.data.Dataset, a keras.utils.PyDataset or a generator, which are read whole;
            see `nnspec.data.loading.given.given_table`.
        smoke: Train on a few rows for two epochs, to see that everything works.
        runs_dir: The folder of all runs.
        listener: Hears of progress; silence when left out.
        command: The command line, for run.json.
        plots: Whether to draw the run's pictures and page once it is complete; a smoke run has
            none, since its numbers mean nothing.
        helper: Was asked to fit the spec's preprocessing, and draws the pictures; the caller has it
            write the page of the complete run.

    Raises:
        SpecError: The spec is wrong; nothing was written.
        DataError: The data is wrong; nothing was written.
        TrainingError: The loss became NaN or infinite, or the memory was full.
        Interrupted: The user stopped the training; the best network so far is in the run.
    """
    listener = listener or Listener()
    change = smoke_spec if smoke else None
    checked = validate(spec, overrides, data=data, change=change).require()
    if checked.loaded.replaced is not None:
        listener.note(f"data= takes the place of data.source, {checked.loaded.replaced}")
    for problem in checked.warnings:
        listener.warning(problem)
    made: list[RunFolder] = []

    def make_run() -> RunFolder:
        if not made:
            made.append(RunFolder.create(Path(runs_dir), checked.loaded.spec.name))
        return made[0]

    tried = tells_early(checked)
    if tried:
        _take_devices(checked.loaded, listener)
        try_first_rows(checked, listener)
    try:
        with told(checked.loaded.spec, reading=True):
            fit_preprocessing = _fitting(checked, helper, listener)
            work = read_work(checked, listener, lambda: make_run().cache, fit=fit_preprocessing)
        losses, settings = work.roles.losses, work.loaded.spec
        zeros = cuts_at_zero(settings, losses, score_kinds(settings, losses))
        for note in (*default_notes(settings), *zeros):
            listener.note(note)
        if not tried:
            _take_devices(work.loaded, listener)
        with told(work.loaded.spec):
            strategy = share_out(work.loaded, listener)
            model = build(work.loaded, work.signature, strategy)
        run = make_run()
        run.start(run_facts(work, model, smoke=smoke), command=command, spec=work.loaded.path)
    except BaseException:
        for run in made:
            run.discard()
        raise
    try:
        trained = fit_in_run(work, model, run, listener, helper)
    finally:
        work.close()
    if plots and not smoke:
        illustrate(run, listener)
    return trained


def _take_devices(loaded: LoadedSpec, listener: Listener) -> None:
    load_keras(listener)
    for note in prepare_devices(loaded):
        listener.note(note)


def _fitting(checked: Checked, helper: HelperProcess | None, listener: Listener) -> Fit:
    """How the preprocessing is fitted: by the second process while this one loads TensorFlow."""
    if helper is None or not is_fitted_by_helper(checked):
        return fit_rows

    def fit_by_helper(plan: Plan, training_rows: Columns) -> Preprocessor:
        load_keras(listener)
        return helper.fitted(training_rows) or fit_rows(plan, training_rows)

    return fit_by_helper
