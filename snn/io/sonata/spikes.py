"""SONATA spike files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...analysis.trains import SpikeTrains
from ...errors import DataError
from ...program import Array
from ...recorders import SpikeRecording
from ..arrays import by_name, given_trains, ranks_of, trains_of, writer
from ..hdf5 import group_in, numbers, opened, text, whole_numbers

_SORTING = {"none": 0, "by_id": 1, "by_time": 2}
_MS = {"ms": 1.0, "milliseconds": 1.0, "s": 1e3, "seconds": 1e3, "us": 1e-3}


def write_sonata_spikes(path: str | Path, spikes: Any) -> Path:
    """Write spikes as /spikes/<population>/timestamps (ms) and node_ids; returns the path.

    spikes : a recording, several, {population: spikes}, or one that `snn.analysis` takes, as the
        population "spikes". They are sorted by time, then id, and say so (`sorting`, by_time).
        Recordings have the name of their population and the ids of its nodes: those of a slice
        E[3:5] are 3 and 4 of E. Of several ranks all take part, and the first writes.

    Raises DataError for two recordings of one population or a name with "/".
    """
    import h5py

    path = Path(path)
    named = by_name(spikes, "write_sonata_spikes", whole=True)
    for name in named:
        if "/" in name:
            raise DataError(f"write_sonata_spikes: {name!r} has a '/', which names no group")
    columns = {name: _node_spikes(each) for name, each in named.items()}
    with writer(ranks_of(named.values())) as first:
        if not first:
            return path
        with h5py.File(path, "w", track_order=True) as file:
            _mark(file)
            top = file.create_group("spikes", track_order=True)
            for name, (times, ids) in columns.items():
                group = top.create_group(name)
                kind = h5py.enum_dtype(_SORTING, basetype="u1")
                group.attrs.create("sorting", _SORTING["by_time"], dtype=kind)
                group["timestamps"], group["node_ids"] = times, ids
                group["timestamps"].attrs["units"] = "ms"
    return path


def _node_spikes(spikes: Any) -> tuple[Array, Array]:
    """(times in ms, node ids) sorted by time, then id."""
    found = given_trains(spikes)
    order = np.lexsort((found.ids, found.times))
    first = spikes.view.lo if isinstance(spikes, SpikeRecording) else 0
    return found.times[order], found.ids[order].astype(np.uint64) + np.uint64(first)


def read_sonata_spikes(
    path: str | Path, n: dict[str, int] | None = None, t_range: tuple[float, float] | None = None
) -> dict[str, SpikeTrains]:
    """{population: spike trains} of a SONATA spike file; times in ms, sorted by time, then id.

    Parameters
    ----------
    n : population -> neurons, which the file does not say; by default the largest id decides.
    t_range : (start, stop) in ms; by default from 0 to just after the last spike.

    A file without populations (datasets gids and timestamps, of before the standard) is one
    population called "". Raises DataError where the file or a dataset is missing or is none, the
    unit of its times is unknown, or spikes come before 0 and t_range is not given.
    """
    sizes = n or {}
    with opened(path, "read_sonata_spikes") as file:
        top = group_in(file, "spikes", "read_sonata_spikes")
        if "timestamps" in top:
            columns = {"": _columns(top, "gids")}
        else:
            columns = {
                name: _columns(group_in(top, name, "read_sonata_spikes"), "node_ids")
                for name in top
            }
        return {k: trains_of(*c, sizes.get(k), t_range) for k, c in columns.items()}


def _columns(group: Any, name: str) -> tuple[Array, Array]:
    """(times in ms, ids) of a population, sorted."""
    who = "read_sonata_spikes"
    times = numbers(group, "timestamps", who)
    ids = whole_numbers(group, name, who, len(times))
    unit = text(group["timestamps"].attrs.get("units", "ms"))
    if unit not in _MS:
        raise DataError(
            f"{who}: {group.file.filename}: timestamps of {group.name} are in {unit!r}; expected "
            f"one of {', '.join(_MS)}"
        )
    if _MS[unit] != 1.0:
        times *= _MS[unit]
    order = np.lexsort((ids, times))
    return times[order], ids[order]


def _mark(file: Any) -> None:
    """The numbers by which a SONATA file is known."""
    file.attrs["magic"] = np.uint32(0x0A7A)
    file.attrs["version"] = np.array([0, 1], np.uint32)
