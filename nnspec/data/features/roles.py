"""What each column is for: which are features, which are targets, and what is done to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnspec import catalog
from nnspec.catalog.entries import Encoding
from nnspec.data.features.array_roles import array_problems, free_name
from nnspec.data.features.plan import Plan, TargetPlan, plan_column
from nnspec.data.features.special_columns import (
    special_column_problems,
    special_columns,
    unknown_column,
)
from nnspec.data.formats.csv.header import is_unnamed
from nnspec.data.table.kinds import Kind
from nnspec.data.table.preview import Preview
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import Location, Problem, did_you_mean, listing
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec
from nnspec.spec.language.sections import Spec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.meaning.ends import find_ends, score_kind
from nnspec.spec.yaml.nodes import Path

# The one input of a network that names none; a number follows where a layer has that name.
INPUT = "input"
# `target: features` is every feature, as an autoencoder has it; a column of that name goes first.
FEATURES = "features"


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns of a spec, by what they are for.

    Attributes:
        inputs: The features of each input of the network, in order.
        targets: The target columns of each output of the network, in order.
        losses: The loss of each output.
        unknown: Names above that are no columns, and targets that are arrays; empty in roles that
            training may use.
    """

    inputs: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, tuple[str, ...]]
    losses: Mapping[str, ObjectSpec]
    unknown: frozenset[str] = frozenset()

    @property
    def features(self) -> tuple[str, ...]:
        """Every feature once, in the order of the inputs."""
        return tuple(dict.fromkeys(name for names in self.inputs.values() for name in names))

    @property
    def target_columns(self) -> tuple[str, ...]:
        """Every target column once, in the order of the outputs."""
        return tuple(dict.fromkeys(name for names in self.targets.values() for name in names))


def find_roles(loaded: LoadedSpec, preview: Preview) -> tuple[Roles, list[Problem]]:
    """Assign the columns of a source their roles.

    Returns:
        The roles, and a problem for every name that is not a column or has two roles.
    """
    finder = _Finder(loaded, preview)
    targets = finder.targets()
    features = finder.features(targets)
    targets = {
        name: features if finder.means_features(columns) else columns
        for name, columns in targets.items()
    }
    inputs = finder.inputs(features)
    finder.problems.extend(special_column_problems(loaded, preview, targets, features))
    finder.problems.extend(array_problems(loaded, preview, targets, inputs))
    finder.steps(set(features) | {name for names in inputs.values() for name in names})
    losses = finder.losses(targets)
    used = [*inputs.values(), *targets.values()]
    aimed_at = {name for names in targets.values() for name in names}
    named = [*features, *(name for names in used for name in names)]
    unknown = frozenset(
        name
        for name in named
        if name not in preview.kinds
        or (isinstance(preview.kinds[name], ArraySpec) and name in aimed_at)
    )
    return Roles(inputs, targets, losses, unknown), finder.problems


def encoding_of(loss: ObjectSpec, columns: tuple[str, ...]) -> Encoding:
    """How a target must be encoded for a loss: regression, binary, sparse or one_hot.

    Several columns under a loss between distributions are those distributions themselves, so
    they are taken as numbers.
    """
    entry = catalog.load().find("losses", loss.name)
    encoding = entry.target if entry is not None and entry.target else "regression"
    return "regression" if encoding == "one_hot" and len(columns) > 1 else encoding


def is_classification(roles: Roles) -> bool:
    """Whether some output predicts classes."""
    return any(
        encoding_of(roles.losses[name], columns) != "regression"
        for name, columns in roles.targets.items()
    )


