"""Columns of a file that nobody named."""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.csv_header import is_unnamed
from nnspec.data.missing import yaml_text
from nnspec.errors import listing

_SHOWN = 6


@check("unnamed-column", "warning")
def unnamed_column(facts: Facts) -> Iterator[Finding]:
    """Columns without a name, as an index is, which are left out unless the features list them."""
    data = facts.spec.data
    if isinstance(data.features, tuple):
        return
    excluded = tuple(data.features["exclude"]) if data.features else ()
    used = {*facts.roles.target_columns, *excluded, data.weight, *(data.split.column or ())}
    names = [name for name in facts.look.names if is_unnamed(name) and name not in used]
    if names:
        listed = listing([repr(name) for name in names], _SHOWN)
        has, it = ("has", "it is") if len(names) == 1 else ("have", "they are")
        message = f"{listed} {has} no name of {'its' if it == 'it is' else 'their'} own in "
        message += f"{facts.look.origin}, as an index has none: {it} no feature"
        both = [*excluded, *names]
        hint = f"features: {{exclude: [{', '.join(map(yaml_text, both))}]}} says so"
        yield Finding(message, ("data", "source"), hint)
