"""The run of a training: its first files, what a fitted network leaves in it, and its end."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

from nnspec.errors import SpecError
from nnspec.evaluation.training_rows import write_training_rows
from nnspec.export.network_onnx import export_portable
from nnspec.listener import Listener
from nnspec.network.refusals import refused
from nnspec.prediction.network import Network
from nnspec.runs.files import write_json, write_text
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import GrowingHistory, write_history
from nnspec.runs.summary import headline
from nnspec.spec.writing.dump import resolved_text
from nnspec.training.callbacks.interrupts import finish_first, is_interruption
from nnspec.training.divergence import cause_of_divergence
from nnspec.training.endings import end_diverged, end_failed, end_interrupted
from nnspec.training.fit import Fitted, fit, make_watch
from nnspec.training.helper_process import HelperProcess
from nnspec.training.keep_rows import keep_evidence
from nnspec.training.leak_doubt import leak_doubt
from nnspec.training.measure import loss_facts_of, measure, network_of
from nnspec.training.read import Work
from nnspec.training.saving import has_weights, keep_what_loads, save_model
from nnspec.training.trained_run import TrainedRun

if TYPE_CHECKING:
    from nnspec.training.callbacks.watch import Watcher


def fit_in_run(
    work: Work,
    model: Any,
    run: RunFolder,
    listener: Listener | None = None,
    helper: HelperProcess | None = None,
) -> TrainedRun:
    """Train a network in a run, which is complete afterwards, or says how it ended.

    Args:
        work: The rows.
        model: The compiled network.
        run: A run that was started.
        listener: Hears of the progress.
        helper: Draws the pictures, where there is one.

    Raises:
        SpecError: Keras does not accept a layer or a setting; there is no run then.
        TrainingError: The loss became NaN or infinite, or the memory was full.
        Interrupted: The user stopped the training; the best network so far is in the run.
    """
    listener = listener or Listener()
    watch = make_watch(work, listener, GrowingHistory(run.history))
    fitted, metrics = None, None
    try:
        keep_inputs(work, run)
        fitted = fit(work, model, watch=watch, folder=run, listener=listener)
        if fitted.diverged is None and not fitted.interrupted:
            metrics = keep_network(work, fitted, run, listener, helper)
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
                end_failed(run, error, _facts(watch))
            raise
    with finish_first(listener):
        if metrics is None or fitted is None:
            raise _end(work, model, run, watch, fitted, listener)
        trained, unnamed = keep_end(work, fitted, metrics, run)
    if unnamed is not None:
        listener.note(f"{unnamed}; `latest` does not name run {run.run_id}, so give its id")
    return trained


def keep_inputs(work: Work, run: RunFolder) -> None:
    """Write what a run holds before the first epoch: its spec, preprocessing and rows.

    Raises:
        OSError: The disk is full.
    """
    loaded, data = work.loaded, work.data
    write_text(run.spec, loaded.path.read_text(encoding="utf-8-sig"))
    write_text(run.resolved_spec, resolved_text(loaded, run.path))
    write_json(run.preprocessing, data.preprocessor.to_json())
    write_training_rows(run, data.preprocessor, data.hashes())


def keep_network(
    work: Work,
    fitted: Fitted,
    run: RunFolder,
    listener: Listener,
    helper: HelperProcess | None = None,
) -> dict[str, Any]:
    """Measure a fitted network, and write it with its history and what its pictures need.

    Args:
        work: The rows.
        fitted: The network; its training was neither interrupted nor lost.
        run: A run that was started.
        listener: Hears of what cannot be kept.
        helper: Draws the pictures, where there is one.

    Returns:
        What metrics.json holds.

    Raises:
        OSError: A file that a run must have cannot be written.
    """
    model = fitted.model
    unwritten = save_model(model, run, listener)
    with refused(work.loaded, model=model):
        measured = measure(work, model, fitted.engine, listener)
    write_json(run.metrics, measured.metrics)
    write_history(run.history, fitted.history)
    run.add({**_facts(fitted), "saved_epoch": _saved_epoch(fitted)})
    keep_evidence(work, measured, run, listener)
    if helper is not None:
        helper.draw(run)
    # While the pictures are drawn.
    keep_what_loads(run, listener, unwritten)
    _save_portable(work, measured.network, run)
    return measured.metrics


def keep_end(
    work: Work, fitted: Fitted, metrics: dict[str, Any], run: RunFolder
) -> tuple[TrainedRun, str | None]:
    """Seal a run that has all of its files.

    Args:
        work: The rows.
        fitted: The network.
        metrics: What `keep_network` returned.
        run: The run.

    Returns:
        The complete run, and why `latest` does not name it; None where it does.

    Raises:
        OSError: run.json cannot be written; the run has failed then.
    """
    facts = _facts(fitted)
    try:
        facts |= loss_facts_of(fitted.model, list(work.roles.targets))
    except Exception as error:
        end_failed(run, error, facts)
        raise
    saved = _saved_epoch(fitted)
    split = next(part for part in ("test", "validation", "training") if part in metrics)
    facts |= {"saved_epoch": saved, "metrics": headline(metrics, split), "split": split}
    try:
        unnamed = run.finish("complete", facts)
    except OSError as error:
        end_failed(run, error, facts)
        raise
    best, monitor = fitted.best_epoch, fitted.monitor
    doubt = _doubt(work, metrics)
    return TrainedRun(run, metrics, facts["epochs"], best, monitor, saved, doubt), unnamed


def _end(
    work: Work,
    model: Any,
    run: RunFolder,
    watch: Watcher,
    fitted: Fitted | None,
    listener: Listener,
) -> Exception:
    """End a run whose training diverged or was interrupted; what is to be raised."""
    facts = _facts(watch)
    try:
        _keep_best(work, model, run, watch, listener)
        facts |= {"saved_epoch": watch.best_epoch}
        facts |= loss_facts_of(model, list(work.roles.targets))
    except KeyboardInterrupt:
        # What could not be saved is not to be promised.
        watch.best_epoch = watch.best_epoch if run.model_keras.is_file() else 0
    except Exception as error:
        end_failed(run, error, facts)
        raise
    if fitted is not None and fitted.diverged is not None:
        look = partial(cause_of_divergence, work)
        return end_diverged(run, fitted.diverged, watch, facts, look)
    return end_interrupted(run, watch, facts)


def _saved_epoch(fitted: Fitted) -> int:
    """The epoch whose weights the network has."""
    kept_best = has_weights(fitted.model, fitted.best_weights)
    return fitted.best_epoch if kept_best else len(fitted.history)


def _doubt(work: Work, metrics: dict[str, Any]) -> str | None:
    # Whatever goes wrong with a second look: the run is complete.
    with contextlib.suppress(Exception):
        return leak_doubt(work, metrics)
    return None


def _facts(trained: Watcher | Fitted) -> dict[str, Any]:
    return {
        "epochs": len(trained.history),
        "best_epoch": trained.best_epoch,
        "monitor": trained.monitor,
    }


def _keep_best(work: Work, model: Any, run: RunFolder, watch: Watcher, listener: Listener) -> None:
    """What there is of a training that did not come to its end: its epochs and its best network."""
    write_history(run.history, watch.history)
    if watch.best_weights is not None:
        model.set_weights(watch.best_weights)
        keep_what_loads(run, listener, save_model(model, run, listener))
        _save_portable(work, network_of(work, model), run)


def _save_portable(work: Work, network: Network, run: RunFolder) -> None:
    run.add({"portable": export_portable(network, work.data, run.model_onnx)})
