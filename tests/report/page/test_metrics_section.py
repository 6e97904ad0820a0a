from types import SimpleNamespace

from nnspec.report.page.metrics_section import confusion_tables, metrics_section

CLASSES = {
    "loss": 0.5,
    "confusion_matrix": [[3, 1], [0, 2]],
    "per_class": {
        name: {"precision": 1.0, "recall": 0.5, "f1": 0.7, "support": 3} for name in ("no", "yes")
    },
}


def facts(metrics):
    return SimpleNamespace(metrics=metrics)


def test_nothing_was_measured():
    assert metrics_section(facts({})) is None


def test_a_line_for_each_part_and_each_output():
    found = metrics_section(
        facts({"training": {"loss": 1.0}, "test": {"loss": 2.0, "outputs": {"y": {"rmse": 3.0}}}})
    )
    assert found.table.header == ["rows of", "loss", "rmse"]
    assert found.table.rows == [
        ["training", 1.0, None],
        ["test", 2.0, None],
        ["test, y", None, 3.0],
    ]
    assert found.table.caption == "Metrics of each part of the rows, in the target's own units"
    assert found.outputs == []


def test_classes_have_a_matrix_and_a_table():
    run = facts({"validation": {"loss": 0.1}, "test": CLASSES})
    (by_class,) = metrics_section(run).outputs
    assert by_class.confusion.matrix == [[3, 1], [0, 2]]
    assert by_class.classes.caption == "test rows: by class"
    assert by_class.classes.rows[0] == ["no", 1.0, 0.5, 0.7, 3]
    assert confusion_tables(run) == {"confusion_matrix"}


def test_a_matrix_of_very_many_classes_stays_a_picture():
    many = {"confusion_matrix": [[1] * 31] * 31, "per_class": {str(n): {} for n in range(31)}}
    (by_class,) = metrics_section(facts({"test": many})).outputs
    assert by_class.confusion is None
    assert confusion_tables(facts({"test": many})) == set()
