from nnspec.data.features.plan import ColumnPlan, Plan


def test_a_column_of_two_inputs_is_listed_once():
    a, b = ColumnPlan("a", "numeric"), ColumnPlan("b", "text")
    assert Plan({"x": (a, b), "z": (b,)}).columns == ("a", "b")
