"""What to write into a spec so that a problem is gone: in words, and as settings of `--set`.

The words add to what stands there; the settings are the same for programs, and for the test that
follows every hint.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nnspec.checks.facts import Unreadable
from nnspec.data.features.roles import Roles
from nnspec.data.table.kinds import Kind
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import Problem
from nnspec.spec.language.objects import ObjectSpec, object_text
from nnspec.spec.language.sections import Spec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.yaml.nodes import Path
from nnspec.spec.yaml.text import as_yaml

_IMPUTERS = {"numeric": "median", "categorical": "most_frequent"}
# In which order steps are written.
_ORDER = ("numeric", "categorical", "target")


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do.

    Attributes:
        hint: In words.
        settings: As `--set` takes it; none where no setting does it.
    """

    hint: str
    settings: tuple[str, ...] = ()


def advised(
    problem: Problem, loaded: LoadedSpec, roles: Roles, kinds: Mapping[str, Kind]
) -> Problem:
    """A problem of the data with advice that knows what the spec says already.

    Args:
        problem: The problem.
        loaded: The spec.
        roles: What each column is for.
        kinds: What each column holds.
    """
    advice = None
    if problem.code == "empty-column":
        advice = leave_out(loaded, roles, problem.columns)
    elif problem.code == "missing-values":
        advice = _fill(loaded.spec, problem.columns, kinds)
    elif (
        problem.code == "text-column"
        and problem.hint is not None
        and problem.hint.startswith("add to the spec:")
    ):
        (name,) = problem.columns
        encoder = ObjectSpec("OneHotEncoder")
        advice = _write({}, {name: (_imputer("categorical"), encoder)}, loaded.spec)
        # What the first look says is what it takes; the imputer does no harm where there is no gap.
        advice = replace(advice, hint=problem.hint)
    elif problem.code == "missing-target" and "missing-target" not in loaded.spec.data.drop:
        dropped = [word for word in loaded.spec.data.drop if word != "empty-rows"]
        if problem.hint and "drop:" in problem.hint:
            setting = setting_at(("data", "drop"), [*dropped, "missing-target"])
            advice = Advice(problem.hint, (setting,))
    if advice is None:
        return problem
    return replace(problem, hint=advice.hint, settings=advice.settings)


def leave_out(loaded: LoadedSpec, roles: Roles, columns: Sequence[str]) -> Advice:
    """Leave features out, wherever the spec names them.

    Args:
        loaded: The spec.
        roles: What each column is for.
        columns: The features, or some that are none.
    """
    spec = loaded.spec
    features = frozenset(roles.features)
    columns = [name for name in columns if name in features]
    unwanted = frozenset(columns)
    it = "it" if len(columns) == 1 else "them"
    if unwanted >= features:
        return Advice(
            "there is no other column to predict from: name more features, or add some to the data"
        )
    given = spec.data.features
    if isinstance(given, tuple):
        left = [name for name in given if name not in unwanted]
        settings = [setting_at(("data", "features"), left)]
        hint = f"leave {it} out of the features"
    else:
        both = [*(given["exclude"] if given else ()), *columns]
        settings = [setting_at(("data", "features"), {"exclude": both})]
        hint = f"leave {it} out: features: {{exclude: [{', '.join(map(as_yaml, both))}]}}"
    if spec.preprocessing.columns.keys() & unwanted:
        steps = {n: s for n, s in spec.preprocessing.columns.items() if n not in unwanted}
        settings.append(_columns_setting(steps))
        hint += ", and out of preprocessing.columns"
    for group, names in (spec.inputs or {}).items():
        if {*names} & unwanted:
            left = [name for name in names if name not in unwanted]
            if not left:
                return Advice(f"{hint}, and the input '{group}' with the layers that read it")
            settings.append(setting_at(("inputs", group), left))
            hint += f", and out of the input '{group}'"
    return Advice(hint, tuple(settings))


