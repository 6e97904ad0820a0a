import pytest
from pydantic import BaseModel, ValidationError, field_validator
from support import reader_of

from nnspec.spec.language.reading.tree import read_objects
from nnspec.spec.language.sections import Spec
from nnspec.spec.language.translate import translate

LEAST = "data: {source: a.csv, target: y}\nlayers: [{Dense: 1}]\ncompile: {loss: mse}\n"


def problems(text):
    reader = reader_of(text)
    tree = read_objects(reader.document, reader)
    tree.setdefault("name", "a")
    with pytest.raises(ValidationError) as error:
        Spec.model_validate(tree)
    return translate(error.value, reader.document)


def only(text):
    (found,) = problems(LEAST + text)
    return found.code, found.message, found.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trainnig: {epochs: 5}", ("unknown-section", "there is no section 'trainnig'",
                                   "did you mean 'training'?")),
        ("fit: {epochs: 5}", ("unknown-section", "there is no section 'fit'",
                              "did you mean 'training'?")),
        ("epochs: 5", ("unknown-section", "there is no section 'epochs'",
                       "did you mean 'training: {epochs: ...}'?")),
        ("training: {epoch: 5}", ("unknown-key", "training has no key 'epoch'",
                                  "did you mean 'epochs'?")),
        ("training: {lr: 5}", ("unknown-key", "training has no key 'lr'",
         "did you mean 'compile: {optimizer: {Adam: {learning_rate: ...}}}'?")),
        ("training: {epochs: 2.5}", ("wrong-type",
         "training.epochs: expected a whole number, found 2.5", "leave the decimals out")),
        ("training: {epochs: '5'}", ("wrong-type",
         "training.epochs: expected a whole number, found the text '5'",
         "write 5 without quotes")),
        ("training: {validation_split: 20%}", ("wrong-type",
         "training.validation_split: expected a number, found the text '20%'", "write 0.2")),
        ("training: {epochs: five}", ("wrong-type",
         "training.epochs: expected a whole number, found the text 'five'", None)),
        ("training: {epochs: }", ("wrong-type",
         "training.epochs: expected a whole number, found nothing", None)),
        ("training: {epochs: 0}", ("out-of-range",
         "training.epochs: expected at least 1, found 0", None)),
        ("training: {seed: 4294967296}", ("out-of-range",
         "training.seed: expected at most 4294967295, found 4294967296", None)),
        ("training: {class_weight: even}", ("wrong-type",
         "training.class_weight: expected balanced or {label: number}, found the text 'even'",
         None)),
        ("training: {class_weight: {yes: -1}}", ("out-of-range",
         "training.class_weight: expected a number of at least 0 as the weight of 'yes', found -1",
         None)),
        ("training: {shuffle: off}", ("wrong-type",
         "training.shuffle: expected true or false, found the text 'off'", "write false")),
        ("training: [{epochs: 5}]", ("wrong-type",
         "training: expected a mapping, found a list",
         "for instance training: {epochs: 50, batch_size: 32}")),
        ("training:\n  - epochs: 5", ("wrong-type",
         "training: expected a mapping, found a list",
         "leave the '- ' out: these are keys, not list entries")),
        ("training:\n  epochs:5\n  seed:1", ("wrong-type",
         "training: expected a mapping, found the text 'epochs:5 seed:1'",
         "put a space after the colon: 'epochs: 5'")),
        ("training: {epochs: 1e2}", ("wrong-type",
         "training.epochs: expected a whole number, found 100.0", "write 100")),
        ("training:", ("wrong-type", "training: expected a mapping, found nothing",
                       "its keys stand on the lines below it, indented")),
        ("training: 5", ("wrong-type", "training: expected a mapping, found 5",
                         "for instance training: {epochs: 50, batch_size: 32}")),
        ("preprocessing: standard", ("wrong-type",
         "preprocessing: expected a mapping, found the text 'standard'",
         "for instance preprocessing: {numeric: StandardScaler}")),
        ("training: {device: gpus}", (
            "unknown-choice", "training.device: 'gpus' is not one of auto, cpu, gpu",
            "did you mean 'gpu'?")),
        ("training: {device: 0}", (
            "wrong-type", "training.device: expected auto, cpu or gpu, found 0", None)),
        ("training: {distribute: all}", (
            "unknown-choice", "training.distribute: expected mirrored, found the text 'all'",
            None)),
        ("training: {memory: 2 GO}", ("bad-memory",
         "training.memory: '2 GO' has the unknown unit 'GO'; write for instance 2GiB, 512 MB or a "
         "plain number of bytes", None)),
        ("training: {memory: 1MiB}", ("bad-memory",
         "training.memory: '1MiB' is 1,048,576 bytes; at least 64.0 MiB are needed", None)),
        ("description: 5", ("wrong-type", "description: expected a text, found 5", None)),
        ("inputs: [a]", ("wrong-type", "inputs: expected a mapping, found a list",
                         "keys stand in braces: {KEY: VALUE}")),
    ],
)  # fmt: skip
def test_words(text, expected):
    assert only(text) == expected


