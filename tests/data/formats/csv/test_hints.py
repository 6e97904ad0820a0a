import pytest

from nnspec.data.formats.csv.hints import as_flags, example_names, setting


@pytest.mark.parametrize(
    ("name", "value", "spec", "flags"),
    [
        ("sep", ";", 'sep: ";"', "--sep ';'"),
        ("sep", "\t", 'sep: "\\t"', "--sep '\\t'"),
        ("sep", r"\s+", r'sep: "\\s+"', r"--sep '\s+'"),
        ("decimal", ",", 'decimal: ","', "--decimal ','"),
        ("thousands", "'", 'thousands: "\'"', '--thousands "\'"'),
        ("thousands", "\u202f", 'thousands: "\\u202f"', "--thousands '\u202f'"),
        ("header", None, "header: null", "--no-header"),
        ("header", 0, "header: 0", "--header"),
        ("skiprows", 3, "skiprows: 3", "--skiprows '3'"),
        ("keep_default_na", False, "keep_default_na: false", "--no-keep-default-na"),
        ("names", ["x 1", "on", "a,b"], 'names: [x 1, "on", "a,b"]', "--names 'x 1,on,a,b'"),
        ("na_values", ["?"], 'na_values: ["?"]', "--na-values '?'"),
    ],
)
def test_a_setting_in_a_spec_and_as_a_flag(name, value, spec, flags):
    assert setting(name, value) == spec
    assert as_flags(f"add {spec} or not") == f"add {flags} or not"


def test_columns_that_are_text():
    assert as_flags('add dtype: {"a b": str}') == "add --dtype 'a b=str'"
    assert as_flags("add dtype: {zip: str} to it") == "add --dtype 'zip=str' to it"


def test_a_hint_of_other_things_is_left_as_it_is():
    assert as_flags("write preprocessing: {columns: {x: log1p}}") == (
        "write preprocessing: {columns: {x: log1p}}"
    )


def test_names_to_show():
    assert example_names(2) == "names: [x1, x2]"
    assert example_names(13) is None
