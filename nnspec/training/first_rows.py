"""What Keras does not accept, told by the first rows, before many rows are read and prepared."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from nnspec.checks.validation import Checked
from nnspec.data.features.plan import Plan
from nnspec.data.loading.prepare import prepare
from nnspec.data.memory import memory_budget
from nnspec.data.split.shares import Parts
from nnspec.errors import DataError, SpecError
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.runs.folder import RunFolder
from nnspec.spec.load import LoadedSpec
from nnspec.training.failures import told
from nnspec.training.first_step import rehearse
from nnspec.training.read import Work

# What TensorFlow raises over the values of some rows: preprocessing that is fitted on all rows may
# make others of them.
_OF_VALUES = ("InvalidArgumentError", "OutOfRangeError")


def tells_early(checked: Checked) -> bool:
    """Whether there are more rows than validating read, and a network can be tried on the first.

    What was read completely is prepared in a fraction of a second: the training itself tells then
    as early, and the network need not be built twice. scikit-learn's own sets have no first rows.

    Args:
        checked: A validation without errors.
    """
    seen = checked.preview
    return not seen.complete and seen.table is not None and seen.table.n_rows > 0


def try_first_rows(checked: Checked, listener: Listener) -> None:
    """Build the network and take its first step on the rows that validating read.

    Only what is certain is raised: where it may be a matter of these rows, the others are read.

    Args:
        checked: A validation that `tells_early`.
        listener: Hears that the network is tried.

    Raises:
        SpecError: Keras does not accept a layer or a setting, whatever the other rows hold.
        TrainingError: The memory is full.
    """
    loaded, plan, table = checked.loaded, checked.plan, checked.preview.table
    if table is None or not _certain_shapes(loaded, plan):
        return
    listener.stage(f"trying the network on {table.rows_in_words}")
    none = np.arange(0)
    # How all rows will be dealt is not known; whatever these are for, the network has to take them.
    rows = Parts(np.arange(table.n_rows), none, none)
    try:
        with told(loaded.spec, reading=True):
            data = prepare(table, rows, plan)
    except DataError:
        # A class or a value may be missing here alone.
        return
    budget = memory_budget(loaded.spec.training.memory)
    work = Work(loaded, checked.roles, data, budget)
    try:
        with told(loaded.spec), TemporaryDirectory(prefix="nnspec-") as folder:
            model = build(loaded, work.signature)
            if _has_all_classes(work, model):
                rehearse(work, model, RunFolder(Path(folder) / "run"))
    except SpecError as error:
        if type(error.__cause__).__name__ not in _OF_VALUES:
            raise


def _certain_shapes(loaded: LoadedSpec, plan: Plan) -> bool:
    """Whether the network has the same layers on all rows as on the first.

    Every category has a number of its own, and there may be more categories than these rows show.
    A Dense layer makes the same of any count of numbers.
    """
    encoded = {name for name, spec in plan.signature.items() if None in spec.shape}
    layers = loaded.spec.layers
    takers = [layer for layer in layers if encoded.intersection(layer.sources or ())]
    if layers[0].sources is None:
        takers.append(layers[0])
    return not encoded or all(
        layer.object is not None and layer.object.name == "Dense" for layer in takers
    )


def _has_all_classes(work: Work, model: Any) -> bool:
    """Whether every output has a number for each class, where a class is a column of its own."""
    targets = work.data.preprocessor.targets
    return all(
        target.encoding != "one_hot" or output.shape[-1] == len(target.classes[0])
        for target, output in zip(targets.values(), model.outputs, strict=True)
    )
