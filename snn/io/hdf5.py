"""HDF5 files of other programs: what is there is checked and named before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import DataError
from ..program import Array
from .arrays import blocks, existing, reading

if TYPE_CHECKING:
    import h5py


@contextmanager
def opened(path: str | Path, who: str) -> Iterator[h5py.File]:
    """An HDF5 file to read; DataError, which names it, where it is none or is broken."""
    import h5py

    path = existing(path, who)
    if not h5py.is_hdf5(path):
        raise DataError(f"{who}: {path} is no HDF5 file")
    with reading(path, who), h5py.File(path, "r") as file:
        yield file


def group_in(parent: h5py.Group, name: str, who: str) -> h5py.Group:
    """A group; DataError, which names it, where it is not there."""
    import h5py

    found = parent.get(name)
    if not isinstance(found, h5py.Group):
        raise DataError(f"{who}: {parent.file.filename}: {parent.name} has no group {name!r}")
    return found


def dataset(group: h5py.Group, name: str, who: str, n: int | None = None) -> h5py.Dataset:
    """A dataset of `n` rows; DataError, which names it, where it is not there or has others."""
    import h5py

    found = group.get(name)
    if not isinstance(found, h5py.Dataset):
        raise DataError(f"{who}: {group.file.filename}: {group.name} has no dataset {name!r}")
    if len(found.shape) != 1 or n not in (None, len(found)):
        rows = "any number of" if n is None else n
        raise DataError(f"{_named(found, who)} has shape {found.shape}; expected {rows} rows")
    return found


def whole_numbers(
    group: h5py.Group, name: str, who: str, n: int | None = None, signed: bool = False
) -> Array:
    """A dataset of ids, int32 from 0 on; or, `signed`, of any whole numbers, int64."""
    stored = dataset(group, name, who, n)
    kind: Any = np.int64 if signed else np.int32
    low, high = np.iinfo(kind).min if signed else 0, np.iinfo(kind).max
    if len(stored) and stored.dtype.kind not in "iu":
        raise DataError(f"{_named(stored, who)} holds {stored.dtype}; expected whole numbers")
    found = np.empty(len(stored), kind)
    for rows in blocks(len(stored)):
        part = stored[rows]
        for each in (int(part.min()), int(part.max())):
            if not low <= each <= high:
                raise DataError(f"{_named(stored, who)} has {each}; expected {low} .. {high}")
        found[rows] = part
    return found


def numbers(group: h5py.Group, name: str, who: str, index: Array | None = None) -> Array:
    """A dataset of numbers, float64; or its rows `index`."""
    stored = dataset(group, name, who)
    if len(stored) and stored.dtype.kind not in "iuf":
        raise DataError(f"{_named(stored, who)} holds {stored.dtype}; expected numbers")
    values: Array = stored[:].astype(np.float64)
    if index is None:
        return values
    if len(index) and index.max() >= len(values):
        raise DataError(f"{_named(stored, who)} has {len(values)} rows, and no row {index.max()}")
    return values[index]


def text(value: Any) -> str:
    """Text as HDF5 stores it, in bytes or not."""
    return value.decode() if isinstance(value, bytes) else str(value)


def _named(stored: h5py.Dataset, who: str) -> str:
    return f"{who}: {stored.file.filename}: {stored.name}"
