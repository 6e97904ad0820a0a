"""One-line summaries out of the docstrings of Keras and scikit-learn."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

_GOOGLE_HEAD = re.compile(r"(\s*)(Args|Arguments):")
_GOOGLE_ARGUMENT = re.compile(r"`?\*{0,2}(\w+)`?: ?(.*)")
_NUMPY_ARGUMENT = re.compile(r"(\w+) : .*")
# A sentence that says what type it takes and not what it is for.
_TYPE = r"(?:bool|boolean|float|floating point|int|integer|string|number|scalar)"
_TYPE_ONLY = re.compile(
    rf"(?:An? )?(?:python |positive )*{_TYPE}(?: value)?(?: or None)?"
    r"(?:,? (?:default|defaults to) \S+)?\.|"
    rf"{_TYPE} (?:>=?|between|in|in range) .{{1,12}}\.|"
    r"(?:An? )?(?:list|tuple) of \w+(?: floats| integers)?\.|"
    r"Defaults to \S+\.|Unset by default\.|Must be positive\.|"
    r".*callable that takes no arguments.*|.*constant float tensor\.",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)(?<!vs)(?<!a\.k\.a)(?<!et al)\.(?=\s+[A-Z`(]|$)")


def summary(thing: Any, limit: int = 160) -> str:
    """The first sentence of its docstring as plain text on one line."""
    paragraph = (inspect.getdoc(thing) or "").split("\n\n")[0]
    return first_sentence(paragraph, limit)


def argument_summaries(thing: Any, limit: int = 200) -> dict[str, str]:
    """The first sentence about every argument that its docstring documents.

    Args:
        thing: A class or function with a docstring in Google's (Keras) or numpy's (scikit-learn)
            style.
        limit: The most characters of a summary.
    """
    lines = (inspect.getdoc(thing) or "").split("\n")
    texts: dict[str, str] = {}
    for name, text in [*_google_arguments(lines), *_numpy_arguments(lines)]:
        texts.setdefault(name, first_sentence(text, limit))
    return texts


def first_sentence(text: str, limit: int) -> str:
    """The first sentence that says more than a type, without markup, cut at a word when too long.

    >>> first_sentence("Boolean.  Whether ``x``\\n is used. More.", 200)
    'Whether x is used.'
    """
    text = re.sub(r"\{\{\w+\}\}", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r":\w+:`~?([^`]+)`", r"\1", text)
    text = re.sub(r"\s+", " ", text.replace("`", "")).strip()
    text = re.sub(r"^\(?[Oo]ptional\)?[.,:]? ", "", text)
    ends = [stop.end() for stop in _SENTENCE.finditer(text)] or [len(text)]
    sentences = [text[a:b].strip() for a, b in zip([0, *ends], ends, strict=False)]
    sentence = next((one for one in sentences if not _TYPE_ONLY.fullmatch(one)), sentences[0])
    if len(sentence) > limit:
        sentence = sentence[: limit - 3].rsplit(" ", 1)[0].rstrip(",;:") + "..."
    if sentence.endswith("..") and not sentence.endswith("..."):
        sentence = sentence[:-1]
    return sentence[:1].upper() + sentence[1:]


def _google_arguments(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Name and text of what stands under `Args:`, wherever that is indented to."""
    heads = (i for i, line in enumerate(lines) if _GOOGLE_HEAD.fullmatch(line))
    start = next(heads, None)
    if start is None:
        return
    outer = _indent(lines[start])
    body = _until(lines[start + 1 :], lambda line: _indent(line) <= outer)
    indent = min((_indent(line) for line in body if line.strip()), default=0)
    yield from _items(body, indent, _GOOGLE_ARGUMENT)


def _numpy_arguments(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Name and text of what stands under the underlined `Parameters`."""
    if "Parameters" not in lines:
        return
    start = lines.index("Parameters") + 2
    body = _until(lines[start:], lambda line: line.startswith("---"))
    for name, text in _items(body, 0, _NUMPY_ARGUMENT):
        # Notes on versions (`.. versionadded::`) and further paragraphs are left out.
        yield name, text.split(" .. ")[0]


def _until(lines: list[str], is_end: Callable[[str], bool]) -> list[str]:
    end = next((i for i, line in enumerate(lines) if line.strip() and is_end(line)), len(lines))
    return lines[:end]


def _items(body: list[str], indent: int, head: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    name, text = "", ""
    for line in body:
        found = head.fullmatch(line[indent:]) if _indent(line) == indent else None
        if found:
            if name:
                yield name, text
            name, text = found[1], found[2] if found.lastindex == 2 else ""
        else:
            text += " " + line.strip()
    if name:
        yield name, text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
