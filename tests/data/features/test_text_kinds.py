import pytest

from nnspec.data.features.text_kinds import is_free_text, number_with_unit


@pytest.mark.parametrize(
    "values",
    [
        ["$1,200", "$80", "$99.50"],
        ["12 kg", "1.5 kg", "900 g"],
        ["45%", "3 %", "100%"],
        ["1.200 €", "80 €", "7,50 €"],
        ["€ 5", "-€ 3", "€ 1.000.000"],
        ["USD 12", "USD 15", "USD 1,100"],
        ["23 rooms", "4 rooms", "11 rooms"],
        ["19.67 kmpl", "18.2 kmpl", "15 kmpl"],
        ["998 CC", "1248 CC", "74 bhp"],
        ["21°C", "-3°C", "4 °C"],
        ["5", "7 kg", "9 kg"],
    ],
)
def test_numbers_with_units(values):
    assert number_with_unit(values) in values


@pytest.mark.parametrize(
    "values",
    [
        ["1st", "2nd", "3rd"],
        ["A1", "A2", "A3"],
        ["10", "20", "30"],
        ["low", "12 kg", "13 kg"],
        ["2 kg", "2 kg", "5 kg"],
        ["1 a", "2 b", "3 c", "4 d"],
        ["2024-01-01", "2024-01-02", "2024-01-03"],
        [],
    ],
)
def test_other_texts(values):
    assert number_with_unit(values) is None


def test_sentences_are_long_and_different():
    assert is_free_text([f"this is remark number {i} of many" for i in range(30)])
    assert not is_free_text(["a very long name of a category"] * 5)
    assert not is_free_text([f"k{i}" for i in range(30)])
