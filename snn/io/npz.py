"""Spike trains in one .npz file, which NumPy alone reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import numpy as np

from ..analysis.trains import SpikeTrains
from ..errors import DataError
from .arrays import by_name, existing, given_trains, ranks_of, reading, trains_of, writer

_COLUMNS = ("times", "ids", "n", "t_range")


def save_spikes(path: str | Path, spikes: Any) -> Path:
    """Write spike trains to a .npz file and return its path.

    spikes : a recording, several, {name: spikes}, or one that `snn.analysis` takes, under the name
        "spikes". For each name the file has `name/times` (ms, float64), `name/ids`, `name/n` and
        `name/t_range` (start, stop in ms). Of several ranks all take part, and the first writes.

    Raises DataError for two recordings of one population, or a path that does not end in .npz.
    """
    path = Path(path)
    if path.suffix != ".npz":
        raise DataError(f"save_spikes: the file's name must end in .npz; got {path.name!r}")
    arrays: dict[str, Any] = {}
    named = by_name(spikes, "save_spikes")
    for name, each in named.items():
        found = given_trains(each)
        arrays[f"{name}/times"], arrays[f"{name}/ids"] = found.times, found.ids
        arrays[f"{name}/n"], arrays[f"{name}/t_range"] = found.n, (found.start, found.stop)
    with writer(ranks_of(named.values())) as first:
        if first:
            np.savez_compressed(path, **arrays)
    return path


def load_spikes(path: str | Path) -> dict[str, SpikeTrains]:
    """{name: spike trains} of a file that `save_spikes` wrote: the same times, ids, n and window.

    Raises DataError where the file is missing, is no .npz, or lacks an array.
    """
    path = existing(path, "load_spikes")
    if not is_zipfile(path):
        raise DataError(f"load_spikes: {path} is no .npz file")
    with reading(path, "load_spikes"):
        with np.load(path, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        names = dict.fromkeys(key.rpartition("/")[0] for key in arrays)
        return {name: _named(name, arrays, path) for name in names}


def _named(name: str, arrays: dict[str, Any], path: Path) -> SpikeTrains:
    for column in _COLUMNS:
        if f"{name}/{column}" not in arrays:
            raise DataError(
                f"load_spikes: {path} has no array {f'{name}/{column}'!r}; save_spikes writes "
                f"{', '.join(_COLUMNS)} for each name"
            )
    times, ids, n, window = (arrays[f"{name}/{column}"] for column in _COLUMNS)
    start, stop = (float(t) for t in window)
    return trains_of(times, ids, int(n), (start, stop))