def test_keys_are_listed_where_none_is_near():
    (found,) = problems(LEAST + "training: {zzz: 5}")
    assert found.details == (
        "keys: epochs, batch_size, seed, shuffle, xla, validation_split, class_weight, device, "
        "distribute, memory_growth, ..., deterministic",
    )
    (found,) = problems(LEAST + "zzz: 5")
    assert found.details[0].startswith("sections: name, description, data, preprocessing")


def test_missing_sections_and_keys():
    found = problems("name: a\n")
    assert [(p.code, p.message, str(p.location)) for p in found] == [
        ("missing-section", "the section 'data' is missing", "spec.yaml"),
        ("missing-section", "the section 'layers' is missing", "spec.yaml"),
        ("missing-section", "the section 'compile' is missing", "spec.yaml"),
    ]
    found = problems("data: {}\nlayers: [{Dense: 1}]\ncompile: {optimizer: adam}\n")
    assert [(p.code, p.message, str(p.location)) for p in found] == [
        ("missing-key", "data has no 'source'", "spec.yaml:1:1"),
        ("missing-key", "data has no 'target'", "spec.yaml:1:1"),
        ("missing-key", "compile has no 'loss'", "spec.yaml:3:1"),
    ]
    assert found[0].hint == "for instance source: data.csv"


@pytest.mark.parametrize(
    ("old", "new"), [("layers:", "model:"), ("layers:", "layer:"), ("target:", "label:")]
)
def test_a_misspelt_key_is_not_missing_too(old, new):
    found = problems(LEAST.replace(old, new))
    assert [p.code.partition("-")[0] for p in found] == ["unknown"]


def test_places():
    (found,) = problems(LEAST + "training: {epochs: 5, seed: -1}")
    assert (found.location.line, found.location.column) == (4, 29)
    (found,) = problems(LEAST + "training: {epoch: 5}")
    assert (found.location.line, found.location.column, found.location.length) == (4, 12, 5)


def test_one_problem_for_a_value_of_several_kinds():
    assert len(problems(LEAST + "outputs: {a: b}")) == 1


def test_unreadable_objects_are_not_said_again():
    with_wrong_loss = LEAST.replace("mse", "[mse]") + "training: {epochs: 0}"
    assert [p.code for p in problems(with_wrong_loss)] == ["out-of-range"]


def test_what_pydantic_puts_before_a_message_is_left_out():
    class Strict(BaseModel):
        name: str

        @field_validator("name")
        @classmethod
        def refuse(cls, name):
            raise ValueError(f"'{name}' is taken")

    document = reader_of("name: a").document
    with pytest.raises(ValidationError, match="Value error, 'a' is taken") as error:
        Strict(name="a")
    (found,) = translate(error.value, document)
    assert (found.code, found.message) == ("wrong-type", "name: 'a' is taken")
