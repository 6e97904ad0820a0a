"""What can go wrong: a Problem with its place in a file, and the exceptions that carry problems.

Library code raises these and never prints; `nnspec.cli` turns them into text and exit codes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from nnspec.passwords import hide_passwords
from nnspec.printable import shortened

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Location:
    """A stretch of one line of a text file.

    Attributes:
        file: The file as the user named it, or a flag such as `--set training.epochs`.
        line: The line, counted from 1; 0 where the place has no line (a flag, a whole file).
        column: The column in characters, counted from 1.
        length: How many characters to underline, at least 1.
        excerpt: The line's text, without its line break.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    excerpt: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", _told(self.file))
        object.__setattr__(self, "excerpt", hide_passwords(self.excerpt))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or looks wrong, with the input.

    Attributes:
        code: A stable kebab-case name such as `unknown-parameter`.
        message: One sentence: what was found and, where it helps, what was expected.
        location: Where, when it has a place in a file.
        hint: What to do about it, for instance `did you mean 'units'?`.
        details: Further lines, for instance the columns there are.
        severity: `error` stops the command, `warning` does not.
        columns: The columns of the data that it is about, where a hint must name them.
        settings: What the hint says, as `--set` takes it, where settings of the spec do it.

    As text it is what the command line prints of it.

    A password in a database's address is hidden in each of these texts, and in a location's. A text
    of thousands of characters, as a value may have, loses its middle.
    """

    code: str
    message: str
    location: Location | None = None
    hint: str | None = None
    details: tuple[str, ...] = ()
    severity: Severity = "error"
    columns: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", _told(self.message))
        object.__setattr__(self, "hint", self.hint and _told(self.hint))
        object.__setattr__(self, "details", tuple(map(_told, self.details)))

    def __str__(self) -> str:
        from nnspec.problem_text import problems_text

        return problems_text([self])


def _told(text: str) -> str:
    return shortened(hide_passwords(text))


class NnspecError(Exception):
    """Base of everything nnspec raises on purpose.

    Args:
        problems: What went wrong, in the order in which a reader should see it.

    Attributes:
        exit_code: What the command line exits with.
        problems: The problems as a tuple.

    As text it is what the command line prints of the problems.
    """

    exit_code = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        from nnspec.problem_text import problems_text

        return problems_text(self.problems)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {in_one_line(self)}>"

    @property
    def messages(self) -> str:
        """The messages alone, as a part of a sentence."""
        return "; ".join(problem.message for problem in self.problems)


class InputError(NnspecError):
    """A flag, a spec, a file or a data set is wrong; the user can mend it."""

    exit_code = 2


class SpecError(InputError):
    """The spec is wrong."""


class DataError(InputError):
    """The data is wrong, or does not fit the spec or the run."""


class RunError(InputError):
    """There is no such run, or it is not complete."""


class TrainingError(NnspecError):
    """The run itself failed: it diverged, or the disk or the memory was full."""

    exit_code = 1


class Interrupted(NnspecError):
    """The user stopped the run."""

    exit_code = 130


def in_one_line(error: BaseException, most: int = 300) -> str:
    """What an exception says, as a part of a sentence; its name where it says nothing.

    Args:
        error: Any exception.
        most: How many characters there is room for.
    """
    text = error.messages if isinstance(error, NnspecError) else str(error)
    return " ".join(text.split())[:most] or type(error).__name__


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when none is close.

    Case counts least: `dense` is nearest to `Dense`.

    Args:
        word: What the user wrote.
        known: What there is.
    """
    words = list(dict.fromkeys(known))
    bare = _bare(word)
    same = [candidate for candidate in words if _bare(candidate) == bare]
    if same:
        return _most_alike(word, same)
    folded = {candidate.casefold() for candidate in words}
    close = set(difflib.get_close_matches(word.casefold(), folded, n=5, cutoff=0.6))
    alike = [candidate for candidate in words if candidate.casefold() in close]
    alike = [candidate for candidate in alike if _begins_alike(word, candidate)]
    return _most_alike(word, alike) if alike else None


def _begins_alike(word: str, candidate: str) -> bool:
    """Whether two words begin alike, or are so alike that a slip may be in the first letter.

    `island` and `slag` have most letters in common, and nobody who writes one means the other.
    """
    first, second = word.casefold(), candidate.casefold()
    return first[:1] == second[:1] or difflib.SequenceMatcher(None, first, second).ratio() >= 0.65


def _bare(word: str) -> str:
    """The letters and digits alone, in one case: `batchsize` for `batch_size` and `BatchSize`."""
    return "".join(character for character in word.casefold() if character.isalnum())


def _most_alike(word: str, candidates: Sequence[str]) -> str:
    """The best candidate: exchanged letters are likelier slips than others, then case counts."""

    def likeness(candidate: str) -> tuple[float, float]:
        folded = difflib.SequenceMatcher(None, word.casefold(), candidate.casefold()).ratio()
        exchanged = sorted(word.casefold()) == sorted(candidate.casefold())
        exact = difflib.SequenceMatcher(None, word, candidate).ratio()
        return folded + 0.2 * exchanged, exact

    return max(candidates, key=likeness)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean 'units'?` for the nearest known word, or None when none is close."""
    close = nearest(word, known)
    return f"did you mean '{close}'?" if close else None


def did_you_mean_file(name: str, files: Iterable[str]) -> str | None:
    """`did you mean 'concrete.csv'?` for the file of the nearest name, or None when none is close.

    Endings do not count: `none.csv` is not near `new.csv` because both are CSV files.

    Args:
        name: The file that is not there.
        files: The names of those that are.
    """
    by_stem = {file.partition(".")[0]: file for file in sorted(files, reverse=True)}
    close = nearest(name.partition(".")[0], by_stem)
    return f"did you mean '{by_stem[close]}'?" if close else None


def listing(words: Sequence[str], limit: int = 12) -> str:
    """The words separated by commas, the middle left out of a long list.

    >>> listing(["a", "b", "c"])
    'a, b, c'
    """
    if len(words) <= limit:
        return ", ".join(words)
    return ", ".join([*words[: limit - 2], "...", words[-1]])
