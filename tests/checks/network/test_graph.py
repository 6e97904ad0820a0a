"""Names of a graph that lead nowhere, or to two things."""

# Messages stand here as they are shown.

from __future__ import annotations

import pytest

from nnspec.checks.network.graph import graph_problems
from nnspec.problem_text import problem_lines
from nnspec.spec.load import read_spec

ROWS = "a,b,kind,yes\n1,-2,x,no\n2,3,y,yes\n3,4,z,no\n4,5,x,yes\n5,6,y,no\n6,7,z,yes\n"
# The spec, and what is said of it.
CASES = {
    "cycle": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 2
    name: one
    from: two
  - Dense: 1
    name: two
compile: {optimizer: adam, loss: mse}
""",
        """\
error[cycle]: 'one' reads 'two', which stands below it
  net.yaml:5:11
  5 |     from: two
    |           ^^^ a layer reads from the layers above it; a network has no cycles
""",
    ),
    "unknown name": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 2
    name: one
  - Dense: 1
    from: onee
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unknown-name]: Dense reads 'onee', but nothing above has that name
  net.yaml:6:11
  6 |     from: onee
    |           ^^^^ did you mean 'one'?
""",
    ),
    "unknown name, nothing near": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 2
    name: one
  - Dense: 1
    from: [q]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unknown-name]: Dense reads 'q', but nothing above has that name
  net.yaml:6:12
  6 |     from: [q]
    |            ^
  names so far: one
""",
    ),
    "shared unknown": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 2
    name: one
  - layer: on
    from: one
  - Dense: 1
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unknown-name]: there is no layer 'on' above to call again
  net.yaml:5:12
  5 |   - layer: on
    |            ^^ did you mean 'one'?
""",
    ),
    "name taken": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 2
    name: one
  - Dense: 1
    name: one
compile: {optimizer: adam, loss: mse}
""",
        """\
error[name-taken]: 'one' is the name of another layer already
  net.yaml:6:11
  6 |     name: one
    |           ^^^
""",
    ),
    "name of an input": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 2
    name: first
    from: first
  - Dense: 1
inputs: {first: [a]}
compile: {optimizer: adam, loss: mse}
""",
        """\
error[name-taken]: 'first' is the name of an input already
  net.yaml:4:11
  4 |     name: first
    |           ^^^^^
""",
    ),
    "unknown output": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 1
    name: end
outputs: [ende]
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unknown-output]: the output 'ende' is not the name of a layer
  net.yaml:5:11
  5 | outputs: [ende]
    |           ^^^^ did you mean 'end'?
""",
    ),
    "unused layer": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers:
  - Dense: 2
    name: one
  - Dense: 3
    name: two
  - Dense: 1
    from: one
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unused-layer]: nothing reads 'two', and it is no output
  net.yaml:5:5
  5 |   - Dense: 3
    |     ^^^^^^^^ list 'two' in outputs, or in the from of another layer
""",
    ),
    "unused input": (
        """\
data: {source: rows.csv, target: b, features: [a, kind]}
inputs: {one: [a], two: [kind]}
layers:
  - Dense: 1
    from: one
compile: {optimizer: adam, loss: mse}
""",
        """\
error[unused-input]: no layer reads the input 'two'
  net.yaml:2:20
  2 | inputs: {one: [a], two: [kind]}
    |                    ^^^ name it in a from: [two]
""",
    ),
    "which input": (
        """\
data: {source: rows.csv, target: b, features: [a, kind]}
inputs: {one: [a], two: [kind]}
layers:
  - Dense: 1
    name: p
  - Concatenate:
    from: [p, two]
  - Dense: 1
compile: {optimizer: adam, loss: mse}
""",
        """\
error[which-input]: 'p' does not say which of the inputs one, two it reads
  net.yaml:4:5
  4 |   - Dense: 1
    |     ^^^^^^^^ add from: one
error[unused-input]: no layer reads the input 'one'
  net.yaml:2:10
  2 | inputs: {one: [a], two: [kind]}
    |          ^^^ name it in a from: [one]
""",
    ),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_messages(folder, case):
    text, expected = CASES[case]
    (folder / "net.yaml").write_text(text, encoding="utf-8")
    found = graph_problems(read_spec("net.yaml")[0])
    assert "".join(f"{line}\n" for problem in found for line in problem_lines(problem)) == expected
