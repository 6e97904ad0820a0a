"""Find what a name of the language means: an object, a family, a section, a key, a check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import TYPE_CHECKING

from nnspec import catalog
from nnspec.catalog import Entry, Parameter
from nnspec.errors import InputError, Problem
from nnspec.reference.examples import examples
from nnspec.reference.facts import facts
from nnspec.reference.problems import explained
from nnspec.reference.topics import (
    CheckTopic,
    EntryTopic,
    ListTopic,
    ParameterTopic,
    ProblemTopic,
    SectionTopic,
    Topic,
)
from nnspec.reference.usage import used_in
from nnspec.spec.language.takes import takes
from nnspec.spec.language.words import right_word, singular
from nnspec.spec.yaml.text import as_yaml

if TYPE_CHECKING:
    from nnspec.spec.language.keys import Key

CHECKS = "checks"


def overview() -> tuple[Topic, ...]:
    """The families with their sizes, and the sections."""
    from nnspec.spec.language.keys import keys_of

    families = [(name, f"{len(_families().family(name))} names") for name in _families().families()]
    # Their number is not worth the time that importing them takes.
    families.append((CHECKS, "what nnspec validate looks for"))
    sections = [(key.label, key.summary) for key in keys_of(())]
    return ListTopic("families", tuple(families)), ListTopic("sections", tuple(sections))


def find(name: str) -> tuple[Topic, ...]:
    """Everything that a name means.

    Args:
        name: `Dense`, `mse`, `layers`, `training`, `Dense.units`, `training.epochs`, a check's
            name, a problem's code, `checks`, or nothing for an overview.

    Raises:
        InputError: It means nothing; the hint is the nearest name.
    """
    if not name:
        return overview()
    # The catalogue first: whoever asks for an object need not wait for pydantic and the sections.
    topics: list[Topic] = [*_entries(name), *_parameters(name)] or [*_sections(name), *_lists(name)]
    if not topics:
        topics = list(_bare_keys(name))
    if not topics and name in explained():
        # Checks are looked at alone where one may be meant, which is worth the import.
        check = checks().get(name)
        topics = [check or ProblemTopic(name, *explained()[name])]
    if not topics:
        topics = list(_entries(name, any_case=True)) or list(_bare_parameters(name))
    if not topics:
        raise InputError(_unknown(name))
    return tuple(topics)


def checks() -> dict[str, CheckTopic]:
    """The checks by name, sorted."""
    # Checks look at data, which numpy holds: this import is the slow one.
    from nnspec.checks import every  # noqa: F401
    from nnspec.checks.registry import CHECKS as registered

    return {
        name: CheckTopic(
            name, check.severity, cleandoc(check.function.__doc__ or ""), *explained()[name]
        )
        for name, check in sorted(registered.items())
    }


def _families() -> catalog.Catalog:
    return catalog.load()


def _sections(name: str) -> Iterator[Topic]:
    from nnspec.spec.language.keys import find_key, keys_of

    key = find_key(name)
    if key is None:
        return
    if key.section is None:
        # A list of objects has the name of their family, which says more: `callbacks`.
        if name not in _families().families():
            yield key_topic(key)
    else:
        own = tuple(key_topic(one, with_section=False) for one in keys_of(key.path))
        yield SectionTopic(name, key.summary, own)


def key_topic(key: Key, *, with_section: bool = True) -> ParameterTopic:
    """A key of a section as a topic."""
    return ParameterTopic(
        name=key.label if with_section else key.path[-1],
        takes=key.takes,
        required=key.required,
        default=None if key.default is None else as_yaml(key.default),
        summary=key.summary,
    )


def _bare_keys(name: str) -> Iterator[Topic]:
    """Keys by their last word alone: `epochs`."""
    from nnspec.spec.language.keys import keys

    for key in keys():
        if key.path[-1] == name:
            yield from _sections(key.label)


def _bare_parameters(name: str) -> Iterator[ListTopic]:
    """The parameters that have this name, of whatever object: `units`."""
    found = [
        (f"{entry.name}.{name}", takes(parameter))
        for family in _families().families()
        for entry in _families().family(family).values()
        if (parameter := entry.parameter(name)) is not None and not parameter.base
    ]
    if found:
        yield ListTopic(name, tuple(found))


def _lists(name: str) -> Iterator[ListTopic]:
    for family in _families().families():
        if name in (family, singular(family), f"{singular(family)}s"):
            entries = _families().family(family)
            yield ListTopic(
                family,
                tuple((entry.name, entry.summary) for entry in entries.values()),
                tuple(_families().omitted(family).items()),
            )
    if name in (CHECKS, "check"):
        items = tuple((one.name, one.text.partition("\n")[0]) for one in checks().values())
        yield ListTopic(CHECKS, items)


def _entries(name: str, *, any_case: bool = False) -> Iterator[EntryTopic]:
    """The objects of this name, and then those whose name differs in case: `relu` and `ReLU`.

    Args:
        name: The name.
        any_case: Whether the latter are meant where there is none of the former: `dropout`.
    """
    families = {
        family: (*_families().names(family), *_families().omitted(family))
        for family in _families().families()
    }
    exact = [family for family, names in families.items() if name in names]
    for family in exact:
        yield _entry_or_reason(family, name)
    for family, names in families.items():
        other = next((n for n in names if n.casefold() == name.casefold()), None)
        if (exact or any_case) and family not in exact and other is not None:
            yield _entry_or_reason(family, other)


def _entry_or_reason(family: str, name: str) -> EntryTopic:
    entry = _families().find(family, name)
    if entry is not None:
        return entry_topic(entry, name)
    return EntryTopic(family, name, name, "", omitted=_families().omitted(family)[name])


def entry_topic(entry: Entry, asked: str) -> EntryTopic:
    """An object of the catalogue as a topic."""
    return EntryTopic(
        family=entry.family,
        name=entry.name,
        asked=asked,
        summary=entry.summary,
        aliases=entry.aliases,
        facts=facts(entry),
        parameters=tuple(_parameter(parameter.name, parameter) for parameter in entry.parameters),
        examples=examples(entry, asked),
        used_in=used_in(entry.family, (entry.name, *entry.aliases)),
    )


def _parameter(name: str, parameter: Parameter) -> ParameterTopic:
    return ParameterTopic(
        name=name,
        takes=takes(parameter),
        required=parameter.required,
        default=as_yaml(parameter.default) if parameter.has_default else None,
        summary=parameter.summary,
        shared=parameter.base,
    )


def _parameters(name: str) -> Iterator[ParameterTopic]:
    owner, dot, parameter_name = name.partition(".")
    if not dot:
        return
    for family in _families().families():
        entry = _families().find(family, owner)
        parameter = entry.parameter(parameter_name) if entry else None
        if parameter is not None:
            yield _parameter(name, parameter)


def _unknown(name: str) -> Problem:
    owner, dot, rest = name.partition(".")
    entries = [e for f in _families().families() if (e := _families().find(f, owner)) is not None]
    if dot and entries:
        known = [parameter.name for entry in entries for parameter in entry.parameters]
        hint = right_word(rest, known)
        details = () if hint else (f"parameters: {', '.join(known) or 'none'}",)
        message = f"{owner} has no parameter '{rest}'"
        return Problem("unknown-parameter", message, None, hint, details)
    hint = right_word(name, list(_all_names()))
    return Problem(
        "unknown-name",
        f"nothing is called '{name}'",
        hint=hint or "nnspec describe lists the families and sections",
    )


def _all_names() -> Iterable[str]:
    from nnspec.spec.language.keys import keys

    yield from _families().families()
    for family in _families().families():
        yield from _families().names(family)
        yield from _families().omitted(family)
        for entry in _families().family(family).values():
            yield from (parameter.name for parameter in entry.parameters)
    for key in keys():
        yield key.label
        yield key.path[-1]
    yield CHECKS
    yield from explained()
