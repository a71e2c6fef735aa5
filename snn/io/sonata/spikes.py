"""SONATA spike files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...analysis.trains import SpikeTrains
from ...errors import DataError
from ...program import Array
from ..arrays import by_name, existing, given_trains, trains_of

_SORTING = {"none": 0, "by_id": 1, "by_time": 2}
_MS = {"ms": 1.0, "milliseconds": 1.0, "s": 1e3, "seconds": 1e3, "us": 1e-3}


def write_sonata_spikes(path: str | Path, spikes: Any) -> Path:
    """Write spikes as /spikes/<population>/timestamps (ms) and node_ids; returns the path.

    spikes : a recording, several, or {population: spikes}. They are sorted by time, then id, and
        say so (`sorting`, by_time). A recorded slice counts its ids from its own start.

    Raises DataError for two recordings of one name or a name with "/".
    """
    import h5py

    path = Path(path)
    named = by_name(spikes, "write_sonata_spikes")
    for name in named:
        if "/" in name:
            raise DataError(f"write_sonata_spikes: {name!r} has a '/', which names no group")
    with h5py.File(path, "w", track_order=True) as file:
        _mark(file)
        top = file.create_group("spikes", track_order=True)
        for name, each in named.items():
            found = given_trains(each)
            order = np.lexsort((found.ids, found.times))
            group = top.create_group(name)
            kind = h5py.enum_dtype(_SORTING, basetype="u1")
            group.attrs.create("sorting", _SORTING["by_time"], dtype=kind)
            group["timestamps"] = found.times[order]
            group["timestamps"].attrs["units"] = "ms"
            group["node_ids"] = found.ids[order].astype(np.uint64)
    return path


def read_sonata_spikes(
    path: str | Path, n: dict[str, int] | None = None, t_range: tuple[float, float] | None = None
) -> dict[str, SpikeTrains]:
    """{population: spike trains} of a SONATA spike file; times in ms, sorted by time, then id.

    Parameters
    ----------
    n : population -> neurons, which the file does not say; by default the largest id decides.
    t_range : (start, stop) in ms; by default from 0 to just after the last spike.

    A file without populations (datasets gids and timestamps, of before the standard) is one
    population called "". Raises DataError where the file or a dataset is missing, or the unit of
    its times is unknown.
    """
    import h5py

    path = existing(path, "read_sonata_spikes")
    try:
        with h5py.File(path, "r") as file:
            if "spikes" not in file:
                raise DataError(f"read_sonata_spikes: {path} has no group 'spikes'")
            top = file["spikes"]
            old = "timestamps" in top
            groups = {"": top} if old else dict(top.items())
            columns = {k: _columns(g, "gids" if old else "node_ids") for k, g in groups.items()}
    except OSError as error:
        raise DataError(f"read_sonata_spikes: {path} is no HDF5 file ({error})") from None
    sizes = n or {}
    return {k: trains_of(*c, sizes.get(k), t_range) for k, c in columns.items()}


def _columns(group: Any, ids: str) -> tuple[Array, Array]:
    """(times in ms, ids) of a population, sorted."""
    for name in ("timestamps", ids):
        if name not in group:
            raise DataError(
                f"read_sonata_spikes: {group.file.filename}: {group.name} has no dataset {name!r}"
            )
    unit = group["timestamps"].attrs.get("units", "ms")
    unit = unit.decode() if isinstance(unit, bytes) else str(unit)
    if unit not in _MS:
        raise DataError(
            f"read_sonata_spikes: {group.file.filename}: timestamps of {group.name} are in "
            f"{unit!r}; expected one of {', '.join(_MS)}"
        )
    times = group["timestamps"][:].astype(np.float64)
    if _MS[unit] != 1.0:
        times *= _MS[unit]
    found = group[ids][:].astype(np.int64)
    order = np.lexsort((found, times))
    return times[order], found[order]


def _mark(file: Any) -> None:
    """The numbers by which a SONATA file is known."""
    file.attrs["magic"] = np.uint32(0x0A7A)
    file.attrs["version"] = np.array([0, 1], np.uint32)
