"""Helpers that several tests share."""

from nnspec import catalog
from nnspec.data.table.signature import ArraySpec
from nnspec.listener import Listener
from nnspec.spec.language.reading.reader import ObjectReader
from nnspec.spec.yaml.document import parse_document

MINIMAL = """\
data: {source: data.csv, target: y}
layers: [{Dense: 1}]
compile: {loss: mse}
"""


class Heard(Listener):
    """Keeps what it is told.

    `notes` are the texts of notes, `warnings` the problems; `lines` is what a person would read,
    in order: stages, notes, the codes of warnings, and where the epochs begin and end.
    """

    def __init__(self):
        self.notes = []
        self.warnings = []
        self.lines = []

    def stage(self, text):
        self.lines.append(text)

    def note(self, text):
        self.notes.append(text)
        self.lines.append(text)

    def warning(self, problem):
        self.warnings.append(problem)
        self.lines.append(problem.code)

    def begin(self, epochs):
        self.lines.append(f"{epochs} epochs")

    def end(self):
        self.lines.append("end")


def reader_of(text):
    """An ObjectReader over YAML text."""
    return ObjectReader(parse_document(text, "spec.yaml"), catalog.load())


def flat(widths):
    """The signature of inputs that are flat rows of so many numbers, by name."""
    return {name: ArraySpec((width,)) for name, width in widths.items()}


def said(problems):
    """The problems as (code, message, hint)."""
    return [(problem.code, problem.message, problem.hint) for problem in problems]


def read_in_small_pieces(monkeypatch):
    """Have sources on disk read in many pieces, also for a few hundred rows."""
    from nnspec.data.ondisk import assign as stream_deal
    from nnspec.data.ondisk import table as spooled_table
    from nnspec.data.ondisk import write_columns as spooler

    whole = stream_deal.open_stream
    monkeypatch.setattr(
        stream_deal,
        "open_stream",
        lambda source, base_dir: whole(source, base_dir=base_dir, block_bytes=2000),
    )
    monkeypatch.setattr(spooler, "BUFFER_BYTES", 3000)
    monkeypatch.setattr(spooled_table.TableOnDisk.steps, "__defaults__", (37,))
