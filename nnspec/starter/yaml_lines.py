"""Lines of YAML and of comments, whatever characters they quote from the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nnspec.spec.yaml.text import scalar

WIDTH = 100
"""The longest line."""


def steps_text(steps: Sequence[str]) -> str:
    """Steps, or other objects, as one value: each in braces of its own where it has arguments."""
    if len(steps) == 1 and ":" not in steps[0]:
        return steps[0]
    return "[" + ", ".join(s if s[0] == "{" or ":" not in s else f"{{{s}}}" for s in steps) + "]"


def list_lines(
    key: str, names: Sequence[str], *, one_alone: bool = False, closing: str = ""
) -> list[str]:
    """`  key: [a, b, c]`, broken into lines where it is long."""
    if one_alone and len(names) == 1:
        return [f"  {key}: {scalar(names[0])}"]
    lines, line = [], f"  {key}: ["
    margin = " " * len(line)
    for position, name in enumerate(names):
        end = f"]{closing}" if position == len(names) - 1 else ","
        word = scalar(name) + end
        if len(line.rstrip()) + 1 + len(word) > WIDTH and line.strip() and position:
            lines.append(line.rstrip())
            line = margin
        line += word if line.endswith("[") or line == margin else f" {word}"
    return [*lines, line]


def comments(texts: Iterable[str]) -> list[str]:
    """Each text as lines of comment."""
    return [line for text in texts for line in comment(text)]


def comment(text: str, indent: str = "  ") -> list[str]:
    """A text as lines of comment, whatever characters it quotes from the data."""
    lines, line = [], f"{indent}#"
    for word in one_line(text, 1000).split():
        if len(line) + 1 + len(word) > WIDTH and not line.endswith("#"):
            lines.append(line)
            line = f"{indent}#"
        line += f" {word}"
    return [*lines, line]


def named(names: Sequence[str], limit: int) -> str:
    """Names as a comment lists them."""
    shown = [one_line(name, 40) for name in names[:limit]]
    if len(names) > limit:
        shown.append(f"and {len(names) - limit} more")
    return ", ".join(shown)


def one_line(text: str, limit: int) -> str:
    """Printable characters alone, cut to a length."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= limit else text[: limit - 3] + "..."
