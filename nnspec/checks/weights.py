"""Can the classes be weighed as the spec says?"""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.weights import NO_CLASS_WEIGHT_HINT, label_problems, why_no_class_weight
from nnspec.spec.nodes import Path


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
    if not labels or not (facts.look.complete or column in facts.look.classes):
        return
    for word, problem in label_problems(setting, labels, column):
        where = (*path, word)
        yield Finding(problem.message, where, problem.hint, key=True, details=problem.details)
