"""Train two networks of test_predrawn.py under a setting that TensorFlow takes once in a process;
print the losses of each."""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf
from test_predrawn import ANYWHERE, NETWORKS, by_engine

from nnspec.training.engine import engine, executor, predrawn

if sys.argv[1] == "one thread":
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
else:
    tf.config.experimental.enable_op_determinism()
predrawn.SMALL_STEP = engine.SMALL_STEP = executor.SMALL_STEP = 0
predrawn.MANY_STEPS = 1
for name in ANYWHERE:
    print(json.dumps(by_engine(NETWORKS[name]).history.history["loss"]), flush=True)
