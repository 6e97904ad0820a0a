"""What there is to say about a name: plain facts, which the command line and the docs lay out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParameterTopic:
    """One parameter of an object, or one key of a section.

    Attributes:
        name: `units`, or with its owner (`Dense.units`, `training.epochs`) when it stands alone.
        takes: What it may be, in words.
        required: It must be given.
        default: Its default as a spec writes it, None when there is none.
        summary: One line for people.
        shared: It belongs to every layer.
        topic: What kind of topic this is.
    """

    name: str
    takes: str
    required: bool
    default: str | None
    summary: str
    shared: bool = False
    topic: str = "parameter"


@dataclass(frozen=True, slots=True)
class EntryTopic:
    """One object of the catalogue.

    Attributes:
        family: `layers`, `losses`, ...
        name: Its main name.
        asked: The name that was asked for, which may be an alias.
        summary: One line for people.
        aliases: Its other names.
        facts: What holds for its family, as (label, text).
        parameters: In order.
        examples: Lines of a spec that use it, the shortest first.
        used_in: The specs that use it.
        omitted: Why a spec cannot use it, None for all others.
        topic: What kind of topic this is.
    """

    family: str
    name: str
    asked: str
    summary: str
    aliases: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    parameters: tuple[ParameterTopic, ...] = ()
    examples: tuple[str, ...] = ()
    used_in: tuple[str, ...] = ()
    omitted: str | None = None
    topic: str = "entry"


@dataclass(frozen=True, slots=True)
class SectionTopic:
    """One section of a spec.

    Attributes:
        name: Its dotted path.
        summary: One line for people.
        keys: Its keys, in their documented order.
        topic: What kind of topic this is.
    """

    name: str
    summary: str
    keys: tuple[ParameterTopic, ...]
    topic: str = "section"


@dataclass(frozen=True, slots=True)
class ListTopic:
    """A list of names with a line each.

    Attributes:
        name: `layers`, `checks`, or what else the names are.
        items: Names with a line each.
        omitted: Names that a spec cannot use, with the reason.
        topic: What kind of topic this is.
    """

    name: str
    items: tuple[tuple[str, str], ...]
    omitted: tuple[tuple[str, str], ...] = ()
    topic: str = "list"


@dataclass(frozen=True, slots=True)
class CheckTopic:
    """One check.

    Attributes:
        name: Its name.
        severity: `error` or `warning`.
        text: What it looks for.
        reason: Why that is wrong, and from where on.
        cure: What to do about it.
        topic: What kind of topic this is.
    """

    name: str
    severity: str
    text: str
    reason: str
    cure: str
    topic: str = "check"


@dataclass(frozen=True, slots=True)
class ProblemTopic:
    """One kind of problem that is no check's, by the code that stands before its message.

    Attributes:
        name: The code.
        reason: What it means.
        cure: What to do about it.
        topic: What kind of topic this is.
    """

    name: str
    reason: str
    cure: str
    topic: str = "problem"


Topic = ParameterTopic | EntryTopic | SectionTopic | ListTopic | CheckTopic | ProblemTopic
