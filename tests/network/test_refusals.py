"""Keras' and TensorFlow's errors, in a sentence."""

from __future__ import annotations

import pytest
import tensorflow as tf

from nnspec.network.refusals import keras_words, out_of_memory, replaced_by

MISMATCH = (
    "pybind11::error_already_set: MISMATCH of original and normalized active exception types: "
    "ORIGINAL {} REPLACED BY {}: <EMPTY MESSAGE>"
)


def of_graph(message):
    return tf.errors.InvalidArgumentError(None, None, message)


WORDS = {
    "a call": (
        ValueError(
            "Exception encountered when calling Dense.call().\n\n\x1b[1mno such axis\x1b[0m\n\n"
            "Arguments received by Dense.call():\n  • inputs=tf.Tensor(shape=(1, 2))"
        ),
        "no such axis",
    ),
    "a graph": (
        of_graph(
            "Graph execution error:\n\nDetected at node net/a/Gather defined at (most recent call "
            'last):\n  File "a.py", line 3, in call\n\nindices[0] = 7 is not in [0, 4)\n'
            "\t [[{{node net/a/Gather}}]] [Op:__inference_train_41]"
        ),
        "indices[0] = 7 is not in [0, 4)",
    ),
    "an operation": (
        of_graph(
            "{{function_node __wrapped__Mul}} Dimensions must be equal, but are 3 and 2 for "
            "'{{node Mul_5}} = Mul[T=DT_FLOAT](Sum_2, Mul_5/y)' with input shapes: [3], [2]."
        ),
        "Dimensions must be equal, but are 3 and 2 with input shapes: [3], [2].",
    ),
    "types and tensors": (
        TypeError(
            "Cannot convert <dtype: 'float16'> to <class 'keras.src.Float'> "
            "(Tensor is: <tf.Tensor 'while_1/Sum:0' shape=() dtype=float16>)"
        ),
        "Cannot convert float16 to Float",
    ),
    "a first step that only builds": (
        RuntimeError(
            "Unable to automatically build the model. Please build it yourself. "
            "Exception encountered:\n'rank 2 is needed'"
        ),
        "rank 2 is needed",
    ),
    "no sentence": (KeyError("units"), "KeyError: 'units'"),
    "no words at all": (AssertionError(), "AssertionError"),
    "a file": (IsADirectoryError(21, "Is a directory", "/tmp/a"), "Is a directory"),
    "a long one": (ValueError("word " * 200), "word " * 80 + "..."),
}


@pytest.mark.parametrize("case", WORDS)
def test_of_an_error_only_the_sentence_is_said(case):
    error, words = WORDS[case]
    assert keras_words(error) == words


def test_memory_that_is_full_is_known_also_in_other_clothes():
    assert out_of_memory(MemoryError())
    assert out_of_memory(tf.errors.ResourceExhaustedError(None, None, "OOM"))
    assert out_of_memory(RuntimeError(MISMATCH.format("ResourceExhaustedError", "Slow")))
    assert not out_of_memory(RuntimeError(MISMATCH.format("InvalidArgumentError", "Slow")))
    assert not out_of_memory(ValueError("OOM"))


def test_what_took_the_place_of_an_error_is_known():
    error = RuntimeError(MISMATCH.format("ResourceExhaustedError", "KeyboardInterrupt"))
    assert replaced_by(error) == "KeyboardInterrupt"
    assert replaced_by(RuntimeError("no")) is None
