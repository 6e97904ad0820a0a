"""What a run keeps of its rows, so that its pictures can be drawn from its folder alone."""

from __future__ import annotations

from nnspec.errors import Problem, in_one_line
from nnspec.listener import Listener
from nnspec.report.boundary import find_boundary, write_boundary
from nnspec.report.data_summary import summarize_data
from nnspec.report.predictions import kept_parts, write_predictions
from nnspec.runs.files import write_json
from nnspec.runs.folder import RunFolder
from nnspec.training.measure import Measured
from nnspec.training.read import Work


def keep_evidence(work: Work, measured: Measured, run: RunFolder, listener: Listener) -> None:
    """Write predictions.csv and data.json, and boundary.npz for a classifier of two features.

    They are for the eye: where they cannot be written, that is a warning and the run goes on.

    Args:
        work: The rows.
        measured: What the trained network made of them.
        run: Where to write.
        listener: Hears the warning.
    """
    try:
        _write(work, measured, run)
    except Exception as error:
        message = f"what the pictures of run {run.run_id} need could not be kept: "
        message += in_one_line(error)
        listener.warning(Problem("not-kept", message, severity="warning"))


def _write(work: Work, measured: Measured, run: RunFolder) -> None:
    preprocessor = work.data.preprocessor
    rows = {name: index for name, index in work.rows.by_name().items() if len(index)}
    summary = summarize_data(preprocessor, work.table, rows)
    if not work.data.in_memory:
        # The columns are summed up over the first rows of each part.
        summary["summed_up"] = summary["rows"]
        summary["rows"] = {name: work.counts[name] for name in rows}
    write_json(run.data, summary)
    kept = kept_parts(rows)
    # Of rows on disk the first of each part are at hand, and so are their outputs.
    parts = {}
    for name in kept:
        count = len(rows[name])
        made = measured.outputs[name].items()
        parts[name] = rows[name], {output: values[:count] for output, values in made}
    write_predictions(run.predictions, preprocessor, work.table, parts)
    boundary = find_boundary(preprocessor, work.table, rows, measured.network.outputs)
    if boundary is not None:
        write_boundary(run.boundary, boundary)
