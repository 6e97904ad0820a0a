"""Whatever is wrong in a run's JSON is said as `damaged-run`, and is no bug of nnspec."""

from __future__ import annotations

import copy
import json
import shlex

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DATA = {"species": "penguins.csv", "twins": "sexes.csv"}
ODD = [None, True, -1, 1.5, 10**400, 2**63, "x", "\udc80", [], [1], ["a"], {}, {"a": 1}, [[[]]]]


def places(document, path=()):
    """The path of every value of a document; of long lists those of the first few."""
    items = document.items() if isinstance(document, dict) else enumerate(document[:4])
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def damage(document, path, how):
    """The document with the value at a path removed, renamed, doubled or of another kind."""
    made = copy.deepcopy(document)
    parent = made
    for key in path[:-1]:
        parent = parent[key]
    if how == "removed":
        del parent[path[-1]]
    elif how == "renamed" and isinstance(parent, dict):
        parent["other"] = parent.pop(path[-1])
    elif how == "longer" and isinstance(parent[path[-1]], list):
        parent[path[-1]] *= 2
    elif isinstance(how, int):
        parent[path[-1]] = ODD[how]
    return made


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_damage_is_a_bug_of_nnspec(own_trained, cli, data):
    spec = data.draw(st.sampled_from(sorted(DATA)))
    (run,) = (path for path in (own_trained / "runs" / spec).iterdir() if path.is_dir())
    names = ["run.json", "preprocessing.json", "metrics.json", "data.json"]
    path = run / data.draw(st.sampled_from(names))
    old, record = path.read_bytes(), (run / "run.json").read_bytes()
    document = json.loads(old)
    where = data.draw(st.sampled_from(list(places(document))))
    how = data.draw(st.sampled_from(["removed", "renamed", "longer", *range(len(ODD))]))
    commands = {
        "run.json": ["predict {} -i {data}", "runs show {}"],
        "preprocessing.json": ["predict {} -i {data}"],
        "metrics.json": ["runs compare {} {}", "runs show {}"],
        "data.json": ["report {}"],
    }[path.name]
    try:
        path.write_text(json.dumps(damage(document, where, how)), encoding="utf-8")
        if path.name == "preprocessing.json":
            unsealed = json.loads(record)
            del unsealed["files"][path.name]
            (run / "run.json").write_text(json.dumps(unsealed), encoding="utf-8")
        for command in commands:
            folder = shlex.quote(str(run))
            answer = cli(command.format(folder, folder, data=DATA[spec]))
            assert answer.exit_code in (0, 2), (where, how, answer.stderr)
            assert "internal" not in answer.stderr
    finally:
        path.write_bytes(old)
        (run / "run.json").write_bytes(record)


@pytest.mark.parametrize(
    ("name", "path", "value", "said"),
    [
        ("run.json", ["data", "rows"], "many", "'data.rows' is no count: 'many'"),
        ("run.json", ["files", "model.onnx"], 5, "'files.model.onnx' is no mapping: 5"),
        ("run.json", ["overrides"], [1], "'overrides[0]' is no text: 1"),
        ("run.json", ["outputs", "species"], [], "'outputs.species' is no mapping: []"),
        ("run.json", ["duration_seconds"], float("nan"), "it is not JSON"),
    ],
)
def test_the_key_is_named(own_trained, cli, name, path, value, said):
    (run,) = (path for path in (own_trained / "runs" / "species").iterdir() if path.is_dir())
    document = json.loads((run / name).read_text(encoding="utf-8"))
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    (run / name).write_text(json.dumps(document), encoding="utf-8")
    answer = cli(f"predict {shlex.quote(str(run))} -i penguins.csv")
    assert answer.exit_code == 2
    assert f"{name} is damaged: {said}\n" in answer.stderr
    assert answer.stderr.startswith("error[damaged-run]: ")
