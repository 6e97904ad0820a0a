"""Streams of Arrow, by their ending and for predictions; `arrow` reads them as well."""

from __future__ import annotations

from nnspec.data.formats.arrow import Arrow


class ArrowStream(Arrow):
    """Arrow's columns without an index at the end, for what reads them as they come."""

    name = "arrows"
    # Lists for people say Arrow once.
    title = ""
    rank = 51
    endings = (".arrows",)
    source = "arrow"
    parameters = None
    is_stream = True


FORMAT = ArrowStream()
