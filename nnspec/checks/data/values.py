"""What the data's rows say about the spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnspec.checks.advice import leave_out
from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.features.leaks import Leak, find_leaks
from nnspec.data.features.plan import plan_column
from nnspec.data.formats.common.column_hint import column_reading
from nnspec.data.table.row_hashes import array_words
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import merges
from nnspec.errors import Severity, listing
from nnspec.names import and_so
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.yaml.nodes import Path

# One category for every second row is no category any more.
_IDENTIFIER_SHARE = 0.5
_IDENTIFIER_COUNT = 20
# So many columns of a kind are named.
_SHOWN = 6


def steps_of(facts: Facts, column: str) -> tuple[ObjectSpec, ...]:
    """The preprocessing steps of a feature."""
    return plan_column(facts.spec, column, facts.preview.kinds[column]).steps


def _features(facts: Facts) -> tuple[str, ...]:
    """The features of numbers and text: an array's numbers say little one by one."""
    kinds, unknown = facts.preview.kinds, facts.roles.unknown
    return tuple(
        name
        for name in facts.roles.features
        if name not in unknown and not isinstance(kinds[name], ArraySpec)
    )


def _table(facts: Facts) -> Table | None:
    return facts.preview.table


def _path(facts: Facts, column: str) -> Path:
    """Where a spec names a feature: in the list of them, or nowhere but in the data."""
    given = facts.spec.data.features
    if isinstance(given, tuple):
        if facts.loaded.document.find(("data", "features", given.index(column))) is not None:
            return ("data", "features", given.index(column))
        return ("data", "features")
    if given is None:
        return ("data", "source")
    return ("data", "features")


def _to_leave_out(
    facts: Facts, message: str, columns: Sequence[str], severity: Severity | None = None
) -> Finding:
    """What is wrong with features that had better be left out."""
    advice = leave_out(facts.loaded, facts.roles, columns)
    return Finding(
        message,
        _path(facts, columns[0]),
        advice.hint,
        severity=severity,
        settings=advice.settings,
    )


@check("constant-column", "warning")
def constant_column(facts: Facts) -> Iterator[Finding]:
    """Features with the same value in every row, of which all are said at once."""
    table = _table(facts)
    # The beginning of a file is often one month or one station: that says nothing of the rest.
    if table is None or table.n_rows < 2 or not facts.preview.complete:
        return
    constant: dict[str, str] = {}
    for name in _features(facts):
        present = table[name][~table.missing_mask(name)]
        # A gap tells rows apart, so only a column without gaps is constant.
        if len(present) == table.n_rows and bool((present == present[0]).all()):
            constant[name] = f"{present[0]:g}" if table.is_numeric(name) else repr(present[0])
    if constant:
        said = listing([f"'{name}' is {value}" for name, value in constant.items()], _SHOWN)
        ending = "it tells" if len(constant) == 1 else "they tell"
        message = f"{said} in every row: {ending} the network nothing"
        yield _to_leave_out(facts, message, list(constant))


@check("identifier-column", "warning")
def identifier_column(facts: Facts) -> Iterator[Finding]:
    """A feature that looks like a row number, or like names under an encoder."""
    table = _table(facts)
    if table is None or table.n_rows < 2 * _IDENTIFIER_COUNT:
        return
    counters, naming = [], {}
    for name in _features(facts):
        if table.is_numeric(name):
            steps = np.diff(table[name])
            if len(steps) and bool((steps == 1).all()):
                counters.append(name)
            continue
        if not any(step.name == "OneHotEncoder" for step in steps_of(facts, name)):
            continue
        present = table[name][~table.missing_mask(name)]
        different = len(set(present.tolist()))
        share = different / max(1, len(present))
        many = different > _IDENTIFIER_COUNT and share > _IDENTIFIER_SHARE
        # Of numbers under other marks another check speaks.
        if many and column_reading(table, name)[0] is None:
            naming[name] = f"{different:,} different values in {len(present):,} rows"
    if counters:
        message = f"'{counters[0]}' counts the rows: it will be different for new ones"
        yield _to_leave_out(facts, message + and_so(counters[1:]), counters)
    if naming:
        name, *others = naming
        message = f"'{name}' has {naming[name]}: it names rows and does not group them"
        yield _to_leave_out(facts, message + and_so(others), [name, *others])


@check("feature-is-target", "error")
def feature_is_target(facts: Facts) -> Iterator[Finding]:
    """A feature that is the target, under another name, in another coding or as a sum."""
    table = _table(facts)
    if table is None or table.n_rows < 2:
        return
    features = _features(facts)
    # A feature that is a target itself is one on purpose: `target: features`.
    known = [n for n in facts.roles.target_columns if n in table and n not in features]
    classes = [
        column
        for output, columns in facts.roles.targets.items()
        if facts.encoding(output) != "regression"
        for column in columns
    ]
    kinds: dict[object, list[Leak]] = {}
    for leak in find_leaks(table, features, known, classes):
        kinds.setdefault((leak.target, leak.kind, leak.kind == "sum" and leak.columns), []).append(
            leak
        )
    used = set(features)
    for first, *others in kinds.values():
        names = [name for leak in others for name in leak.columns]
        own = [name for name in (*first.columns, *names) if name in used]
        # That a column tells the target may be what is to be learnt; its very values are not.
        severity: Severity = "error" if first.kind == "same" else "warning"
        yield _to_leave_out(facts, first.words + and_so(names), own, severity)


@check("duplicate-rows", "warning")
def duplicate_rows(facts: Facts) -> Iterator[Finding]:
    """The same row among the training rows and among those that measure them."""
    table = _table(facts)
    if table is None or not facts.preview.complete or facts.roles.unknown:
        return
    parts = facts.assigned
    if parts is None:
        return
    if any(merges(column).any() for column in table.columns.values()):
        # Rows may differ in what float64 does not tell apart.
        return
    # Of all columns, used or not: with few and coarse features different things look alike.
    keys = _row_keys(table)
    training = set(keys[parts.training].tolist())
    shared = {
        name: sum(key in training for key in keys[index].tolist())
        for name, index in (("validation", parts.validation), ("test", parts.test))
    }
    counts = [
        f"{count} of {len(index)} {name} rows"
        for (name, count), index in zip(shared.items(), (parts.validation, parts.test), strict=True)
        if count
    ]
    if counts:
        are = "is a training row" if sum(shared.values()) == 1 else "are training rows"
        message = f"{' and '.join(counts)} {are} too"
        hint = "remove doubles from the data, or write ignore: [duplicate-rows]"
        yield Finding(message, ("data", "split"), hint, key=True)


def _row_keys(table: Table) -> np.ndarray:
    """A number for each row, equal for equal rows only."""
    codes = np.zeros(table.n_rows, dtype=np.int64)
    for name in table.names:
        column = table[name]
        if table.array(name) is not None:
            _, own = np.unique(array_words(column), return_inverse=True)
        elif table.is_numeric(name):
            _, own = np.unique(column, return_inverse=True)
        else:
            places: dict[object, int] = {}
            own = np.array([places.setdefault(value, len(places)) for value in column.tolist()])
        # Renumbering after each column keeps the product of two codes within an int64.
        _, codes = np.unique(codes * (int(own.max(initial=0)) + 1) + own, return_inverse=True)
    return codes
