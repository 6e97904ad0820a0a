"""Where output goes: the result to stdout, everything else to stderr."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterable
from typing import Any

from nnspec.errors import Problem
from nnspec.printable import shown
from nnspec.problem_text import ordered, problem_lines

_COLORS = {"error": "bold red", "warning": "bold yellow"}


def say(*lines: str) -> None:
    """Lines on stderr, for the person watching; a line break in one of them is escaped."""
    sys.stderr.write(_text(lines))
    sys.stderr.flush()


def put(*lines: str) -> None:
    """Lines of the result on stdout; a line break in one of them is escaped."""
    sys.stdout.write(_text(lines))


def _text(lines: Iterable[str]) -> str:
    """Lines as one text; an empty line where there is none."""
    return "".join(f"{shown(line)}\n" for line in lines or ("",))


def put_json(document: Any) -> None:
    """The result as one JSON document on stdout."""
    encoding = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name
    # JSON is UTF-8, or escaped.
    text = json.dumps(document, indent=2, ensure_ascii=encoding != "utf-8", allow_nan=False)
    put(*text.split("\n"))


def say_problems(problems: Iterable[Problem]) -> None:
    """Problems on stderr, the errors first, in colour on a terminal."""
    in_order = ordered(problems)
    if not sys.stderr.isatty():
        for problem in in_order:
            say(*problem_lines(problem))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for problem in in_order:
        first, *rest = map(shown, problem_lines(problem))
        head, colon, message = first.partition(": ")
        console.print(Text(head, _COLORS[problem.severity]) + Text(colon + message, "bold"))
        for line in rest:
            caret = line.find("^")
            bar = line.find(" | ")
            if 0 < bar < caret and not line[:bar].strip():
                console.print(Text(line[:caret]) + Text(line[caret:], _COLORS[problem.severity]))
            else:
                console.print(Text(line, "dim" if line.lstrip()[:1].isdigit() else ""))
