from __future__ import annotations

from types import SimpleNamespace

from nnspec.report.page.data_section import MAX_FEATURES, data_section

DATA = {"source": "a.csv", "rows": 12, "columns": ["x"], "split": {"training": 9, "test": 3}}


def section(columns, data=DATA):
    return data_section(SimpleNamespace(record={"data": data}, data={"columns": columns}))


def test_where_the_rows_come_from():
    found = section([])
    assert dict(found.facts.items) == {
        "source": "a.csv",
        "rows": "12; 9 training, 3 test",
        "columns": 1,
        "fingerprint": None,
    }
    assert found.tables == []
    assert section([], data=None) is None


def test_of_many_columns_the_first_are_shown_and_it_is_said():
    columns = [{"name": f"x{n}", "role": "feature", "mean": 1.0} for n in range(MAX_FEATURES + 5)]
    (table,) = section(columns).tables
    assert table.caption.endswith(f"(the first {MAX_FEATURES} of {MAX_FEATURES + 5} columns)")
    assert [row[0] for row in table.rows] == [f"x{n}" for n in range(MAX_FEATURES)]


def test_words_have_a_table_of_their_own():
    word = {"name": "a", "role": "target", "distinct": 2, "missing": 0, "values": {"<b>": 1200}}
    number = {"name": "x", "role": "feature", "mean": 1.0}
    numbers, words = section([word, number]).tables
    assert numbers.rows == [["x", "feature", None, 1.0, None, None, None]]
    assert words.rows == [["a", "target", 2, 0, "<b> (1,200)"]]
