"""Train the networks of test_executor.py with a pool of one thread, where a branch would wait on
itself; run by that test, since TensorFlow's pool is made once in a process."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf
from test_executor import BRANCHING, PLAIN, train

tf.config.threading.set_inter_op_parallelism_threads(1)
print(tf.config.threading.get_inter_op_parallelism_threads(), "thread", flush=True)
for name, make in (PLAIN | BRANCHING).items():
    train(make())
    print(name, flush=True)
