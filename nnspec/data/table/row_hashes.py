"""Rows as numbers of 64 bits, by which equal rows are found again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nnspec.data.table.kinds import Kind, column_values
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table, canonical_array, canonical_numbers

Hashes = NDArray[np.uint64]

MOST_KEPT = 5_000_000
"""A run keeps about so many hashes at most, 40 MB: of more rows every second, fourth, and so on."""
MERGED_ROWS = 1 << 20
"""So many new ones are sorted in among the others at once."""

_GOLDEN = 0x9E3779B97F4A7C15
_MISSING_TEXT = 0x6D697373696E6700


def row_hashes(table: Table, columns: Mapping[str, Kind]) -> Hashes:
    """A hash of each row's values in these columns.

    It depends on the values and on the order of `columns`, and on nothing else: not on the order of
    the rows or of the table's columns, the source, the machine or the version of a library. Two
    different rows have the same hash with a chance of 2^-64. It is not meant to hide the values.

    Args:
        table: Has these columns; one without any value takes either kind.
        columns: Which columns, by kind.

    Returns:
        uint64 of shape (n,).

    Source: the mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast
    splittable pseudorandom number generators", OOPSLA 2014); texts are hashed by BLAKE2b.
    """
    hashes = np.zeros(table.n_rows, dtype=np.uint64)
    for position, (name, kind) in enumerate(columns.items(), start=1):
        values = column_values(table, name, kind)
        if isinstance(kind, ArraySpec):
            words = array_words(values)
        else:
            words = _numbers(values[:, 0]) if kind == "numeric" else _texts(values[:, 0])
        place = np.uint64(position * _GOLDEN % 2**64)
        hashes = _mixed(hashes ^ _mixed(words + place))
    return hashes


class KeptHashes:
    """The different hashes of rows that come some at a time, in bounded memory.

    Of more than `MOST_KEPT` those below 2^(64 - shift) are kept, with the least shift that leaves
    no more: a hash is as good as chance, so this is a sample of the rows, and the same one wherever
    these rows come up again. It does not depend on the order in which they came.
    """

    def __init__(self) -> None:
        self._kept = np.empty(0, dtype=np.uint64)
        self._shift = 0
        self._new: list[Hashes] = []

    def add(self, hashes: Hashes) -> None:
        """Take further hashes, uint64 (n,)."""
        if self._shift:
            hashes = hashes[hashes < np.uint64(2 ** (64 - self._shift))]
        self._new.append(hashes)
        if sum(map(len, self._new)) >= MERGED_ROWS:
            self._merge()

    def found(self) -> tuple[Hashes, int]:
        """The hashes that are kept, sorted, and the shift."""
        self._merge()
        return self._kept, self._shift

    def _merge(self) -> None:
        merged = np.concatenate([self._kept, *self._new])
        self._new.clear()
        # In place, where numpy.unique makes further copies.
        merged.sort()
        different = np.ones(len(merged), dtype=bool)
        np.not_equal(merged[1:], merged[:-1], out=different[1:])
        self._kept = merged[different]
        while len(self._kept) > MOST_KEPT:
            self._shift += 1
            bound = np.uint64(2 ** (64 - self._shift))
            self._kept = self._kept[: np.searchsorted(self._kept, bound)].copy()


def _numbers(values: np.ndarray) -> Hashes:
    """The bits of the numbers, the same for 0 and -0 and for every NaN."""
    return canonical_numbers(values).view("<u8").astype(np.uint64)


def array_words(values: np.ndarray) -> Hashes:
    """A number for the array of each row, (n, ...)."""
    rows = canonical_array(values).reshape(len(values), -1)
    digests = (hashlib.blake2b(row.tobytes(), digest_size=8).digest() for row in rows)
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _texts(values: np.ndarray) -> Hashes:
    texts = values.tolist()
    known = {text: _text(text) for text in dict.fromkeys(texts)}
    return np.fromiter(map(known.__getitem__, texts), dtype=np.uint64, count=len(texts))


def _text(text: str | None) -> int:
    if text is None:
        return _MISSING_TEXT
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _mixed(words: Hashes) -> Hashes:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
