"""Arrays on disk as .npy files, read and written by row without being mapped.

Pages of a memory map count as a process' memory for as long as there is room, so that reading a
large file through one looks as if it were loaded. Plain reads leave them to the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np


@dataclass(frozen=True, slots=True)
class DiskArray:
    """An array in a .npy file that `numpy.load` reads as well.

    Attributes:
        path: The file.
        dtype: Of its values.
        shape: Its rows, and the shape of a row.
        offset: Where the values begin in the file, in bytes.
    """

    path: Path
    dtype: np.dtype
    shape: tuple[int, ...]
    offset: int

    @classmethod
    def create(cls, path: Path, dtype: np.dtype, shape: tuple[int, ...]) -> DiskArray:
        """A file of zeros; where the file system allows it, it takes no room until it is written.

        Raises:
            OSError: The file cannot be made.
        """
        dtype = np.dtype(dtype)
        with path.open("wb") as file:
            header = {
                "descr": np.lib.format.dtype_to_descr(dtype),
                "fortran_order": False,
                "shape": shape,
            }
            np.lib.format.write_array_header_1_0(file, header)
            offset = file.tell()
            file.truncate(offset + int(np.prod(shape, dtype=np.int64)) * dtype.itemsize)
        return cls(path, dtype, shape, offset)

    @property
    def row_bytes(self) -> int:
        """Bytes of a row."""
        return int(np.prod(self.shape[1:], dtype=np.int64)) * self.dtype.itemsize

    def read(self, start: int, stop: int) -> np.ndarray:
        """The rows from `start` to before `stop`, shape (stop - start, ...)."""
        array = np.empty((stop - start, *self.shape[1:]), self.dtype)
        with self.path.open("rb", buffering=0) as file:
            self.read_into(file, array, start)
        return array

    def read_into(self, file: Any, rows: np.ndarray, start: int) -> None:
        """Fill a contiguous array with the rows from `start` on.

        Args:
            file: The array's file, open for reading without a buffer.
            rows: Shape (n, ...).
            start: The first row to read.

        Raises:
            OSError: The file is shorter than it was.
        """
        file.seek(self.offset + start * self.row_bytes)
        view = rows.reshape(-1).view(np.uint8).data if rows.size else memoryview(b"")
        while len(view):
            count = file.readinto(view)
            if not count:
                raise OSError(f"{self.path} ends too early")
            view = view[count:]

    def write(self, file: IO[bytes], rows: np.ndarray, start: int) -> None:
        """Write rows from `start` on.

        Args:
            file: The array's file, open for writing.
            rows: Shape (n, ...), of any dtype that can be cast.
            start: Where the first of them belongs.
        """
        file.seek(self.offset + start * self.row_bytes)
        view = np.ascontiguousarray(rows, self.dtype).reshape(-1).view(np.uint8).data
        while len(view):
            # A write without a buffer may take a part of what it is given, 2 GiB on Linux.
            view = view[file.write(view) :]