def scale(
    spec: Spec, columns: Collection[str], kinds: Mapping[str, Kind], *, target: bool = False
) -> Advice:
    """Add a scaler to the steps of features.

    Args:
        spec: The spec.
        columns: The features without one.
        kinds: What each column holds.
        target: Whether the target gets one too.
    """
    scaler = ObjectSpec("StandardScaler")
    # An array has no default: its steps stand under its own name.
    own = {
        name: (*_without_passthrough(spec.preprocessing.columns.get(name, ())), scaler)
        for name in columns
        if name in spec.preprocessing.columns or isinstance(kinds[name], ArraySpec)
    }
    sections = {}
    if len(own) < len(columns):
        sections["numeric"] = (*_without_passthrough(spec.preprocessing.numeric), scaler)
    if target:
        sections["target"] = (*_without_passthrough(spec.preprocessing.target), scaler)
    return _write(sections, own, spec)


def replace_step(
    spec: Spec, column: str, kind: Kind, step: ObjectSpec, better: ObjectSpec
) -> Advice:
    """Write a step of a feature in another way, where it stands or where a default puts it.

    Args:
        spec: The spec.
        column: The feature.
        kind: What the column holds.
        step: One of its steps.
        better: What to put in its place.
    """
    section = "numeric" if kind == "numeric" else "categorical"
    steps = spec.preprocessing.columns.get(column)
    if steps is None:
        given = getattr(spec.preprocessing, section)
        return _write({section: [better if own == step else own for own in given]}, {}, spec)
    return _write({}, {column: [better if own == step else own for own in steps]}, spec)


def setting_at(path: Path, value: Any) -> str:
    """The setting that puts a plain value at a path."""
    return f"{'.'.join(map(str, path))}={json.dumps(value, ensure_ascii=False)}"


def _fill(spec: Spec, columns: Sequence[str], kinds: Mapping[str, Kind]) -> Advice:
    """Put an imputer before the steps of columns with gaps: those of all, or their own."""
    sections: dict[str, tuple[ObjectSpec, ...]] = {}
    own = {}
    for name in columns:
        section = "numeric" if kinds[name] == "numeric" else "categorical"
        steps = spec.preprocessing.columns.get(name)
        if isinstance(kinds[name], ArraySpec):
            own[name] = (_imputer("numeric"), *_without_passthrough(steps or ()))
        elif steps is None:
            rest = _without_passthrough(getattr(spec.preprocessing, section))
            sections[section] = (_imputer(section), *rest)
        else:
            own[name] = (_imputer(section), *_without_passthrough(steps))
    return _write(sections, own, spec)


def _write(
    sections: Mapping[str, Sequence[ObjectSpec]],
    own: Mapping[str, Sequence[ObjectSpec]],
    spec: Spec,
) -> Advice:
    """Steps of all columns of a kind, and of single ones, in preprocessing."""
    parts = [f"{name}: {_list(sections[name])}" for name in sorted(sections, key=_ORDER.index)]
    settings = [f"preprocessing.{name}={_list(steps)}" for name, steps in sections.items()]
    if own:
        listed = ", ".join(f"{as_yaml(name)}: {_list(steps)}" for name, steps in own.items())
        parts.append(f"columns: {{{listed}}}")
        settings.append(_columns_setting({**spec.preprocessing.columns, **own}))
    given = spec.preprocessing.model_fields_set & {*sections, *(("columns",) if own else ())}
    verb = "write in the spec" if given else "add to the spec"
    return Advice(f"{verb}:  preprocessing: {{{', '.join(parts)}}}", tuple(settings))


def _columns_setting(steps: Mapping[str, Sequence[ObjectSpec]]) -> str:
    pairs = (f"{json.dumps(n, ensure_ascii=False)}: {_list(own)}" for n, own in steps.items())
    return f"preprocessing.columns={{{', '.join(pairs)}}}"


def _list(steps: Sequence[ObjectSpec]) -> str:
    if not all(step.readable for step in steps):
        raise Unreadable
    # A strategy alone is what the imputer is mostly told, and its first parameter.
    words = [
        f"{step.name}: {step.argument('strategy')}"
        if step.name == "SimpleImputer" and {*step.arguments} == {"strategy"}
        else object_text(step)
        for step in steps
    ]
    return words[0] if len(words) == 1 and ":" not in words[0] else f"[{', '.join(words)}]"


def _imputer(section: str) -> ObjectSpec:
    return ObjectSpec("SimpleImputer", {"strategy": _IMPUTERS[section]})


def _without_passthrough(steps: Sequence[ObjectSpec]) -> tuple[ObjectSpec, ...]:
    return tuple(step for step in steps if step.name != "passthrough")
