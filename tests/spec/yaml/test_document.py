import math
import os

import pytest
import yaml

from nnspec.errors import InputError, SpecError
from nnspec.spec.yaml import document as module
from nnspec.spec.yaml.document import MAX_BYTES, decode, parse_document, read_document, scalar_value
from nnspec.spec.yaml.nodes import plain


def parsed(text):
    return plain(parse_document(text, "a.yaml").root)


def problems(text):
    with pytest.raises(SpecError) as error:
        parse_document(text, "a.yaml")
    return error.value.problems


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("1.5E+3", 1500.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("-7", -7),
        ("+7", 7),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("on", "on"),
        ("yes", "yes"),
        ("Null", None),
        ("~", None),
        ("", None),
        ("TRUE", True),
        ("False", False),
        ("tRUE", "tRUE"),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
        ("+.INF", math.inf),
        ("inf", "inf"),
        ("2026-01-01", "2026-01-01"),
        ("1e", "1e"),
        ("1\n", "1\n"),
        ("٣", "٣"),
    ],
)
def test_scalar_value(text, value):
    found = scalar_value(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number():
    assert math.isnan(scalar_value(".nan"))


def test_a_number_too_long_to_print_is_no_integer():
    assert isinstance(scalar_value("9" * 5000), float)


def test_quotes_make_text():
    assert parsed("a: '1'\nb: \"true\"") == {"a": "1", "b": "true"}


def test_keys_are_text():
    assert parsed("1: a\ntrue: b\nnull: c") == {"1": "a", "true": "b", "null": "c"}


def test_aliases():
    assert parsed("a: &x [1, {b: 2}]\nc: *x") == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_merge_keys():
    text = "a: &x {k: 1, l: 2}\nb: &y {l: 3, m: 4}\nc: {<<: [*x, *y], k: 9}\nd: {k: 0, <<: *x}"
    found = parsed(text)
    assert found["c"] == {"k": 9, "l": 2, "m": 4}
    assert found["d"] == {"k": 0, "l": 2}


def test_a_quoted_merge_is_a_plain_key():
    assert parsed("{'<<': 1}") == {"<<": 1}


def test_all_duplicate_keys_are_said():
    found = problems("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [(p.code, p.message, p.location.line, p.hint) for p in found] == [
        ("duplicate-key", "'c' is given twice", 2, "first given on line 2"),
        ("duplicate-key", "'a' is given twice", 3, "first given on line 1"),
    ]


def test_a_merged_key_given_twice_is_a_duplicate():
    (found,) = problems("a: &x {k: 1}\nb: {<<: *x, k: 2, k: 3}")
    assert found.code == "duplicate-key"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "empty-file", 0, 0),
        ("# nothing\n", "empty-file", 0, 0),
        ("---\n...\n", "empty-file", 0, 0),
        ("a: 1\n---\nb: 2", "several-documents", 2, 1),
        ("a: !!set {b}", "yaml-tag", 1, 4),
        ("a: !mine 1", "yaml-tag", 1, 4),
        ("a: !!python/name:os.system x", "yaml-tag", 1, 4),
        ("a: *b", "unknown-alias", 1, 4),
        ("a: &b [*b]", "unknown-alias", 1, 8),
        ("? {a: 1}\n: 2", "bad-key", 1, 3),
        ("<<: 1", "bad-merge", 1, 1),
        ("a: \x07", "control-character", 1, 4),
        ("a: 1\nb: x\0", "control-character", 2, 5),
        ("[" * 51 + "]" * 51, "too-deep", 1, 51),
        ("a: [", "yaml-syntax", 1, 4),
    ],
)
def test_refused(text, code, line, column):
    found = problems(text)[-1]
    assert (found.code, found.location.line, found.location.column) == (code, line, column)


def test_expansion_is_bounded():
    text = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    for before, name in zip("abcdef", "bcdefg", strict=True):
        text += f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n"
    assert problems(text)[0].code == "too-many-values"


def test_the_pure_parser_agrees(monkeypatch):
    text = "a: &x [1e-3, on, '5', {b: ~}]\nc: *x\nd: |\n  two\n  lines\n"
    fast = parse_document(text, "a")
    monkeypatch.setattr(module, "LOADER", yaml.SafeLoader)
    slow = parse_document(text, "a")
    assert plain(fast.root) == plain(slow.root)
    assert fast.locate(("a", 3, "b")) == slow.locate(("a", 3, "b"))


def test_decode():
    assert decode("é".encode(), "a") == "é"
    assert decode("\ufeffa".encode(), "a") == "a"
    with pytest.raises(SpecError) as error:
        decode("a: 1\nb: M\xfc".encode("latin-1"), "a.yaml")
    (found,) = error.value.problems
    assert (found.message, str(found.location)) == ("byte 0xfc is not UTF-8", "a.yaml:2:5")
    with pytest.raises(SpecError, match="UTF-16"):
        decode("a: 1".encode("utf-16"), "a.yaml")


def test_read_document(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\r\nb: 2\r\n")
    found = read_document(path, "shown.yaml")
    assert plain(found.root) == {"a": 1, "b": 2}
    assert found.locate(("b",)).excerpt == "b: 2"
    assert found.label == "shown.yaml"


def file_problem(path, label="a.yaml"):
    with pytest.raises(InputError) as error:
        read_document(path, label)
    (found,) = error.value.problems
    return found


def test_files_that_are_not_there(tmp_path):
    (tmp_path / "concrete.yaml").write_text("a: 1")
    misspelt = file_problem(tmp_path / "concret.yaml")
    assert (misspelt.code, misspelt.hint) == ("no-such-file", "did you mean 'concrete.yaml'?")
    other = file_problem(tmp_path / "zzz.yaml")
    assert other.hint == f"specs in {tmp_path}: concrete.yaml"
    nowhere = file_problem(tmp_path / "none" / "a.yaml")
    assert nowhere.hint == f"there is no folder {tmp_path / 'none'}"
    assert file_problem(tmp_path / "concrete.yaml" / "a.yaml").code == "no-such-file"


def test_files_that_cannot_be_read(tmp_path):
    assert file_problem(tmp_path).code == "not-a-file"
    assert file_problem(tmp_path / ("x" * 300)).code == "unreadable-file"
    assert file_problem(tmp_path / "a\0b").code == "unreadable-file"


def test_a_large_file_is_not_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("#" * (module.MAX_BYTES + 1))
    found = file_problem(path)
    assert found.code == "file-too-large"
    assert found.message == "a.yaml has 1.0 MiB; a spec may have 1 MiB"


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_may_have_no_end_is_not_read(tmp_path, kind):
    path = tmp_path / "a.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(InputError) as caught:
        read_document(path, "a.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.message, problem.hint) == (
        "not-a-file",
        "a.yaml is a pipe or a device, not a spec",
        "copy what it gives into a file",
    )


def test_a_file_that_says_less_than_it_has_is_read_with_a_bound(tmp_path, monkeypatch):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 5))
    real = path.stat()
    monkeypatch.setattr(
        type(path), "stat", lambda self, **_: os.stat_result((real.st_mode, *([0] * 9)))
    )
    with pytest.raises(SpecError) as caught:
        read_document(path, "a.yaml")
    assert caught.value.problems[0].code == "file-too-large"
