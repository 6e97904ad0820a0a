import json

from nnspec.cli.problems import (
    github_annotation,
    problem_document,
)
from nnspec.errors import Location, Problem

UNIT = Problem(
    "unknown-parameter",
    "Dense has no parameter 'unit'",
    Location("specs/a.yaml", 14, 13, 4, "  - Dense: {unit: 64, activation: relu}"),
    "did you mean 'units'?",
)


def test_document():
    document = problem_document(UNIT)
    assert json.loads(json.dumps(document)) == {
        "code": "unknown-parameter",
        "severity": "error",
        "message": "Dense has no parameter 'unit'",
        "file": "specs/a.yaml",
        "line": 14,
        "column": 13,
        "length": 4,
        "hint": "did you mean 'units'?",
        "details": [],
        "set": [],
    }


def test_document_without_a_line():
    document = problem_document(Problem("c", "m", Location("a.yaml"), details=("x",)))
    assert (document["file"], document["line"], document["column"]) == ("a.yaml", None, None)
    assert (document["length"], document["details"]) == (None, ["x"])
    assert problem_document(Problem("c", "m"))["file"] is None


def test_github_annotation():
    assert github_annotation(UNIT) == (
        "::error file=specs/a.yaml,line=14,col=13,endColumn=17,title=unknown-parameter::"
        "Dense has no parameter 'unit'%0Adid you mean 'units'?"
    )


def test_github_annotation_without_a_place():
    problem = Problem("c", "m", severity="warning", details=("x", "y"))
    assert github_annotation(problem) == "::warning title=c::m%0Ax%0Ay"
    assert github_annotation(Problem("c", "m", Location("a.yaml"))) == (
        "::error file=a.yaml,title=c::m"
    )


def test_github_escapes():
    problem = Problem("c", "50% of\r\na: b, c", Location("C:\\a,b%\n.yaml", 1, 1))
    assert github_annotation(problem) == (
        "::error file=C%3A\\a%2Cb%25%0A.yaml,line=1,col=1,endColumn=2,title=c::"
        "50%25 of%0D%0Aa: b, c"
    )
