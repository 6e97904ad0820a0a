"""Train a spec: validate, read the data, build, fit, and write the run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.checks.validate import Validation, validate
from nnspec.data.look import look_at
from nnspec.data.plan import Plan
from nnspec.data.prepare import Prepared, prepare
from nnspec.data.roles import Roles, find_roles, is_classification, make_plan
from nnspec.data.rows import deal_rows
from nnspec.data.split import Rows
from nnspec.data.table import Table
from nnspec.errors import Interrupted, NnspecError, Problem, SpecError, TrainingError
from nnspec.inference.network import Network, model_input, model_target
from nnspec.inference.score import score
from nnspec.network.backend import is_loaded, load_keras
from nnspec.network.build import build
from nnspec.runs.files import replacing, write_json, write_text
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import write_history
from nnspec.runs.summary import headline
from nnspec.spec.dump import resolved_text
from nnspec.spec.load import LoadedSpec
from nnspec.spec.smoke import smoke as smoke_spec
from nnspec.training.callbacks import InterruptOnce, make_callbacks, watched, watcher
from nnspec.training.defaults import default_notes
from nnspec.training.listener import Listener


@dataclass(frozen=True, slots=True)
class TrainedRun:
    """A finished training.

    Attributes:
        folder: The run's folder.
        metrics: What metrics.json holds: for each part of the rows its metrics.
        epochs: How many epochs were trained.
        best_epoch: The epoch with the best value of the watched quantity, from 1.
        monitor: The watched quantity.
    """

    folder: RunFolder
    metrics: dict[str, Any]
    epochs: int
    best_epoch: int
    monitor: str


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """Everything that is known before the first epoch."""

    loaded: LoadedSpec
    table: Table
    roles: Roles
    rows: Rows
    plan: Plan
    data: Prepared


def train(
    spec: str | Path,
    *,
    overrides: Sequence[str] = (),
    smoke: bool = False,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
    command: Sequence[str] = (),
) -> TrainedRun:
    """Train a spec and write a run.

    Args:
        spec: The spec's YAML file.
        overrides: Settings such as `training.epochs=5`.
        smoke: Train on a few rows for two epochs, to see that everything works.
        runs_dir: The folder of all runs.
        listener: Hears of progress; silence when left out.
        command: The command line, for run.json.

    Raises:
        SpecError: The spec is wrong; nothing was written.
        DataError: The data is wrong; nothing was written.
        TrainingError: The loss became NaN or infinite.
        Interrupted: The user stopped the training; the best network so far is in the run.
    """
    listener = listener or Listener()
    checked = validate(spec, overrides, change=smoke_spec if smoke else None).require()
    for problem in checked.warnings:
        listener.warning(problem)
    work = _read(checked, listener)
    for note in default_notes(work.loaded.spec):
        listener.note(note)
    if not is_loaded():
        listener.stage("loading TensorFlow")
        load_keras()
    widths = {name: array.shape[1] for name, array in work.data.training.x.items()}
    model = build(work.loaded, widths)
    run = RunFolder.create(Path(runs_dir), work.loaded.spec.name)
    return _run(work, model, run, listener, command, smoke=smoke)


def _read(checked: Validation, listener: Listener) -> _Work:
    """The data, whole, dealt and preprocessed."""
    loaded, seen, roles = checked.loaded, checked.look, checked.roles
    if loaded is None or seen is None or roles is None:
        raise SpecError(checked.problems)
    if seen.table is None or not seen.complete:
        from nnspec.data.sources import load_source

        listener.stage(f"reading {seen.origin}")
        seen = look_at(load_source(loaded.spec.data.source, base_dir=loaded.base_dir))
        roles, problems = find_roles(loaded, seen)
        if problems:
            raise SpecError(problems)
    table = seen.table
    plan = make_plan(loaded.spec, roles, seen.kinds)
    rows = deal_rows(loaded.spec, table, plan, classify=is_classification(roles))
    data = prepare(table, rows, plan)
    parts = [f"{len(index):,} {name}" for name, index in rows.parts().items() if len(index)]
    listener.note(f"{table.origin}: {table.n_rows:,} rows; {', '.join(parts)}")
    return _Work(loaded, table, roles, rows, plan, data)


def _run(
    work: _Work,
    model: Any,
    run: RunFolder,
    listener: Listener,
    command: Sequence[str],
    *,
    smoke: bool,
) -> TrainedRun:
    """From the first file of the run to the last."""
    loaded = work.loaded
    run.start(_facts(work, model, smoke), command=command, spec=loaded.path)
    write_text(run.spec, loaded.path.read_text(encoding="utf-8-sig"))
    write_text(run.resolved_spec, resolved_text(loaded, run.path))
    write_json(run.preprocessing, work.data.preprocessor.to_json())
    monitor, mode = watched(loaded, tuple(work.roles.targets), work.data.validation.n_rows > 0)
    watch = watcher(listener, monitor, mode)
    try:
        _fit(work, model, run, watch, listener)
        diverged = _diverged(watch.history)
        interrupted = watch.interrupted
    except KeyboardInterrupt:
        diverged, interrupted = None, True
    except NnspecError as error:
        run.finish("failed", {"reason": str(error)})
        raise
    except Exception as error:
        run.finish("failed", {"reason": " ".join(str(error).split())[:500]})
        raise
    finally:
        listener.end()
    facts = {"epochs": len(watch.history), "best_epoch": watch.best_epoch, "monitor": monitor}
    write_history(run.history, watch.history)
    if diverged is not None or interrupted:
        if watch.best_weights is not None:
            model.set_weights(watch.best_weights)
            _save(model, run)
        if diverged is not None:
            raise _failure(run, diverged, watch, facts)
        run.finish("interrupted", facts)
        kept = f"; the best network, of epoch {watch.best_epoch}, is in it"
        message = f"interrupted after {len(watch.history)} epochs; run {run.run_id}"
        raise Interrupted(
            Problem("interrupted", message + (kept if watch.best_epoch else ""), severity="warning")
        )
    _save(model, run)
    metrics = _metrics(work, model)
    write_json(run.metrics, metrics)
    split = "test" if "test" in metrics else "validation" if "validation" in metrics else "training"
    run.finish("complete", {**facts, "metrics": headline(metrics, split), "split": split})
    return TrainedRun(run, metrics, len(watch.history), watch.best_epoch, monitor)


def _fit(work: _Work, model: Any, run: RunFolder, watch: Any, listener: Listener) -> None:
    """`model.fit`, as a script would call it."""
    settings = work.loaded.spec.training
    training, validation = work.data.training, work.data.validation
    callbacks = make_callbacks(work.loaded, run)
    listener.begin(settings.epochs)
    with InterruptOnce(watch, listener):
        model.fit(
            model_input(training.x),
            model_target(training.y),
            epochs=settings.epochs,
            batch_size=settings.batch_size,
            shuffle=settings.shuffle,
            validation_data=(model_input(validation.x), model_target(validation.y))
            if validation.n_rows
            else None,
            # The watcher stands first: it must see an epoch's weights before EarlyStopping
            # restores others.
            callbacks=[watch, *callbacks],
            verbose=0,
        )


def _facts(work: _Work, model: Any, smoke: bool) -> dict[str, Any]:
    """What run.json says from the start."""
    spec = work.loaded.spec
    return {
        "spec": work.loaded.path.name,
        "seed": spec.training.seed,
        "overrides": list(work.loaded.overrides),
        "smoke": smoke,
        "parameters": int(model.count_params()),
        "data": {
            "source": work.table.origin,
            "rows": work.table.n_rows,
            "columns": list(work.table.names),
            "fingerprint": work.table.fingerprint(),
            "split": {name: len(index) for name, index in work.rows.parts().items()},
        },
        "outputs": {
            name: {
                "loss": loss.identifier or loss.name,
                "from_logits": bool(loss.argument("from_logits", False)),
            }
            for name, loss in work.roles.losses.items()
        },
    }


def _save(model: Any, run: RunFolder) -> None:
    for path in (run.model_keras, run.model_h5):
        with replacing(path) as beside:
            model.save(beside)


def _metrics(work: _Work, model: Any) -> dict[str, Any]:
    """For each part that has rows: Keras' loss, and the metrics in the target's own units."""
    logits = frozenset(
        name for name, loss in work.roles.losses.items() if loss.argument("from_logits", False)
    )
    network = Network(model, work.data.preprocessor, logits)
    batch_size = work.loaded.spec.training.batch_size
    metrics = {}
    for name in ("training", "validation", "test"):
        part = getattr(work.data, name)
        if not part.n_rows:
            continue
        measured = model.evaluate(
            model_input(part.x),
            model_target(part.y),
            batch_size=max(batch_size, 1024),
            verbose=0,
            return_dict=True,
        )
        scores = score(work.data.preprocessor, network.outputs(part.x), work.table.take(part.rows))
        metrics[name] = {"loss": float(measured["loss"]), **scores}
    return metrics


def _diverged(history: Sequence[dict[str, float]]) -> int | None:
    """The first epoch, from 1, whose loss is not a finite number."""
    for epoch, logs in enumerate(history, start=1):
        if not math.isfinite(logs.get("loss", 0.0)):
            return epoch
    return None


def _failure(run: RunFolder, epoch: int, watch: Any, facts: dict[str, Any]) -> TrainingError:
    """The loss is no number any more: end the run as failed, and say what usually helps."""
    value = watch.history[epoch - 1]["loss"]
    shown = "NaN" if np.isnan(value) else "infinite"
    run.finish("failed", {**facts, "reason": f"the loss became {shown} in epoch {epoch}"})
    details = [f"run {run.run_id}"]
    if epoch > 1:
        last = ", ".join(
            f"{name} {number:.4g}" for name, number in watch.history[epoch - 2].items()
        )
        details.insert(0, f"epoch {epoch - 1}: {last}")
    return TrainingError(
        Problem(
            "diverged",
            f"the loss became {shown} in epoch {epoch}",
            hint="lower the learning rate, scale the features and the target, or set clipnorm: 1.0",
            details=tuple(details),
        )
    )
