"""What there is to say about a name, laid out for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from nnspec.reference.topics import (
    CheckTopic,
    EntryTopic,
    ListTopic,
    ParameterTopic,
    ProblemTopic,
    SectionTopic,
    Topic,
)
from nnspec.spec.language.words import singular, with_article

WIDTH = 80
_LONGEST_NAME = 24


def topic_lines(topic: Topic) -> Iterator[str]:
    """The lines of one topic, without their line breaks."""
    if isinstance(topic, EntryTopic):
        yield from _entry(topic)
    elif isinstance(topic, ListTopic):
        yield from _list(topic)
    elif isinstance(topic, SectionTopic):
        yield f"{topic.name}: a section of a spec"
        yield from _wrapped(f"{topic.summary}.", "  ")
        yield ""
        yield from _parameters(topic.keys)
    elif isinstance(topic, CheckTopic):
        yield f"{topic.name}: a check that gives {with_article(topic.severity)}"
        for paragraph in topic.text.split("\n\n"):
            yield from _wrapped(paragraph, "  ")
        yield from _reason_and_cure(topic.reason, topic.cure)
        yield ""
        yield f"  silenced by --ignore {topic.name}, and by ignore: [{topic.name}] in a spec"
    elif isinstance(topic, ProblemTopic):
        yield f"{topic.name}: a problem"
        yield from _columns([("why", topic.reason), ("cure", topic.cure)])
    else:
        yield topic.name
        yield from _wrapped(_about(topic), "  ")
        if topic.summary:
            yield from _wrapped(_sentence(topic.summary), "  ")


def _reason_and_cure(reason: str, cure: str) -> Iterator[str]:
    yield ""
    yield from _columns([("why", reason), ("cure", cure)])


def _entry(topic: EntryTopic) -> Iterator[str]:
    noun = with_article(singular(topic.family))
    if topic.omitted:
        yield f"{topic.name}: {noun} that a spec cannot use"
        yield from _wrapped(_sentence(topic.omitted), "  ")
        return
    name = topic.name if topic.asked == topic.name else f"{topic.asked} = {topic.name}"
    yield f"{name}: {noun}"
    yield from _wrapped(topic.summary, "  ")
    others = [alias for alias in (topic.name, *topic.aliases) if alias != topic.asked]
    facts = [("also written", ", ".join(others))] if others else []
    facts += topic.facts
    if facts:
        yield ""
        yield from _columns(facts)
    yield ""
    yield "in a spec"
    above = None
    for example in topic.examples:
        first, *rest = example.split("\n")
        is_item = rest[0].lstrip().startswith("- ")
        if above is not None and not is_item:
            # A key can stand in a section once only: a second example is a spec of its own.
            yield ""
        for line in ([] if first == above and is_item else [first]) + rest:
            yield from _example(line)
        above = first
    own = [parameter for parameter in topic.parameters if not parameter.shared]
    shared = [parameter.name for parameter in topic.parameters if parameter.shared]
    if own:
        yield ""
        yield "parameters"
        yield from _parameters(own)
    if shared:
        yield ""
        yield from _wrapped(f"and, as every layer: {', '.join(shared)}", "  ")
    if topic.used_in:
        yield ""
        yield "used in"
        for path in topic.used_in:
            yield f"  {path}"


def _example(line: str) -> Iterator[str]:
    """A line of YAML; a long flow mapping is broken between its arguments, where YAML allows it."""
    shown = f"  {line}"
    indent = " " * (len(shown) - len(shown.lstrip()) + 4)
    while len(shown) > WIDTH:
        # Between two arguments if possible, else before the mapping of an object's arguments.
        cut = max(shown.rfind(", ", len(indent), WIDTH), shown.rfind(": {", len(indent), WIDTH))
        if cut < 0:
            break
        yield shown[: cut + 1]
        shown = indent + shown[cut + 2 :]
    yield shown


def _list(topic: ListTopic) -> Iterator[str]:
    yield topic.name
    yield from _columns(topic.items)
    if topic.omitted:
        yield ""
        yield "not for a spec"
        yield from _columns(topic.omitted)


def _columns(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names on the left, their text on the right."""
    width = min(_LONGEST_NAME, max((len(name) for name, _ in rows), default=0))
    for name, text in rows:
        pad = f"  {name:<{width}}  "
        if len(name) > width:
            yield f"  {name}"
            pad = " " * (width + 4)
        yield from _wrapped(text, pad, " " * (width + 4))


def _parameters(parameters: Iterable[ParameterTopic]) -> Iterator[str]:
    for parameter in parameters:
        yield from _wrapped(f"{parameter.name}: {_about(parameter)}", "  ", "      ")
        if parameter.summary:
            yield from _wrapped(_sentence(parameter.summary), "      ")


def _about(parameter: ParameterTopic) -> str:
    """`a whole number (at least 1); default 32`."""
    if parameter.required:
        return f"{parameter.takes}; required"
    if parameter.default is not None:
        return f"{parameter.takes}; default {parameter.default}"
    return parameter.takes


def _sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _wrapped(text: str, first: str, rest: str | None = None) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
