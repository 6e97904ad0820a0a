from dataclasses import replace

import numpy as np
import pytest

from nnspec.data.formats.csv.style import csv_format
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.starter.goal import find_goal, share_text


def table(**columns):
    arrays = {}
    for name, values in columns.items():
        numbers = all(isinstance(v, int | float) for v in values)
        arrays[name] = np.array(values, dtype=np.float64 if numbers else object)
    return Table(arrays, "a.csv")


def ends(goal):
    return goal.task, goal.loss, goal.units, goal.activation, *goal.metrics


NAME_ANOTHER = "name another column, of numbers or of classes that come up again"
NUMBERS = ("regression", "mse", 1, None, "mae")
BINARY = ("classification", "binary_crossentropy", 1, "sigmoid", "accuracy")


def softmax(units):
    return "classification", "sparse_categorical_crossentropy", units, "softmax", "accuracy"


@pytest.mark.parametrize(
    ("values", "task", "expected"),
    [
        ([0.5, 1.5, 2.25] * 9, None, NUMBERS),
        (["yes", "no"] * 9, None, BINARY),
        ([0, 1] * 9, None, BINARY),
        ([0.5, 1.5] * 9, None, NUMBERS),
        (["a", "b", "c"] * 9, None, softmax(3)),
        ([3, 4, 5] * 10, None, softmax(3)),
        ([3, 4, 5] * 9, None, NUMBERS),
        (list(range(11)) * 20, None, NUMBERS),
        ([3, 4, 5] * 10, "regression", NUMBERS),
        ([3, 4, 5] * 9, "classification", softmax(3)),
        ([0.5, 1.5, 2.5] * 9, "classification", softmax(3)),
    ],
)
def test_numbers_or_classes(values, task, expected):
    assert ends(find_goal(table(y=values), ["y"], task)) == expected


def test_the_notes_of_classes():
    goal = find_goal(table(y=["b", "a", "b", "b"]), ["y"])
    assert goal.classes == (("a", 1), ("b", 3))
    assert goal.notes == (
        "2 classes and their rows: b 3, a 1.",
        "Always saying b would be right in 75 % of the rows.",
        "The one unit at the end gives the probability of b.",
    )


def test_the_notes_say_how_to_change_a_guess():
    classes = find_goal(table(y=[3, 4, 5] * 10), ["y"])
    assert classes.notes[-1] == (
        "Whole numbers, few of them: taken as classes (else: --task regression)."
    )
    numbers = find_goal(table(y=[3, 4, 5] * 9), ["y"])
    assert numbers.notes == (
        "Numbers from 3 to 5; always saying their mean would give an RMSE of 0.8165.",
        "Whole numbers taken as a quantity (for classes: --task classification).",
    )
    assert len(find_goal(table(y=[3, 4, 5] * 9), ["y"], "regression").notes) == 1


def test_a_heavy_tailed_target_is_pointed_out():
    values = np.random.default_rng(0).lognormal(0, 1.5, 200).tolist()
    assert find_goal(table(y=values), ["y"]).notes[-1] == (
        "It is heavy-tailed; in preprocessing, target: [log1p, StandardScaler] may do better."
    )


def test_several_targets():
    numbers = find_goal(table(a=[1.5, 2.5, 9.0], b=[0, 1, 2]), ["a", "b"])
    assert ends(numbers) == ("regression", "mse", 2, None, "mae")
    assert numbers.notes == ("Always saying the means would give these RMSE: a 3.325, b 0.8165.",)
    labels = find_goal(table(a=[0, 1, 0], b=["x", "y", "y"]), ["a", "b"])
    assert ends(labels) == (
        "classification",
        "binary_crossentropy",
        2,
        "sigmoid",
        "binary_accuracy",
    )
    assert labels.notes == ("Labels of two values each, and the rows of the second: a 1 1, b y 2.",)
    assert find_goal(table(a=[0, 1, 0], b=[1, 0, 0]), ["a", "b"], "regression").loss == "mse"


@pytest.mark.parametrize(
    ("columns", "task", "message", "hint"),
    [
        (
            {"y": ["a", None, "b"]},
            None,
            "target 'y' has no value in 1 of 3 rows of a.csv",
            "fill them in, or leave these rows out: write drop: [missing-target] in data",
        ),
        (
            {"y": [3, 3, 3]},
            None,
            "target 'y' of a.csv is 3 in every row",
            "there is nothing to learn: name another column",
        ),
        (
            {"y": ["a", "b"] * 9},
            "regression",
            "target 'y' of a.csv is text (for instance 'a', 'b')",
            "use --task classification",
        ),
        (
            {"y": ["a", "b"] * 9, "z": [1.5, 2.5, 3.5] * 6},
            None,
            "target 'y' of a.csv is text (for instance 'a', 'b')",
            "predict it on its own",
        ),
        (
            {"y": [0, 1] * 9, "z": [1, 2, 3] * 6},
            "classification",
            "target 'z' of a.csv has 3 different values; several targets of classes must have "
            "two each",
            "predict it on its own",
        ),
        (
            {"y": [i / 7 for i in range(30)] * 3},
            "classification",
            "target 'y' of a.csv has 30 different numbers: that is a quantity, no classes",
            "use --task regression",
        ),
        (
            {"y": [f"k{i}" for i in range(30)]},
            None,
            "target 'y' of a.csv has 30 different texts in 30 rows: no classes",
            NAME_ANOTHER,
        ),
        (
            {"y": ["2012-01-01", "2012-01-02"] * 9},
            None,
            "target 'y' of a.csv is dates, which are neither numbers nor classes",
            NAME_ANOTHER,
        ),
        (
            {"y": [f"{i} kg" for i in range(9)]},
            None,
            "target 'y' of a.csv is numbers with a unit, for instance '0 kg'",
            "write them without it: a network predicts plain numbers",
        ),
        (
            {"y": [f"this is the remark number {i}" for i in range(9)]},
            None,
            "target 'y' of a.csv is sentences, which are neither numbers nor classes",
            NAME_ANOTHER,
        ),
    ],
)
def test_what_cannot_be_predicted(columns, task, message, hint):
    with pytest.raises(DataError) as error:
        find_goal(table(**columns), list(columns), task)
    (problem,) = error.value.problems
    assert (problem.message, problem.hint) == (message, hint)


