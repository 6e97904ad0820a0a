from __future__ import annotations

import pytest

from nnspec import catalog
from nnspec.reference.facts import facts


@pytest.mark.parametrize(
    ("family", "name", "expected"),
    [
        (
            *("layers", "Dense"),
            {"input": "at least 2 axes, the batch included", "output": "as many axes as its input"},
        ),
        (
            *("layers", "LSTM"),
            {
                "input": "3 axes, the batch included",
                "output": "2 axes, the batch included; 3 with return_sequences: true",
            },
        ),
        ("layers", "LSTMCell", {"place": "inside RNN: a cell, and no layer on its own"}),
        ("losses", "mse", {"better": "lower", "target": "numbers as they are"}),
        (
            *("losses", "categorical_crossentropy"),
            {"better": "lower", "target": "one-hot rows; nnspec encodes the labels itself"},
        ),
        ("metrics", "R2Score", {"better": "higher", "target": "numbers as they are"}),
        ("metrics", "accuracy", {"better": "higher", "target": "as the loss has it"}),
        ("preprocessing", "StandardScaler", {"columns": "numeric columns"}),
        ("preprocessing", "SimpleImputer", {"columns": "all columns"}),
        ("preprocessing", "OneHotEncoder", {"columns": "text, boolean and category columns"}),
        (
            *("sources", "make_blobs"),
            {
                "task": "classification",
                "features": "2: x1, x2 (n_features says how many)",
                "target": "target",
            },
        ),
        (
            *("sources", "load_iris"),
            {
                "task": "classification",
                "rows": "150",
                "features": "4: sepal length (cm), sepal width (cm), petal length (cm), "
                "petal width (cm)",
                "target": "target",
                "classes": "3: setosa, versicolor, virginica",
            },
        ),
        ("sources", "csv", {}),
        (
            "activations",
            "softmax",
            {"as a layer": "Softmax, which it becomes when it has arguments"},
        ),
        (
            *("callbacks", "CSVLogger"),
            {"files": "filename: a place in the run's folder when left out, and never outside it"},
        ),
        ("regularizers", "L2", {}),
    ],
)
def test_facts(family, name, expected):
    assert dict(facts(catalog.load().find(family, name))) == expected
