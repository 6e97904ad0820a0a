"""Train a spec: validate, read the data, build, fit, and write the run."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from nnspec.checks.validate import Validation, validate
from nnspec.data.features.fit import fit as fit_rows
from nnspec.data.features.plan import Plan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.loading.prepare import Fit
from nnspec.data.ondisk.prepare import PreparedOnDisk
from nnspec.data.table.table import Table
from nnspec.errors import SpecError
from nnspec.evaluation.training_rows import keep_training_rows, write_training_rows
from nnspec.export.network_onnx import export_portable
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.build import build
from nnspec.network.devices import prepare_devices
from nnspec.network.refusals import refused
from nnspec.prediction.network import Network
from nnspec.report.write import illustrate
from nnspec.runs.files import write_json, write_text
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import GrowingHistory, write_history
from nnspec.runs.summary import headline
from nnspec.spec.load import LoadedSpec
from nnspec.spec.meaning.at_zero import cuts_at_zero
from nnspec.spec.meaning.ends import score_kinds
from nnspec.spec.meaning.smoke import smoke as smoke_spec
from nnspec.spec.overrides import Overrides
from nnspec.spec.writing.dump import resolved_text
from nnspec.training.callbacks.callbacks import watched, watcher
from nnspec.training.callbacks.interrupts import finish_first, is_interruption
from nnspec.training.defaults import default_notes
from nnspec.training.devices.replicas import share_out
from nnspec.training.divergence import cause_of_divergence
from nnspec.training.endings import diverged_epoch, end_diverged, end_failed, end_interrupted
from nnspec.training.failures import told
from nnspec.training.first_rows import tells_early, try_first_rows
from nnspec.training.first_step import step_eagerly
from nnspec.training.fit_network import fit_network
from nnspec.training.helper_process import HelperProcess
from nnspec.training.helper_tasks import is_fitted_by_helper
from nnspec.training.keep_rows import keep_evidence
from nnspec.training.leak_doubt import leak_doubt
from nnspec.training.measure import loss_facts_of, measure, network_of
from nnspec.training.read import Work, read_work, run_facts
from nnspec.training.saving import has_weights, keep_what_loads, save_model
from nnspec.training.trained_run import TrainedRun


def train(
    spec: str | Path,
    *,
    overrides: Overrides = (),
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
    checked = validate(spec, overrides, change=smoke_spec if smoke else None).require()
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
        trained = _run(work, model, run, listener, helper)
    finally:
        work.close()
    if plots and not smoke:
        illustrate(run, listener)
    return trained


def _take_devices(loaded: LoadedSpec, listener: Listener) -> None:
    load_keras(listener)
    for note in prepare_devices(loaded):
        listener.note(note)


def _fitting(checked: Validation, helper: HelperProcess | None, listener: Listener) -> Fit:
    """How the preprocessing is fitted: by the second process while this one loads TensorFlow."""
    if helper is None or not is_fitted_by_helper(checked):
        return fit_rows

    def fit_by_helper(plan: Plan, training_rows: Table) -> Preprocessor:
        load_keras(listener)
        return helper.fitted(training_rows) or fit_rows(plan, training_rows)

    return fit_by_helper


def _run(
    work: Work, model: Any, run: RunFolder, listener: Listener, helper: HelperProcess | None
) -> TrainedRun:
    """From the first file of a started run to the last."""
    loaded = work.loaded
    monitor, mode = watched(loaded, tuple(work.roles.targets), work.data.validation.n_rows > 0)
    watch = watcher(listener, monitor, mode, GrowingHistory(run.history))
    diverged, metrics = None, None
    try:
        write_text(run.spec, loaded.path.read_text(encoding="utf-8-sig"))
        write_text(run.resolved_spec, resolved_text(loaded, run.path))
        write_json(run.preprocessing, work.data.preprocessor.to_json())
        _keep_rows(work, run)
        with (
            told(loaded.spec, counts=work.counts.values()),
            refused(loaded, model=model, again=lambda: step_eagerly(work, model)),
        ):
            engine = fit_network(work, model, run, watch, listener)
        diverged = diverged_epoch(watch.history, model.get_weights())
        if diverged is None and not watch.interrupted:
            unwritten = save_model(model, run, listener)
            with refused(loaded, model=model):
                measured = measure(work, model, engine, listener)
            metrics = measured.metrics
            write_json(run.metrics, metrics)
            write_history(run.history, watch.history)
            kept_best = has_weights(model, watch.best_weights)
            saved = watch.best_epoch if kept_best else len(watch.history)
            run.add({**_facts(watch, monitor), "saved_epoch": saved})
            keep_evidence(work, measured, run, listener)
            if helper is not None:
                helper.draw(run)
            # While the pictures are drawn.
            keep_what_loads(run, listener, unwritten)
            _save_portable(work, measured.network, run)
    except (Exception, KeyboardInterrupt) as error:
        metrics = None
        if isinstance(error, SpecError | OSError) and not watch.history:
            # Nothing was trained: the spec is wrong, as it would be without its rows, or there is
            # no room for the first files.
            run.discard()
            raise
        if not is_interruption(error):
            with finish_first(listener):
                # On a full disk nothing can be written any more; the first failure is to be told.
                with contextlib.suppress(Exception):
                    _keep_best(work, model, run, watch, listener)
                end_failed(run, error, _facts(watch, monitor))
            raise
    with finish_first(listener):
        facts = _facts(watch, monitor)
        try:
            if metrics is None:
                _keep_best(work, model, run, watch, listener)
                facts |= {"saved_epoch": watch.best_epoch}
            facts |= loss_facts_of(model, list(work.roles.targets))
        except KeyboardInterrupt:
            # What could not be saved is not to be promised.
            watch.best_epoch = watch.best_epoch if run.model_keras.is_file() else 0
        except Exception as error:
            end_failed(run, error, facts)
            raise
        if diverged is not None:
            look = partial(cause_of_divergence, work)
            raise end_diverged(run, diverged, watch, facts, look)
        if metrics is None:
            raise end_interrupted(run, watch, facts)
        parts = ("test", "validation", "training")
        split = next(part for part in parts if part in metrics)
        facts |= {"saved_epoch": saved, "metrics": headline(metrics, split), "split": split}
        try:
            unnamed = run.finish("complete", facts)
        except OSError as error:
            end_failed(run, error, facts)
            raise
        doubt = _doubt(work, metrics)
    if unnamed is not None:
        listener.note(f"{unnamed}; `latest` does not name run {run.run_id}, so give its id")
    return TrainedRun(run, metrics, facts["epochs"], watch.best_epoch, monitor, saved, doubt)


def _doubt(work: Work, metrics: dict[str, Any]) -> str | None:
    # Whatever goes wrong with a second look: the run is complete.
    with contextlib.suppress(Exception):
        return leak_doubt(work, metrics)
    return None


def _keep_rows(work: Work, run: RunFolder) -> None:
    data = work.data
    if isinstance(data, PreparedOnDisk):
        write_training_rows(run, data.preprocessor, data.hashes)
    else:
        keep_training_rows(run, data.preprocessor, work.table, work.rows.training)


def _facts(watch: Any, monitor: str) -> dict[str, Any]:
    return {"epochs": len(watch.history), "best_epoch": watch.best_epoch, "monitor": monitor}


def _keep_best(work: Work, model: Any, run: RunFolder, watch: Any, listener: Listener) -> None:
    """What there is of a training that did not come to its end: its epochs and its best network."""
    write_history(run.history, watch.history)
    if watch.best_weights is not None:
        model.set_weights(watch.best_weights)
        keep_what_loads(run, listener, save_model(model, run, listener))
        _save_portable(work, network_of(work, model), run)


def _save_portable(work: Work, network: Network, run: RunFolder) -> None:
    run.add({"portable": export_portable(network, work.data, run.model_onnx)})