def make_plan(spec: Spec, roles: Roles, kinds: Mapping[str, Kind]) -> Plan:
    """What preprocessing does to every column.

    Args:
        spec: The spec, for the steps.
        roles: The columns' roles.
        kinds: `numeric` or `text` by column.
    """
    inputs = {
        name: tuple(plan_column(spec, column, kinds[column]) for column in names)
        for name, names in roles.inputs.items()
    }
    targets = {}
    ends = find_ends(spec, tuple(roles.targets))
    for name, columns in roles.targets.items():
        encoding = encoding_of(roles.losses[name], columns)
        steps = spec.preprocessing.target if encoding == "regression" else ()
        loss = roles.losses[name]
        words = loss.identifier or loss.name
        margin = score_kind(loss, encoding, ends.get(name)) == "score"
        targets[name] = TargetPlan(name, columns, encoding, steps, words, margin)
    weights = spec.data.weight, spec.training.class_weight
    return Plan(inputs, targets, *weights, group=spec.data.split.group)


class _Finder:
    """Looks names up among the columns and records what it does not find."""

    def __init__(self, loaded: LoadedSpec, preview: Preview) -> None:
        self.loaded = loaded
        self.spec = loaded.spec
        self.preview = preview
        self.problems: list[Problem] = []

    def targets(self) -> dict[str, tuple[str, ...]]:
        target = self.spec.data.target
        if isinstance(target, dict):
            for name, columns in target.items():
                self._known_target(columns, ("data", "target", name))
            self._named_outputs(tuple(target))
            order = [name for name in self.spec.outputs or () if name in target]
            return {name: target[name] for name in dict.fromkeys([*order, *target])}
        self._known_target(target, ("data", "target"))
        outputs = self.spec.outputs
        if outputs is not None and len(outputs) > 1:
            return self._paired(outputs, target)
        if outputs is not None:
            return {outputs[0]: target}
        single = len(target) == 1 and not self.means_features(target)
        return {target[0] if single else "target": target}

    def means_features(self, columns: tuple[str, ...]) -> bool:
        """Whether a target is the features themselves."""
        return columns == (FEATURES,) and FEATURES not in self.preview.kinds

    def _named_outputs(self, named: tuple[str, ...]) -> None:
        """`target: {output: column}` must name the outputs that there are, each of them."""
        outputs = self.spec.outputs
        path: Path = ("data", "target")
        if outputs is None:
            if len(named) > 1:
                message = f"the target names {len(named)} outputs, but there is no outputs section"
                hint = (
                    f"add outputs: [{', '.join(named)}], the names of the layers that predict them"
                )
                self._report("outputs-and-targets", message, path, hint=hint, key=True)
            return
        for name in named:
            if name not in outputs:
                hint = did_you_mean(name, outputs) or f"outputs: {listing(outputs)}"
                message = f"'{name}' is not one of the outputs"
                self._report("outputs-and-targets", message, (*path, name), hint=hint, key=True)
        for name in outputs:
            if name not in named and not any(did_you_mean(other, [name]) for other in named):
                message = f"the output '{name}' has no target"
                hint = f"add {name}: COLUMN"
                self._report("outputs-and-targets", message, path, hint=hint, key=True)

    def _paired(
        self, outputs: tuple[str, ...], target: tuple[str, ...]
    ) -> dict[str, tuple[str, ...]]:
        """Several outputs and a plain list of columns: they must agree name by name."""
        if set(outputs) != set(target):
            message = f"outputs {listing(outputs)} do not say which target column each predicts"
            hint = f"write target: {{{outputs[0]}: {target[0]}, ...}}"
            self._report("outputs-and-targets", message, ("data", "target"), hint=hint)
            return {}
        return {name: (name,) for name in outputs}

    def features(self, targets: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        taken = {name for names in targets.values() for name in names}
        given = self.spec.data.features
        path: Path = ("data", "features")
        if given is None or isinstance(given, dict):
            excluded = set(given["exclude"]) if given else set()
            if given:
                self._known(given["exclude"], "excluded column", (*path, "exclude"))
            # What deals or weighs the rows describes none of them: a feature only when listed.
            excluded.update(special_columns(self.spec))
            # An index, or what a spreadsheet left behind: somebody else's, unless it is listed.
            excluded.update(filter(is_unnamed, self.preview.names))
            left = tuple(n for n in self.preview.names if n not in taken and n not in excluded)
            if not left and not self.problems:
                message = "there is no column left to predict from"
                self._report("no-features", message, path if given else ("data", "target"))
            return left
        self._known(given, "feature", path)
        self._no_repeats(given, path)
        for position, name in enumerate(given):
            if name in taken:
                where = self._item(path, position)
                message = f"'{name}' is the target and a feature as well"
                hint = "a network that is shown the answer learns nothing else; leave it out here"
                self._report("target-is-feature", message, where, hint=hint)
        return given

    def inputs(self, features: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        groups = self.spec.inputs
        if groups is None:
            taken = {layer.name for layer in self.spec.layers}
            return {free_name(INPUT, taken): features}
        for name, columns in groups.items():
            path: Path = ("inputs", name)
            self._known(columns, "input column", path)
            self._no_repeats(columns, path)
            for position, column in enumerate(columns):
                if column in self.preview.kinds and column not in features:
                    message = f"'{column}' is not among the features"
                    self._report("not-a-feature", message, self._item(path, position))
        return dict(groups)

    def losses(self, targets: Mapping[str, tuple[str, ...]]) -> dict[str, ObjectSpec]:
        loss = self.spec.compile.loss
        if isinstance(loss, ObjectSpec):
            return dict.fromkeys(targets, loss)
        for name in loss:
            if name not in targets:
                hint = did_you_mean(name, targets)
                details = () if hint else (f"outputs: {listing(list(targets))}",)
                message = f"there is no output '{name}'"
                path: Path = ("compile", "loss", name)
                self._report("unknown-output", message, path, hint=hint, details=details, key=True)
        for name in targets:
            # A misspelt output leaves the right one without a loss: that would be said twice.
            if name not in loss and set(loss) <= set(targets):
                message = f"the output '{name}' has no loss"
                self._report("missing-loss", message, ("compile", "loss"), key=True)
        return {name: loss.get(name, UNREADABLE) for name in targets}

    def steps(self, features: set[str]) -> None:
        """Steps of single columns must be for columns that are used."""
        for name in self.spec.preprocessing.columns:
            path: Path = ("preprocessing", "columns", name)
            if name not in self.preview.kinds:
                self._unknown(name, "column", path, key=True)
            elif name not in features:
                taken = self.spec.data.target
                hint = None
                if not isinstance(taken, dict) and name in taken:
                    hint = "steps of the target stand in preprocessing.target"
                message = f"'{name}' is not a feature, so its steps would never run"
                self._report("not-a-feature", message, path, hint=hint, key=True)

    def _known_target(self, columns: tuple[str, ...], path: Path) -> None:
        if not self.means_features(columns):
            self._known(columns, "target", path)

    def _known(self, names: tuple[str, ...], role: str, path: Path) -> None:
        for position, name in enumerate(names):
            if name not in self.preview.kinds:
                self._unknown(name, role, self._item(path, position))

    def _no_repeats(self, names: tuple[str, ...], path: Path) -> None:
        for position, name in enumerate(names):
            if name in names[:position]:
                message = f"'{name}' is listed twice"
                self._report("listed-twice", message, self._item(path, position))

    def _item(self, path: Path, position: int) -> Path:
        """The path of one name of a list; of the name itself when it stands alone."""
        longer = (*path, position)
        return longer if self.loaded.document.find(longer) is not None else path

    def _unknown(self, name: str, role: str, path: Path, *, key: bool = False) -> None:
        location = self.loaded.document.locate(path, key=key)
        self.problems.append(unknown_column(name, role, self.preview, location))

    def _report(
        self,
        code: str,
        message: str,
        path: Path,
        *,
        hint: str | None = None,
        details: tuple[str, ...] = (),
        key: bool = False,
    ) -> None:
        location: Location = self.loaded.document.locate(path, key=key)
        self.problems.append(Problem(code, message, location, hint, details))