def test_a_few_whole_numbers_in_a_few_rows_are_a_quantity():
    assert ends(find_goal(table(y=[28, 28, 270]), ["y"])) == ("regression", "mse", 1, None, "mae")
    assert find_goal(table(y=[0, 1, 0, 1]), ["y"]).task == "classification"


def test_a_rare_second_class():
    goal = find_goal(table(y=[0] * 998 + [1] * 2), ["y"])
    assert goal.rare
    assert ends(goal) == (
        "classification",
        "binary_crossentropy",
        1,
        "sigmoid",
        "accuracy",
        "F1Score: {average: macro, threshold: 0.5, name: f1}",
        "AUC: {curve: PR, name: pr_auc}",
    )
    assert goal.notes[1] == "Always saying 0 would be right in 99.8 % of the rows."
    assert goal.notes[-2].startswith(
        "1 is rare: a network that never says it may be right in 99.8 % of the rows all the same."
    )


@pytest.mark.parametrize(
    ("counts", "rare"),
    [
        # Many classes are small: that is no reason to call one of them rare.
        ([4] * 15, False),
        ([9, 8, 7, 6, 5, 5, 4, 4, 3], False),
        ([9, 8, 7, 6, 5, 5, 4, 4, 2], True),
        ([91, 9], True),
        ([90, 10], False),
        ([46, 46, 8], True),
    ],
)
def test_a_class_is_rare_beside_the_others(counts, rare):
    values = [f"c{k:02}" for k, count in enumerate(counts) for _ in range(count)]
    goal = find_goal(table(y=values), ["y"])
    assert goal.rare is rare
    assert any("is rare" in note for note in goal.notes) is rare


def test_classes_are_offered_where_they_can_be_asked_for():
    offered = "Whole numbers taken as a quantity (for classes: --task classification)."
    for values in ([17, 11, 11, 14], [67, 64, 126, 38], [1, 2, 3, 1, 2, 3, 1, 2]):
        goal = find_goal(table(y=values), ["y"])
        if offered in goal.notes:
            assert find_goal(table(y=values), ["y"], "classification").task == "classification"
        else:
            with pytest.raises(DataError, match="that is a quantity"):
                find_goal(table(y=values), ["y"], "classification")


@pytest.mark.parametrize("values", [["a"] * 3 + ["b"] * 97, ["a"] * 50 + ["b"] * 45 + ["c"] * 5])
def test_a_rare_class_that_one_unit_does_not_show(values):
    goal = find_goal(table(y=values), ["y"])
    classes = len(set(values))
    assert ends(goal) == (
        "classification",
        "categorical_crossentropy",
        classes,
        "softmax",
        "accuracy",
        "F1Score: {average: macro, name: f1}",
        f"AUC: {{curve: PR, multi_label: true, num_labels: {classes}, name: pr_auc}}",
    )


@pytest.mark.parametrize(
    ("rows", "of", "text"),
    [
        (998, 1000, "99.8 %"),
        (1, 3, "33 %"),
        (5, 5, "100 %"),
        (99_999, 100_000, "99.999 %"),
        (994, 1000, "99 %"),
        (9_999_999, 10_000_000, "99.99999 %"),
    ],
)
def test_a_share_is_never_all_of_what_it_is_not(rows, of, text):
    assert share_text(rows, of) == text


def test_classes_that_float64_does_not_tell_apart():
    with pytest.raises(DataError) as error:
        find_goal(table(y=[0, 2.0**53] * 20), ["y"])
    assert error.value.problems[0].code == "merging-numbers"
    form = csv_format()
    for values in ([2.0**53 + n % 3 for n in range(60)], [2.0**53] * 60):
        with pytest.raises(DataError) as error:
            find_goal(replace(table(y=values), csv=form), ["y"])
        (problem,) = error.value.problems
        assert problem.code == "merging-numbers"
        assert problem.hint == "read it as text: add --dtype y=str"
    assert find_goal(table(y=[0, 2.0**53] * 20), ["y"], "regression").task == "regression"
