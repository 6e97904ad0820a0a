"""Limits that a metric must keep, as `accuracy=0.9`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.runs.summary import headline
from nnspec.scoring.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER

# What metrics are called for short, in Keras and elsewhere.
_SHORT = {"acc": "accuracy", "auc": "roc_auc", "r2score": "r2", "f1": "macro_f1"}


@dataclass(frozen=True, slots=True)
class Limit:
    """What a metric must be.

    Attributes:
        metric: Its name, such as `accuracy`, or `kind.accuracy` with several outputs.
        value: The limit; the metric may be equal to it.
        least: Whether it is the least value allowed (`--fail-under`), else the largest.
    """

    metric: str
    value: float
    least: bool

    @property
    def flag(self) -> str:
        """The flag that sets such a limit."""
        return "--fail-under" if self.least else "--fail-over"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A limit, and what the metric was.

    Attributes:
        limit: The limit.
        found: The metric; None where it is undefined, which keeps no limit.
    """

    limit: Limit
    found: float | None

    @property
    def kept(self) -> bool:
        """Whether the metric keeps its limit."""
        if self.found is None:
            return False
        limit = self.limit
        return self.found >= limit.value if limit.least else self.found <= limit.value

    def problem(self, rows_of: str) -> Problem:
        """That it does not, in words.

        Args:
            rows_of: The part of the rows, or the file.
        """
        limit = self.limit
        found = "undefined" if self.found is None else f"{self.found:.5g}"
        wanted = f"at {'least' if limit.least else 'most'} {limit.value:g}"
        rows = f"the {rows_of} rows" if rows_of in ("training", "validation", "test") else rows_of
        message = f"{limit.metric} of {rows} is {found}; {limit.flag} wants {wanted}"
        return Problem("limit-missed", message)


def parse_limits(under: Sequence[str], over: Sequence[str]) -> list[Limit]:
    """The limits that the flags set.

    A metric where more is better can only fail by being under a limit, one where less is better by
    being over it: the other way round would pass whenever a network is bad, so it is refused.

    Args:
        under: `METRIC=VALUE` for the least values.
        over: `METRIC=VALUE` for the largest values.

    Raises:
        DataError: A text is none of these, or a limit is on the wrong side.
    """
    given = [(text, True) for text in under] + [(text, False) for text in over]
    limits, problems = [], []
    for text, least in given:
        name, equals, number = text.partition("=")
        flag = Limit(name, 0, least).flag
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not equals or not name.strip() or not math.isfinite(value):
            example = "accuracy=0.9" if least else "rmse=6"
            message = f"{flag} takes a metric and a number, as {example}; found '{text}'"
            problems.append(Problem("bad-limit", message))
            continue
        limit = Limit(name.strip(), value, least)
        kind = limit.metric.rpartition(".")[2]
        if kind in (LOWER_IS_BETTER if least else HIGHER_IS_BETTER):
            message = f"of {limit.metric} {'less' if least else 'more'} is better, so {flag} "
            message += "would fail a run for being good"
            other = Limit(name, value, not least).flag
            problems.append(Problem("bad-limit", message, hint=f"write {other} {text}"))
            continue
        limits.append(limit)
    if problems:
        raise DataError(problems)
    return limits


def judge(limits: Sequence[Limit], metrics: Mapping[str, Any]) -> list[Verdict]:
    """Hold the metrics against the limits.

    Args:
        limits: The limits.
        metrics: `Evaluation.metrics`.

    Raises:
        DataError: There is no such metric.
    """
    known = headline({"rows": metrics}, "rows", every_column=True)
    names = [*known, *(name for name in _undefined(metrics) if name not in known)]
    problems = []
    for limit in limits:
        if limit.metric not in names:
            hint = did_you_mean(_SHORT.get(limit.metric.lower(), limit.metric), names)
            message = f"there is no metric '{limit.metric}' for {limit.flag}"
            details = () if hint else (f"metrics: {listing(names, 20)}",)
            problems.append(Problem("unknown-metric", message, hint=hint, details=details))
    if problems:
        raise DataError(problems)
    return [Verdict(limit, known.get(limit.metric)) for limit in limits]


def _undefined(metrics: Mapping[str, Any]) -> list[str]:
    """The metrics that have no value for these rows."""
    names = _without_value(metrics, "")
    for output, values in metrics.get("outputs", {}).items():
        names += _without_value(values, f"{output}.")
    return [
        name for name in names if name.rpartition(".")[2] in (*LOWER_IS_BETTER, *HIGHER_IS_BETTER)
    ]


def _without_value(metrics: Mapping[str, Any], prefix: str) -> list[str]:
    names = [f"{prefix}{name}" for name, value in metrics.items() if value is None]
    for column, values in metrics.get("columns", {}).items():
        names += [f"{prefix}{column}.{name}" for name, value in values.items() if value is None]
    return names
