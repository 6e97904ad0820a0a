"""What validating a spec found."""

from __future__ import annotations

from dataclasses import dataclass

from nnspec.data.features.plan import Plan
from nnspec.data.features.roles import Roles
from nnspec.data.loading.assigned import Assigned
from nnspec.data.table.preview import Preview
from nnspec.errors import Problem, SpecError
from nnspec.problem_text import count_words, ordered, problems_text
from nnspec.spec.load import LoadedSpec


@dataclass(frozen=True, slots=True, repr=False)
class Validation:
    """What validating a spec found.

    Attributes:
        problems: Errors and warnings, in the order of the file.
        loaded: The spec, None when it could not be read at all.
        preview: The data's columns and first rows, None when there was no looking at them.
        roles: What each column is for, None likewise.
    """

    problems: tuple[Problem, ...]
    loaded: LoadedSpec | None = None
    preview: Preview | None = None
    roles: Roles | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a training."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def __repr__(self) -> str:
        spec = "a spec" if self.loaded is None else self.loaded.path.as_posix()
        return f"<validation of {spec}: {count_words(self.problems)}>"

    def __str__(self) -> str:
        return problems_text(self.problems) or repr(self)

    def _repr_html_(self) -> str:
        import html

        texts = [f"{self!r}"[1:-1], *map(str, ordered(self.problems))]
        return f"<pre>{html.escape(chr(10).join(texts))}</pre>"

    def require(self) -> Checked:
        """What validating established, if it found no error.

        Raises:
            SpecError: With all problems, when there is an error among them.
        """
        raise SpecError(self.problems)


@dataclass(frozen=True, slots=True, repr=False)
class Checked(Validation):
    """A validation that found no error: what a training can start from.

    Attributes:
        loaded: The spec.
        preview: The data's columns and first rows.
        roles: What each column is for.
        plan: What preprocessing does to each column, as far as the first rows show what it holds.
        assigned: All rows, where all of them were read, with their parts.
    """

    loaded: LoadedSpec
    preview: Preview
    roles: Roles
    plan: Plan
    assigned: Assigned | None = None

    def require(self) -> Checked:
        """This validation."""
        return self
