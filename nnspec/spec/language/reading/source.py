"""Read where rows come from: `data.source`, and parts of the split with a source of their own."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from nnspec.errors import did_you_mean
from nnspec.spec.language.database_url import url_problem
from nnspec.spec.language.file_kinds import FILE_ENDINGS, file_source, foreign_file
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec
from nnspec.spec.language.reading.reader import ObjectReader
from nnspec.spec.language.words import either
from nnspec.spec.yaml.nodes import Mapping, Node, Path, Scalar, plain
from nnspec.spec.yaml.text import as_yaml

_TRAINED = ("data", "source")


def read_source(reader: ObjectReader, node: Node, path: Path) -> ObjectSpec:
    """The source at `node`: a data file by its name, or an object."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        text = node.value
        if reader.catalog.find("sources", text) is None:
            file = _file(reader, text, path)
            if file is not None:
                return file
            foreign = foreign_file(text)
            if foreign is not None:
                message = f"'{text}' is {foreign.what}, which cannot be read"
                reader.report("unsupported-file", message, path, hint=foreign.hint)
                return UNREADABLE
            hint = did_you_mean(text, reader.catalog.names("sources"))
            message = f"'{text}' is neither a data file nor a data source"
            endings = f"a file's name ends in {either(list(FILE_ENDINGS))}"
            if FilePath(text).suffix:
                endings += f"; another text file is {{csv: {{path: {as_yaml(text)}}}}}"
            reader.report("unknown-source", message, path, hint=hint or endings)
            return UNREADABLE
    source = reader.read(node, ("sources",), path)
    url = source.argument("url")
    problem = url_problem(url) if isinstance(url, str) else None
    if problem is not None:
        where = (*path, source.name, "url")
        where = where if reader.document.find(where) is not None else path
        reader.report(problem.code, problem.message, where, hint=problem.hint)
        return UNREADABLE
    return source


def _file(reader: ObjectReader, text: str, path: Path) -> ObjectSpec | None:
    return file_source(text, path, base_dir=FilePath(reader.document.label).parent)


def read_part(reader: ObjectReader, node: Node, path: Path) -> Any:
    """A part of the split: a source, or whatever else stands there.

    A path alone is read with the settings of `data.source`, where that is a file of its kind.
    """
    if isinstance(node, Mapping):
        return read_source(reader, node, path)
    text = node.value if isinstance(node, Scalar) else None
    if not isinstance(text, str):
        return plain(node)
    file = _file(reader, text, path)
    if file is None:
        known = reader.catalog.find("sources", text) is not None
        return read_source(reader, node, path) if known else text
    trained = _trained(reader)
    if trained is not None and trained.name == file.name:
        arguments = {**trained.arguments, **file.arguments}
        return ObjectSpec(file.name, arguments, path, file.identifier)
    return file


def _trained(reader: ObjectReader) -> ObjectSpec | None:
    """The source of the training rows; what is wrong with it is said where it stands."""
    node = reader.document.find(_TRAINED)
    if node is None:
        return None
    return read_source(ObjectReader(reader.document, reader.catalog), node, _TRAINED)
