"""Can the rows and the classes be weighed as the spec says?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.features.row_weights import (
    NO_CLASS_WEIGHT_HINT,
    ZERO_WEIGHTS_HINT,
    find_label,
    label_problems,
    why_no_class_weight,
    zero_weights_problem,
)
from nnspec.spec.yaml.nodes import Path


@check("class-weight", "error")
def class_weight(facts: Facts) -> Iterator[Finding]:
    """class_weight for a target that has no classes to weigh, or for a label that it has not."""
    setting = facts.spec.training.class_weight
    if setting is None:
        return
    path: Path = ("training", "class_weight")
    targets = facts.roles.targets
    reason = why_no_class_weight({n: (c, facts.encoding(n)) for n, c in targets.items()})
    if reason is not None:
        yield Finding(reason, path, NO_CLASS_WEIGHT_HINT, key=True, certain=True)
        return
    ((output, (column,)),) = targets.items()
    labels = facts.classes(output)
    # Where only the first rows were read, a label may come further down.
    if not labels or not (facts.preview.complete or column in facts.preview.classes):
        return
    for word, problem in label_problems(setting, labels, column):
        where = (*path, word)
        yield Finding(problem.message, where, problem.hint, key=True, details=problem.details)


@check("zero-weights", "error")
def zero_weights(facts: Facts) -> Iterator[Finding]:
    """Weights that leave nothing of the training rows, or of those that measure."""
    of_rows, table = facts.spec.data.weight, facts.preview.table
    by_label = _weights_of_labels(facts)
    path: Path = ("data", "weight") if of_rows is not None else ("training", "class_weight")
    if by_label is not None and not any(by_label.values()):
        where: Path = ("training", "class_weight")
        yield Finding("class_weight is 0 for every class", where, "give one of them more than 0")
        return
    if of_rows is None and by_label is None:
        return
    parts = facts.assigned
    if parts is None or table is None:
        return
    weights = None if of_rows is None else facts.numbers(of_rows)
    if weights is not None and weights.ndim > 1:
        return
    if of_rows is not None and (weights is None or len(weights) < table.n_rows):
        # Another problem says so.
        return
    by_part = {
        part: None if weights is None else weights[index] for part, index in parts.by_name().items()
    }
    if by_label is not None:
        (column,) = next(iter(facts.roles.targets.values()))
        labels = table[column][parts.training].tolist()
        of_classes = np.array([by_label.get(label, 1.0) for label in labels])
        known = by_part["training"]
        by_part["training"] = of_classes if known is None else known * of_classes
    problem = zero_weights_problem(by_part, facts.preview.origin)
    if problem is not None:
        yield Finding(problem.message, path, ZERO_WEIGHTS_HINT)


def _weights_of_labels(facts: Facts) -> dict[object, float] | None:
    """What class_weight says of each label; None where it is none or says what is wrong."""
    setting = facts.spec.training.class_weight
    if setting is None or isinstance(setting, str) or len(facts.roles.targets) != 1:
        return None
    ((output, columns),) = facts.roles.targets.items()
    labels = facts.classes(output)
    if facts.encoding(output) == "regression" or labels is None:
        return None
    if not (facts.preview.complete or columns[0] in facts.preview.classes):
        return None
    given = {find_label(word, labels): weight for word, weight in setting.items()}
    return {label: float(given.get(label, 1.0)) for label in labels}
