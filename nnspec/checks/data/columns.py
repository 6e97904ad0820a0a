"""Columns as a file has them: without a name, or with numbers that can be read in two ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from nnspec.checks.advice import setting_at
from nnspec.checks.data.values import steps_of
from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.chains.chain import ENCODERS
from nnspec.data.formats.common.column_hint import (
    column_reading,
    commas_warning,
    points_question,
    text_column_hint,
)
from nnspec.data.formats.common.number_marks import codes_in, doubtful_commas, doubtful_points
from nnspec.data.formats.csv.header import is_unnamed
from nnspec.data.formats.format import PREVIEW_ROWS
from nnspec.data.formats.registry import format_of
from nnspec.data.loading.sources import load_source
from nnspec.data.table.table import Table
from nnspec.errors import NnspecError, listing
from nnspec.names import and_so
from nnspec.spec.yaml.text import as_yaml

_SHOWN = 6


@check("unnamed-column", "warning")
def unnamed_column(facts: Facts) -> Iterator[Finding]:
    """Columns without a name, as an index is, which are left out unless the features list them."""
    data = facts.spec.data
    if isinstance(data.features, tuple):
        return
    excluded = tuple(data.features["exclude"]) if data.features else ()
    used = {*facts.roles.target_columns, *excluded, data.weight, *(data.split.column or ())}
    names = [name for name in facts.preview.kinds if is_unnamed(name) and name not in used]
    if names:
        listed = listing([repr(name) for name in names], _SHOWN)
        has, it = ("has", "it is") if len(names) == 1 else ("have", "they are")
        message = f"{listed} {has} no name of {'its' if it == 'it is' else 'their'} own in "
        message += f"{facts.preview.origin}, as an index has none: {it} no feature"
        both = [*excluded, *names]
        hint = f"features: {{exclude: [{', '.join(map(as_yaml, both))}]}} says so"
        settings = (setting_at(("data", "features"), {"exclude": both}),)
        yield Finding(message, ("data", "source"), hint, settings=settings)


@check("thousands-or-decimal", "error")
def thousands_or_decimal(facts: Facts) -> Iterator[Finding]:
    """Numbers such as 65.937 whose points may be decimal or stand between thousands."""
    for message, hint in _of_marks(facts, doubtful_points, points_question):
        yield Finding(message, ("data", "source"), f"{hint}, to the csv source")


@check("thousands-as-decimals", "warning")
def thousands_as_decimals(facts: Facts) -> Iterator[Finding]:
    """Numbers such as 65,937 beside 174 under a decimal comma, where thousands are likelier."""
    for message, hint in _of_marks(facts, doubtful_commas, commas_warning):
        yield Finding(message, ("data", "source"), hint)


def _of_marks(
    facts: Facts,
    doubtful: Callable[[Table, Iterable[str]], list[str]],
    told: Callable[[Table, str], tuple[str, str] | None],
) -> Iterator[tuple[str, str]]:
    """What is told of the first numeric column whose marks are in doubt, and which others are.

    The marks are those of the whole file: whoever settles one column settles all.
    """
    table = facts.preview.table
    if table is None or format_of(facts.spec.data.source.name).typed:
        return
    names = doubtful(table, _used(facts, table))
    texts = _as_text(facts, names)
    found = {name: told(texts, name) for name in names} if texts is not None else {}
    doubts = {name: words for name, words in found.items() if words is not None}
    if doubts:
        name, *others = doubts
        message, hint = doubts[name]
        yield message + and_so(others), hint


@check("numbers-as-text", "warning")
def numbers_as_text(facts: Facts) -> Iterator[Finding]:
    """A feature of numbers such as 1,234 that is text, because their marks are other ones."""
    table = facts.preview.table
    if table is None:
        return
    kinds: dict[object, list[str]] = {}
    for name in facts.roles.features:
        is_text = facts.preview.kinds.get(name) == "text"
        if name not in table or not is_text or not _is_encoded(facts, name):
            continue
        reading, words = column_reading(table, name)
        if reading is not None:
            kinds.setdefault((reading.options, *words), []).append(name)
    for name, *others in kinds.values():
        hint = text_column_hint(table, name) or ""
        message = f"'{name}' is text that could be numbers: it is encoded word by word"
        yield Finding(message + and_so(others), ("data", "source"), hint)


@check("codes-as-numbers", "warning")
def codes_as_numbers(facts: Facts) -> Iterator[Finding]:
    """Codes such as 00501, or labels such as 1.10, that become 501 and 1.1 as numbers."""
    table, source = facts.preview.table, facts.spec.data.source
    if table is None or format_of(source.name).typed:
        return
    encoded = [name for name in facts.roles.features if name in table and _is_encoded(facts, name)]
    classes = [
        name
        for output, columns in facts.roles.targets.items()
        if facts.encoding(output) != "regression"
        for name in columns
    ]
    names = [name for name in (*encoded, *classes) if name in table and table.is_numeric(name)]
    texts = _as_text(facts, names)
    if texts is None:
        return
    found = {name: codes_in(texts, name) for name in names}
    holding = {name: codes for name, codes in found.items() if codes is not None}
    if holding:
        name, *others = holding
        written, number = holding[name]
        message = f"'{name}' holds {written!r}, which is {number} as a number{and_so(others)}"
        types = ", ".join(f"{as_yaml(name)}: str" for name in holding)
        it = "them as they are" if others else "it as it is"
        hint = f"add dtype: {{{types}}} to the csv source to keep {it}"
        yield Finding(message, ("data", "source"), hint)


def _is_encoded(facts: Facts, name: str) -> bool:
    return any(step.name in ENCODERS for step in steps_of(facts, name))


def _as_text(facts: Facts, names: Sequence[str]) -> Table | None:
    """The first rows once more, with these columns as the file has them."""
    if not names:
        return None
    source, base_dir = facts.spec.data.source, facts.loaded.base_dir
    try:
        return load_source(source, base_dir=base_dir, max_rows=PREVIEW_ROWS, text=names)
    except NnspecError:
        # A file that changes while it is looked at is read again, and refused, by the training.
        return None


def _used(facts: Facts, table: Table) -> list[str]:
    """The columns whose numbers are used."""
    names = (*facts.roles.features, *facts.roles.target_columns, facts.spec.data.weight)
    return [name for name in dict.fromkeys(names) if name is not None and name in table]
