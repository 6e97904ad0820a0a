"""What can be done to a valid spec: strategies for `spec/test_mutations.py`."""

import copy

import yaml
from hypothesis import strategies as st

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
GRAPH = """\
name: graph
data:
  source: ../datasets/concrete.csv
  target: {strength: [strength], ratio: age}
  split: {validation: 10, test: 0.2, seed: 1}
preprocessing:
  columns: {slag: [log1p, {MinMaxScaler: {feature_range: [0, 1], clip: true}}]}
inputs: {mix: [cement, slag, water], rest: [flyash]}
layers:
  - Dense: {units: 8, activation: relu, kernel_regularizer: {L1L2: {l1: 0.01}}}
    name: left
    from: mix
  - layer: left
    from: mix
    name: again
  - Dense: 4
    from: rest
  - BatchNormalization:
    name: right
  - Concatenate: {axis: -1}
    from: [left, right, again]
    name: both
  - Dense: 1
    name: strength
  - Dense: {units: 1, activation: relu}
    name: ratio
    from: both
outputs: [strength, ratio]
compile:
  optimizer: {Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.1, decay_steps: 9}}}}
  loss: {strength: mse, ratio: {Huber: {delta: 2.0}}}
  metrics: {strength: [mae], ratio: [R2Score, {MeanAbsoluteError: {name: other}}]}
  loss_weights: {strength: 1.0, ratio: 0.5}
training: {epochs: 3, batch_size: 8, shuffle: false}
callbacks:
  - EarlyStopping: {monitor: val_strength_loss, mode: min, restore_best_weights: true}
  - ModelCheckpoint: {filepath: "{epoch:02d}-{val_loss:.4f}.keras"}
  - CSVLogger
"""
NAMES = ("concrete", "penguins", "graph")
# Words of the language in places where they do not belong make the likeliest wrong specs.
WORDS = (
    *("Dense", "relu", "mse", "adam", "csv", "L2", "StandardScaler", "OneHotEncoder", "Nothing"),
    *("load_iris", "make_moons", "make_blobs", "make_regression", "binary_crossentropy"),
    *("categorical_crossentropy", "softmax", "strength", "species", "val_loss", "units", "name"),
    *("data", "layers", "from", "exclude", "undefined", "\0", "🦄", "é", "1e-3", "on", "~", ""),
    *("../datasets", "nothing.csv", "../datasets/concrete.csv", "x" * 5000, "²", "a\nb", "<<", "!"),
    *("a" * 300 + ".csv", "\x07", "\udcff".encode("utf-8", "replace").decode(), "nan", ".inf"),
)
SCALARS = st.one_of(
    st.sampled_from([None, True, False, 0, -1, 1, 2, 0.5, 1.5, -0.1, 1e300, 10**18, 10**400]),
    st.sampled_from([float("inf"), float("-inf"), float("nan"), 2**31, 2**63, -(2**70)]),
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
)
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), SCALARS, max_size=3),
    st.builds(lambda name, value: {name: value}, st.sampled_from(WORDS), st.just({})),
    st.builds(
        lambda name, key, value: {name: {key: value}},
        st.sampled_from(WORDS),
        st.sampled_from(["units", "path", "n_features", "n_samples", "centers", "sep", "name"]),
        SCALARS,
    ),
)
TREE_CHANGES = ("drop", "rename", "replace", "move", "duplicate", "wrap", "deepen", "grow")
TEXT_CHANGES = ("cut", "insert", "repeat", "swap", "indent", "dedent", "colon")
PLACE = st.integers(0, 10_000)
CHANGE = st.tuples(st.sampled_from(TREE_CHANGES), PLACE, PLACE, VALUES)
SCRATCH = st.tuples(
    st.sampled_from(TEXT_CHANGES), PLACE, PLACE, st.one_of(st.text(max_size=8), st.sampled_from(
        ["\t", "\0", "{", "[", "]", ": ", "- ", "#", "&a ", "*a", "!!python/object:os.system ", "'",
         '"', "|", ">", "---\n", "...\n", "%YAML 1.1\n", "\r", "\u2028", "\ufeff", "<<: ", "? "]
    ))
)  # fmt: skip


def tree_of(path):
    return yaml.load(path.read_text("utf-8"), Loader=LOADER)


def nodes(tree):
    """Every (container, key) of a tree."""
    places = []
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        keys = range(len(here)) if isinstance(here, list) else list(here)
        for key in keys:
            places.append((here, key))
            if isinstance(here[key], dict | list):
                waiting.append(here[key])
    return places


def change_tree(tree, change):
    kind, where, other, value = change
    places = nodes(tree)
    if not places:
        return
    here, key = places[where % len(places)]
    there, other_key = places[other % len(places)]
    if kind == "drop":
        del here[key]
    elif kind == "rename" and isinstance(here, dict):
        word = value if isinstance(value, str | int | float | None) else "renamed"
        items = [(word if name == key else name, item) for name, item in here.items()]
        here.clear()
        here.update(items)
    elif kind == "move":
        # A copy, since a container moved into itself would be no tree.
        there[other_key] = copy.deepcopy(here[key])
        if here is not there:
            here.pop(key)
    elif kind == "duplicate" and isinstance(here, list):
        here.insert(key, copy.deepcopy(here[key]))
    elif kind == "duplicate":
        there[other_key] = copy.deepcopy(here[key])
    elif kind == "wrap":
        here[key] = [here[key]] if other % 2 else {"Dense": here[key]}
    elif kind == "deepen":
        for _ in range(other % 70):
            here[key] = [here[key]] if where % 2 else {"a": here[key]}
    elif kind == "grow" and isinstance(here[key], list):
        here[key] = (here[key] * (other % 300))[:300]
    else:
        here[key] = value


def change_text(text, change):
    kind, where, other, insert = change
    lines = text.split("\n")
    position = where % (len(text) + 1)
    number = where % len(lines)
    if kind == "cut":
        return text[:position] + text[position + other % 40 :]
    if kind == "insert":
        return text[:position] + insert + text[position:]
    if kind == "repeat":
        lines[number:number] = [lines[other % len(lines)]]
    elif kind == "swap":
        lines[number], lines[other % len(lines)] = lines[other % len(lines)], lines[number]
    elif kind == "indent":
        lines[number] = " " * (other % 5) + lines[number]
    elif kind == "dedent":
        lines[number] = lines[number].removeprefix(" " * (other % 5))
    else:
        lines[number] = lines[number].replace(": ", ":", 1)
    return "\n".join(lines)
