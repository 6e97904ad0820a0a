"""Read objects out of a document and hold them against the catalogue."""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf

from nnspec.catalog import Catalog, Entry
from nnspec.errors import Problem, did_you_mean, listing, nearest
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec
from nnspec.spec.language.reading import values
from nnspec.spec.language.reading.slips import (
    glued_dash,
    python_or_colon,
    rest_of_tuple,
    torn_arguments,
    without_call,
)
from nnspec.spec.language.words import (
    SYNONYMS,
    code_word,
    either,
    right_word,
    same_word,
    singular,
    synonym_among,
    with_article,
)
from nnspec.spec.yaml.nodes import (
    Document,
    Mapping,
    Node,
    Path,
    Scalar,
    Sequence,
    is_nothing,
    kind_of,
)

# Nobody reads more, and looking for the nearest right word of each would take seconds.
MAX_PROBLEMS = 100


class ObjectReader:
    """Reads objects by the one rule for all: `Name`, `Name: value`, `Name: {argument: value}`.

    Args:
        document: Where the nodes come from.
        catalog: What names and parameters there are.

    Attributes:
        problems: Everything found wrong so far, and no more than just above `MAX_PROBLEMS`.
    """

    def __init__(self, document: Document, catalog: Catalog) -> None:
        self.document = document
        self.catalog = catalog
        self.problems: list[Problem] = []

    def report(
        self,
        code: str,
        message: str,
        path: Path,
        *,
        hint: str | None = None,
        details: tuple[str, ...] = (),
        key: bool = False,
    ) -> None:
        """Record a problem at `path`; `key` underlines the key and not its value."""
        if self._full:
            return
        location = self.document.locate(path, key=key)
        self.problems.append(Problem(code, message, location, hint, details))

    @property
    def _full(self) -> bool:
        return len(self.problems) > MAX_PROBLEMS

    def read(self, node: Node, families: SequenceOf[str], path: Path) -> ObjectSpec:
        """The object at `node`, of one of `families`; UNREADABLE after a problem."""
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return self._named(node.value, None, families, path, path)
        if isinstance(node, Mapping) and len(node.values) == 1:
            name = next(iter(node.values))
            return self._named(name, node.values[name], families, path, (*path, name))
        nouns = either([with_article(singular(family)) for family in families])
        if isinstance(node, Mapping) and node.values:
            names = " and ".join(f"'{name}'" for name in list(node.values)[:3])
            self.report(
                "several-objects",
                f"expected {nouns}, found several keys: {names}",
                path,
                hint="start each of them with '- '"
                if isinstance(path[-1], int)
                else "write one name, with its arguments in braces",
            )
        else:
            self.report("wrong-type", f"expected {nouns}, found {kind_of(node)}", path)
        return UNREADABLE

    def read_steps(self, node: Node, family: str, path: Path) -> tuple[ObjectSpec, ...]:
        """One object, or a list of them."""
        if isinstance(node, Sequence):
            return self.read_list(node, family, path)
        return (self.read(node, (family,), path),)

    def read_list(self, node: Node, family: str, path: Path) -> tuple[ObjectSpec, ...]:
        """A list of objects; `[]` and nothing at all are an empty one."""
        if is_nothing(node):
            return ()
        if not isinstance(node, Sequence):
            found = kind_of(node)
            hint = glued_dash(node) or "start each entry with '- '"
            if isinstance(node, Scalar) and glued_dash(node) is None:
                known = self.catalog.names(family)
                word = node.text if node.text in known else same_word(node.text, known)
                hint = f"write [{word or node.text}]"
            where = ".".join(map(str, path))
            self.report("wrong-type", f"{where}: expected a list, found {found}", path, hint=hint)
            return ()
        return tuple(
            self.read(item, (family,), (*path, position))
            for position, item in enumerate(node.items)
        )

    def _named(
        self,
        name: str,
        value: Node | None,
        families: SequenceOf[str],
        path: Path,
        name_path: Path,
    ) -> ObjectSpec:
        for family in families:
            entry = self.catalog.find(family, name)
            if entry is not None and entry.omitted is None:
                arguments = self._arguments(entry, value, name_path)
                return ObjectSpec(entry.name, arguments, path, name)
        self._unknown(name, families, name_path, key=name_path != path)
        return UNREADABLE

    def _unknown(self, name: str, families: SequenceOf[str], path: Path, *, key: bool) -> None:
        if self._full:
            return
        for family in families:
            reason = self.catalog.omitted(family).get(name)
            if reason:
                message = f"{name} cannot be said in a spec: {reason}"
                self.report("not-in-a-spec", message, path, key=key)
                return
        nouns = either([singular(family) for family in families])
        known = [word for family in families for word in self.catalog.names(family)]
        same = same_word(name, known)
        hint = synonym_among(name, known) or (same and f"did you mean '{same}'?")
        hint = hint or self._other_family(name, families) or did_you_mean(name, known)
        # As the value of a key, what has a colon of its own stands in braces.
        within = not key and bool(path) and isinstance(path[-1], str)
        slip = python_or_colon(name, known, lambda word: self._entry(word, families), within)
        if slip is not None:
            hint = slip
        elif "." in name:
            hint = right_word(name.rpartition(".")[2], known)
            hint = f"names stand without their module; {hint}" if hint else None
        if hint is None:
            hint = self._other_family(SYNONYMS.get(name.lower(), name), families)
        details: tuple[str, ...] = ()
        if hint is None:
            every = {n for family in families for n in self.catalog.family(family)}
            names = sorted(every, key=str.casefold)
            details = (f"{nouns} names: {listing(names, 14)}",)
        code = f"unknown-{code_word(families[0])}"
        message = f"there is no {nouns} '{name}'"
        self.report(code, message, path, hint=hint, details=details, key=key)

    def _entry(self, name: str, families: SequenceOf[str]) -> Entry | None:
        found = (self.catalog.find(family, name) for family in families)
        return next((entry for entry in found if entry is not None), None)

    def _other_family(self, name: str, wanted: SequenceOf[str]) -> str | None:
        """`StandardScaler is a preprocessing step`, for a name of another family."""
        for family in self.catalog.families():
            if self.catalog.find(family, name) is not None:
                hint = f"{name} is {with_article(singular(family))}"
                as_layer = family == "activations" and "layers" in wanted
                return f"{hint}: write Activation: {name}" if as_layer else hint
        return None

    def _arguments(self, entry: Entry, value: Node | None, path: Path) -> dict[str, object]:
        """The arguments of `entry` as written, each checked."""
        parameters = {parameter.name: parameter for parameter in entry.parameters}
        given: dict[str, object] = {}
        if isinstance(value, Mapping):
            for name, argument in value.values.items():
                where = (*path, name)
                if name in parameters:
                    given[name] = values.read_value(self, parameters[name], entry, argument, where)
                elif not rest_of_tuple(name, value):
                    self._unknown_parameter(entry, name, where)
        elif value is not None and not is_nothing(value):
            first = entry.parameters[0] if entry.parameters else None
            if first is None or first.base:
                message = f"{entry.name} takes no value of its own"
                self.report("unknown-parameter", message, path, hint=f"write {entry.name}")
            elif (torn := torn_arguments(value, first)) is not None:
                message = f"{entry.name}: several arguments stand in braces, found {kind_of(value)}"
                hint = f"write {entry.name}{without_call(torn, entry)}"
                self.report("wrong-type", message, path, hint=hint)
                required = [p.name for p in entry.parameters if p.required]
                return dict.fromkeys(required, UNREADABLE)
            else:
                given[first.name] = values.read_value(self, first, entry, value, path)
        missing = [p.name for p in entry.parameters if p.required and p.name not in given]
        if missing and not _misspelt(entry, value):
            self._missing(entry, missing, given, path)
        return {**given, **dict.fromkeys(missing, UNREADABLE)}

    def _missing(
        self, entry: Entry, missing: list[str], given: dict[str, object], path: Path
    ) -> None:
        quoted = [repr(name) for name in missing]
        message = f"{entry.name} needs {' and '.join(quoted)}"
        if missing == [entry.parameters[0].name] and not given:
            hint = f"write {entry.name}: {missing[0].upper()}"
        else:
            hint = f"write {entry.name}: {{{', '.join(f'{name}: ...' for name in missing)}}}"
        self.report("missing-parameter", message, path, hint=hint, key=True)

    def _unknown_parameter(self, entry: Entry, name: str, path: Path) -> None:
        if self._full:
            return
        known = [parameter.name for parameter in entry.parameters]
        hint = right_word(name, known)
        if ":" in name:
            hint = "put a space after the colon"
        details = () if hint or not known else (f"parameters: {listing(known, 20)}",)
        message = f"{entry.name} has no parameter '{name}'"
        if not known:
            message = f"{entry.name} takes no arguments"
        self.report("unknown-parameter", message, path, hint=hint, details=details, key=True)


def _misspelt(entry: Entry, value: Node | None) -> bool:
    """Whether an unknown argument is most likely a required one, misspelt: one error is enough."""
    if not isinstance(value, Mapping):
        return False
    known = {parameter.name for parameter in entry.parameters}
    required = [parameter.name for parameter in entry.parameters if parameter.required]
    return any(nearest(name, required) for name in value.values if name not in known)
