from __future__ import annotations

import textwrap

import pytest

from nnspec import catalog
from nnspec.cli.topics import WIDTH, topic_lines
from nnspec.reference.find import checks, find
from nnspec.reference.topics import EntryTopic, ListTopic, ParameterTopic
from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain


def text(topic) -> str:
    return "\n".join(topic_lines(topic)) + "\n"


def test_an_entry():
    topic = EntryTopic(
        family="losses",
        name="Huber",
        asked="huber",
        summary="Squares small errors alone.",
        aliases=("huber", "huber_loss"),
        facts=(("better", "lower"),),
        parameters=(
            ParameterTopic("delta", "a number (above 0)", False, "1.0", "where it bends"),
            ParameterTopic("name", "a text", True, None, "", shared=True),
        ),
        examples=("compile:\n  loss: huber", "compile:\n  loss: {huber: 2.0}"),
        used_in=("specs/a.yaml",),
    )
    assert text(topic) == textwrap.dedent("""\
        huber = Huber: a loss
          Squares small errors alone.

          also written  Huber, huber_loss
          better        lower

        in a spec
          compile:
            loss: huber

          compile:
            loss: {huber: 2.0}

        parameters
          delta: a number (above 0); default 1.0
              Where it bends.

          and, as every layer: name

        used in
          specs/a.yaml
        """)


def test_an_omitted_entry():
    topic = EntryTopic("layers", "Lambda", "Lambda", "", omitted="it needs a Python function")
    assert text(topic) == "Lambda: a layer that a spec cannot use\n  It needs a Python function.\n"


def test_a_list():
    topic = ListTopic("layers", (("Dense", "A."), ("A" * 30, "B.")), (("Lambda", "it needs"),))
    assert text(topic) == textwrap.dedent(f"""\
        layers
          Dense                     A.
          {"A" * 30}
                                    B.

        not for a spec
          Lambda  it needs
        """)


def test_a_section():
    assert text(find("training")[0]).startswith(
        textwrap.dedent("""\
            training: a section of a spec
              How long and in what portions.

              epochs: a whole number (at least 1); default 100
                  Passes over the training rows.
            """)
    )


def test_a_parameter():
    assert text(find("Dense.units")[0]) == textwrap.dedent("""\
        Dense.units
          a whole number (at least 1); required
          Positive integer, dimensionality of the output space.
        """)


def test_a_check():
    assert text(checks()["units-and-target"]) == textwrap.dedent("""\
        units-and-target: a check that gives an error
          The last layer's units against the target's classes or columns.

          why   Every class or target column has one unit of the last layer; two classes
                may have one with sigmoid.
          cure  Write as many units as the message says.

          silenced by --ignore units-and-target, and by ignore: [units-and-target] in a spec
        """)


def test_a_long_example_is_broken_where_yaml_allows_it():
    topic = find("CosineDecayRestarts")[0]
    shown = text(topic).partition("in a spec\n")[2].partition("\nparameters\n")[0]
    blocks = [plain(parse_document(block, "shown").root) for block in shown.split("\n\n")]
    assert blocks == [plain(parse_document(one, "example").root) for one in topic.examples]
    assert all(len(line) <= WIDTH for line in shown.split("\n"))


@pytest.mark.parametrize("family", catalog.load().families())
def test_it_reads_well_at_80_columns(family):
    names = [family, *list(catalog.load().family(family))[:12]]
    lines = [line for name in names for topic in find(name) for line in topic_lines(topic)]
    # A single long word, such as a path, cannot be broken.
    assert [line for line in lines if len(line) > WIDTH and " " in line.strip()] == []
