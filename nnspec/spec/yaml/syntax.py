"""PyYAML's syntax errors in words that someone new to YAML can act on."""

from __future__ import annotations

import re

import yaml

from nnspec.errors import Location, Problem

# How far before a slip its cause is looked for: a line may have a million characters.
_REACH = 400
# YAML's own limit, for keys that no question mark announces.
_LONGEST_KEY = 1024
_CLOSING = {"[": "]", "{": "}"}
# `region in [north, south]` within brackets or braces: YAML ends the text at the inner bracket.
_CONDITION_WITH_LIST = re.compile(r"""([^\s\[\]{},:'"][^\[\]{},:'"]*\sin\s*)\[$""")


def syntax_problem(error: yaml.MarkedYAMLError, label: str, lines: tuple[str, ...]) -> Problem:
    """What is wrong with the file, and where.

    Args:
        error: What PyYAML raised.
        label: How messages name the file.
        lines: The file's lines.
    """
    mark = error.problem_mark or error.context_mark
    line = min(mark.line, max(len(lines) - 1, 0)) if mark else 0
    column = mark.column if mark and mark.line < len(lines) else 0
    problem = error.problem or "not valid YAML"
    context = error.context or ""
    excerpt = lines[line] if lines else ""

    tab = _tab_indent(lines, line)
    if tab is not None:
        return _problem(
            label,
            lines,
            tab,
            lines[tab].index("\t"),
            "a tab indents this line; YAML takes spaces only",
            "replace each tab by two spaces",
        )
    glued = _glued_colon(lines, line)
    if glued is not None and ("':'" in problem or "mapping values" in problem):
        at, where, word = glued
        return _problem(
            label, lines, at, where, f"'{word}' has no space after its colon", "write 'key: value'"
        )
    key = _key_before(excerpt, column)
    if len(key) > _LONGEST_KEY:
        message = f"a key of {len(key):,} characters: YAML takes {_LONGEST_KEY:,} at most"
        return _problem(label, lines, line, column - len(key), message, "choose a shorter name")
    if "flow" in context and excerpt[column : column + 1] == ":":
        slip = _slip_in_braces(label, lines, line, column)
        if slip is not None:
            return slip
    condition = None
    if "flow" in context:
        start = max(0, column - _REACH)
        condition = _CONDITION_WITH_LIST.search(excerpt, start, column + 1)
    if condition is not None:
        words = excerpt[condition.start(1) : (excerpt.find("]", column) + 1) or len(excerpt)]
        message = "a condition with a list stands in quotes within braces or brackets"
        hint = f'write "{words}"'
        return _problem(label, lines, line, condition.start(1), message, hint, length=len(words))
    if "flow" in context and "did not find expected" in problem:
        at_end = mark is None or mark.line >= len(lines)
        opened = _last_open(lines, len(lines) - 1 if at_end else line, None if at_end else column)
        if opened is not None:
            bracket = lines[opened[0]][opened[1]]
            until = "the end" if at_end else f"line {line + 1}, column {column + 1}"
            message = f"'{bracket}' opened here is not closed, or a comma is missing, "
            message += f"before {until}"
            hint = f"add '{_CLOSING[bracket]}' or ','"
            return _problem(label, lines, *opened, message, hint)
    if "quoted scalar" in context and re.search("escape|hexdecimal", problem):
        message = "after a backslash in double quotes YAML knows only a few letters"
        hint = "use single quotes, in which a backslash is a backslash"
        start = max(excerpt.rfind("\\", 0, column + 1), 0)
        return _problem(label, lines, line, start, message, hint)
    quote = error.context_mark
    if "quoted scalar" in context and quote is not None:
        return _problem(label, lines, quote.line, quote.column, "this quote is never closed", None)
    if "mapping values are not allowed" in problem:
        return _second_colon(label, lines, line, column)
    if "could not find expected ':'" in problem:
        at = error.context_mark.line if error.context_mark else line
        word = lines[at].strip()
        if word.isidentifier():
            return _missing_colon(label, lines, at, word)
        return _problem(
            label, lines, at, 0, "this line has no ': '", "write 'key: value' or '- item'"
        )
    if "alphabetic or numeric" in problem and mark:
        # A `*` or `&` starts an alias or anchor, whose name is missing.
        column = max(column - 1, 0)
    if re.search("cannot start any token|alphabetic or numeric|expected node content", problem):
        first = excerpt[column : column + 1]
        if first:
            message = f"a value cannot start with '{first}'"
            return _problem(label, lines, line, column, message, "put the value in quotes")
    if "block sequence entries are not allowed" in problem:
        message = "a list entry cannot stand on the line of its key"
        hint = "start it on the next line, or write [a, b]"
        return _problem(label, lines, line, column, message, hint)
    if "did not find expected key" in problem and excerpt[:column].strip(" -"):
        message = "the value has ended before this"
        hint = "put the whole value in quotes, of the other kind where it holds some"
        if excerpt[column : column + 1] in _CLOSING.values():
            hint = "nothing is open here that it could close: leave it out"
        return _problem(label, lines, line, column, message, hint)
    if (
        "expected <block end>" in problem
        or "did not find expected key" in problem
        or ("did not find expected '-' indicator" in problem)
    ):
        dash = re.match(r"-([A-Za-z]\w*)", excerpt[column:])
        if dash is not None:
            message = f"'{dash[0]}' has no space after its dash"
            return _problem(label, lines, line, column, message, f"write '- {dash[1]}'")
        message = "the indentation of this line does not fit the lines above"
        hint = "entries of one section start in the same column"
        return _problem(label, lines, line, column, message, hint)
    message = f"not valid YAML: {problem}"
    return _problem(label, lines, line, column, message, None)


