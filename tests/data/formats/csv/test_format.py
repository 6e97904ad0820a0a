import pytest

from nnspec.data.formats.registry import format_of
from nnspec.spec.language.objects import ObjectSpec


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ({}, "read as missing: NA, None (keep_default_na: false makes words of them)"),
        ({"na_values": ["x"]}, "read as missing: NA, x, None (keep_default_na: false makes words "
         "of them)"),
        ({"keep_default_na": False, "na_values": ["NA"]}, "read as missing: NA"),
        ({"keep_default_na": False}, None),
    ],
)  # fmt: skip
def test_which_words_were_read_as_no_value(tmp_path, written, line):
    (tmp_path / "a.csv").write_text("a,y\n1,NA\n2,x\n3, None\n4,\n", encoding="utf-8")
    source = ObjectSpec("csv", {"path": "a.csv", **written})
    assert format_of("csv").missing_words(source, tmp_path, "y") == ((line,) if line else ())


def test_other_files_have_no_such_words(tmp_path):
    source = ObjectSpec("jsonl", {"path": "a.jsonl"})
    assert format_of("jsonl").missing_words(source, tmp_path, "y") == ()
