"""PyYAML's syntax errors in words that someone new to YAML can act on."""

from __future__ import annotations

import re

import yaml

from nnspec.errors import Location, Problem


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
    if "flow" in context and "did not find expected" in problem:
        opened = error.context_mark
        bracket = lines[opened.line][opened.column] if opened and opened.line < len(lines) else "{"
        closing = {"[": "]", "{": "}"}.get(bracket, "}")
        at_end = mark is None or mark.line >= len(lines)
        until = "the end" if at_end else f"line {line + 1}, column {column + 1}"
        message = f"'{bracket}' opened here is not closed, or a comma is missing, before {until}"
        hint = f"add '{closing}' or ','"
        if opened and opened.line < len(lines):
            return _problem(label, lines, opened.line, opened.column, message, hint)
    if "quoted scalar" in context:
        opened = error.context_mark
        return _problem(
            label, lines, opened.line, opened.column, "this quote is never closed", None
        )
    if "mapping values are not allowed" in problem:
        return _second_colon(label, lines, line, column)
    if "could not find expected ':'" in problem:
        at = error.context_mark.line if error.context_mark else line
        return _problem(
            label, lines, at, 0, "this line has no ': '", "write 'key: value' or '- item'"
        )
    if "cannot start any token" in problem:
        found = excerpt[column : column + 1]
        if found:
            message = f"a value cannot start with '{found}'"
            return _problem(label, lines, line, column, message, "put the value in quotes")
    if (
        "expected <block end>" in problem
        or "did not find expected key" in problem
        or ("did not find expected '-' indicator" in problem)
    ):
        message = "the indentation of this line does not fit the lines above"
        hint = "entries of one section start in the same column"
        return _problem(label, lines, line, column, message, hint)
    message = f"not valid YAML: {problem}"
    return _problem(label, lines, line, column, message, None)


def _second_colon(label: str, lines: tuple[str, ...], line: int, column: int) -> Problem:
    """YAML found a `: ` where the value before it had not ended."""
    if ": " in lines[line][:column]:
        hint = "put a text that holds ': ' in quotes, or start a new line for the second key"
        return _problem(label, lines, line, column, "a second ': ' on one line", hint)
    above = next((n for n in range(line - 1, -1, -1) if lines[n].strip()), None)
    if above is not None and ":" not in lines[above]:
        word = lines[above].strip()
        message = f"'{word}' has no colon after it"
        start = len(lines[above]) - len(lines[above].lstrip())
        return _problem(label, lines, above, start, message, f"write '{word}:'")
    message = "this line is indented below a line that already has a value"
    start = len(lines[line]) - len(lines[line].lstrip())
    return _problem(label, lines, line, start, message, "start both keys in the same column")


def _problem(
    label: str, lines: tuple[str, ...], line: int, column: int, message: str, hint: str | None
) -> Problem:
    excerpt = lines[line] if line < len(lines) else ""
    return Problem("yaml-syntax", message, Location(label, line + 1, column + 1, 1, excerpt), hint)


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
