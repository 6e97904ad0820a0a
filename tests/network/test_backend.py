"""TensorFlow is loaded once, quietly, and on its own backend."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np

from nnspec.network.backend import is_loaded, load_keras, set_seed

SCRIPT = """\
import json, sys
import nnspec.network.backend as backend
before = backend.is_loaded()
class Heard:
    def stage(self, text):
        print(text)
keras = backend.load_keras(Heard())
backend.load_keras(Heard())
print(json.dumps([before, backend.is_loaded(), keras.backend.backend()]))
"""


def test_the_first_import_says_nothing_and_keeps_to_tensorflow():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=True,
        env={**environment, "KERAS_BACKEND": "numpy"},
    )
    assert done.stderr == ""
    said, facts = done.stdout.splitlines()
    assert said == "loading TensorFlow"
    assert json.loads(facts) == [False, True, "tensorflow"]


def test_loading_again_gives_the_same_module():
    keras = load_keras()
    assert keras is load_keras()
    assert is_loaded()


def test_a_seed_repeats_numpy_keras_and_the_names_of_layers():
    keras = load_keras()

    def draw():
        set_seed(3)
        return np.random.random(2).tolist(), keras.random.uniform((2,)).numpy().tolist()  # noqa: NPY002

    def name():
        set_seed(3)
        return keras.layers.Dense(1).name

    assert draw() == draw()
    assert name() == name() == "dense"
