"""The conditions of `data.filter`: a column, a comparison, and a value or a list of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from nnspec.spec.yaml.document import scalar_value

Comparison = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in", "missing", "not missing"]
COMPARISONS: tuple[Comparison, ...] = (
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "not in",
    "missing",
    "not missing",
)
ORDERED = ("<", "<=", ">", ">=")
# As editors check it; what no regular expression can say is left to `read_condition`.
CONDITION_PATTERN = (
    r"^\s*(`[^`]+`|[^`].*?)"
    r"(\s*(==|!=|<=?|>=?)\s*\S.*|\s+(not\s+)?in\s*\[.*\]\s*|\s+(is\s+)?(not\s+)?missing\s*)$"
)
_CONDITION = re.compile(
    r"\s*(?:`(?P<quoted>[^`]+)`|(?P<plain>[^`].*?))"
    r"(?:\s*(?P<symbol>==|!=|<=|>=|<|>)\s*(?P<value>\S.*?)"
    r"|\s+(?P<word>not\s+in|in)\s*\[(?P<list>.*)\]"
    r"|\s+(?:is\s+)?(?P<missing>not\s+missing|missing))\s*",
    re.DOTALL,
)
_ITEM = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,'"][^,]*?)\s*(?:,|$)""", re.DOTALL)
_EXAMPLES = "for instance year >= 2015, region in [north, south] or price is not missing"
_MISSING = "write COLUMN is missing, or COLUMN is not missing"


class NoConditionError(ValueError):
    """A text is no condition.

    Attributes:
        hint: What to write.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that a row must meet to be used.

    Attributes:
        column: The column that is looked at.
        comparison: How it is compared.
        values: What with: one value, several for `in` and `not in`, none for `missing`. All are
            numbers, or all are texts.
        text: The condition as the spec says it.
    """

    column: str
    comparison: Comparison
    values: tuple[str | int | float, ...]
    text: str

    @property
    def of_text(self) -> bool:
        """Whether it compares texts."""
        return bool(self.values) and isinstance(self.values[0], str)


def read_condition(text: str) -> Condition:
    """Read a condition as a spec says it.

    The column stands as it is called, in backticks where its name holds a comparison. A value is a
    number, or a text: in quotes, or without them where it does not look like a number.

    Raises:
        NoConditionError: It is none.

    >>> read_condition("year >= 2015").values
    (2015,)
    >>> read_condition("region not in [north, 'south west']").values
    ('north', 'south west')
    """
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise NoConditionError(f"'{text}' is no condition", _slip(text) or _EXAMPLES)
    column = found["quoted"] or found["plain"].strip()
    if found["missing"]:
        missing: Comparison = "not missing" if found["missing"].startswith("not") else "missing"
        return Condition(column, missing, (), text.strip())
    if found["symbol"]:
        # The pattern finds no other symbols.
        symbol = cast(Comparison, found["symbol"])
        return Condition(column, symbol, (_value(found["value"], text),), text.strip())
    values = _items(found["list"], text)
    word: Comparison = "not in" if found["word"].startswith("not") else "in"
    if len({isinstance(value, str) for value in values}) > 1:
        message = f"'{text}' compares with texts and with numbers"
        raise NoConditionError(message, "put all of them in quotes, or none")
    return Condition(column, word, values, text.strip())


def _value(written: str, text: str) -> str | int | float:
    if written[0] in "\"'":
        match = _ITEM.fullmatch(written)
        if match is None:
            message = f"the quotes of '{text}' do not close, or more stands after them"
            raise NoConditionError(message, "put the whole value in quotes")
        return _unquoted(match[1])
    if re.search(r"\s(and|or)\s.*(==|!=|<|>|\sin\s|missing)|&&?|\|\|", written):
        message = f"'{text}' is more than one condition"
        raise NoConditionError(message, "give a list of conditions: a row must meet all of them")
    value = scalar_value(written)
    if value is None:
        raise NoConditionError(f"'{text}': nothing is equal to null", _MISSING)
    # true and false are texts in data, as they are written there.
    return written if isinstance(value, bool) else value


def _items(written: str, text: str) -> tuple[str | int | float, ...]:
    values, position = [], 0
    while position < len(written.rstrip()):
        match = _ITEM.match(written, position)
        if match is None:
            message = f"the list of '{text}' cannot be read"
            raise NoConditionError(message, "separate its values by commas: [a, b, 'c, d']")
        values.append(_value(match[1], text))
        position = match.end()
    if not values:
        raise NoConditionError(f"the list of '{text}' is empty", "name the values in it")
    return tuple(values)


def _unquoted(written: str) -> str:
    inner = written[1:-1]
    if written[0] == "'":
        return inner.replace("''", "'")
    return re.sub(r"\\(.)", r"\1", inner)


def _slip(text: str) -> str | None:
    """What to write instead of a text that is nearly a condition."""
    if re.search(r"[^=!<>]=[^=]", text):
        return "write == for equal"
    if re.search(r"\s(not\s+)?in\s+[^\[]", text):
        return "put the values of 'in' in brackets"
    if re.search(r"\bis\s+(not\s+)?(null|none|na|nan|empty)\b", text, re.IGNORECASE):
        return _MISSING
    return None