def _second_colon(label: str, lines: tuple[str, ...], line: int, column: int) -> Problem:
    """YAML found a `: ` where the value before it had not ended."""
    if ": " in lines[line][:column]:
        hint = "put a text that holds ': ' in quotes, or start a new line for the second key"
        if re.search(r"- [A-Z]\w*: [^\s,]+, \w+$", lines[line][:column]):
            hint = "arguments stand in braces, as in Dense: {units: 3, activation: relu}"
        return _problem(label, lines, line, column, "a second ': ' on one line", hint)
    above = next((n for n in range(line - 1, -1, -1) if lines[n].strip()), None)
    if above is not None and ":" not in lines[above]:
        return _missing_colon(label, lines, above, lines[above].strip())
    message = "this line is indented below a line that already has a value"
    start = len(lines[line]) - len(lines[line].lstrip())
    return _problem(label, lines, line, start, message, "start both keys in the same column")


def _key_before(line: str, column: int) -> str:
    """The word whose colon stands at a place; empty if none does."""
    if line[column : column + 1] != ":":
        return ""
    start = max(line.rfind(mark, 0, column) for mark in "{[, ") + 1
    return line[start:column]


def _slip_in_braces(label: str, lines: tuple[str, ...], line: int, column: int) -> Problem | None:
    """A second `key: value` within one, or after one without a comma; None if it is neither."""
    start = max(0, column - _REACH)
    before = lines[line][start:column]
    if re.search(r"[{,]\s*[\w.]+: [\w.]+$", before):
        hint = "put braces around the inner 'key: value', or quotes around a text"
        return _problem(label, lines, line, column, "a second ': ' in one entry", hint)
    slip = re.search(r"[{,]\s*[\w.]+: \S[^,]*? (\w+)$", before)
    if slip is None:
        return None
    message = f"a comma is missing before '{slip.group(1)}'"
    hint = f"write ', {slip.group(1)}'"
    return _problem(label, lines, line, start + slip.start(1), message, hint)


def _missing_colon(label: str, lines: tuple[str, ...], line: int, word: str) -> Problem:
    start = len(lines[line]) - len(lines[line].lstrip())
    message = f"'{word}' has no colon after it"
    return _problem(label, lines, line, start, message, f"write '{word}:'")


def _problem(
    label: str,
    lines: tuple[str, ...],
    line: int,
    column: int,
    message: str,
    hint: str | None,
    length: int = 1,
) -> Problem:
    excerpt = lines[line] if line < len(lines) else ""
    location = Location(label, line + 1, column + 1, length, excerpt)
    return Problem("yaml-syntax", message, location, hint)


def _last_open(lines: tuple[str, ...], line: int, column: int | None) -> tuple[int, int] | None:
    """The innermost `[` or `{` before a place that nothing closes, as (line, column)."""
    closed = 0
    for number in range(line, -1, -1):
        text = lines[number][:column] if number == line else lines[number]
        for at in range(len(text) - 1, -1, -1):
            closed += (text[at] in "]}") - (text[at] in "[{")
            if closed < 0:
                return number, at
    return None


def _tab_indent(lines: tuple[str, ...], line: int) -> int | None:
    """The line at or just above `line` that a tab indents, if any."""
    for number in range(line, max(line - 3, -1), -1):
        if number < len(lines) and re.match(r" *\t", lines[number]):
            return number
    return None


def _glued_colon(lines: tuple[str, ...], line: int) -> tuple[int, int, str] | None:
    """A `key:value` without a space at or just above `line`."""
    for number in range(line, max(line - 3, -1), -1):
        if number >= len(lines):
            continue
        found = re.match(r"\s*(?:- )?([A-Za-z_]\w*:[^\s:/\\]\S*)\s*(?:#.*)?$", lines[number])
        if found:
            return number, found.start(1), found.group(1)
    return None
