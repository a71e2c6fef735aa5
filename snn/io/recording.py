"""Recordings that were streamed to an HDF5 file, read without their network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..analysis.trains import SpikeTrains, just_after
from ..errors import DataError
from ..program import Array
from .arrays import trains_of
from .hdf5 import opened


@dataclass(frozen=True, eq=False)
class Samples:
    """States or weights over time.

    times : float64 (n_samples,), ms. values : (n_samples, n_index). what : the state, or "weight".
    source : the population (with its slice) or projection that it belongs to.
    """

    times: Array
    values: Array
    what: str
    source: str


def read_recording(
    path: str | Path, t_range: tuple[float, float] | None = None
) -> SpikeTrains | Samples:
    """What `net.record(..., to=path)` streamed: spike trains, or samples of a state or weights.

    t_range : (start, stop) in ms; what is outside [start, stop) is left out. By default all, and
        the window of spikes ends just after the last, for the file does not say when the run did.

    Raises DataError where the file is missing or is no such recording.
    """
    with opened(path, "read_recording") as file:
        attributes = dict(file.attrs)
        columns = {name: file[name][:] for name in ("step", "seen") if name in file}
        return _recording(path, attributes, columns, t_range)


def _recording(
    path: str | Path,
    attributes: dict[str, Any],
    columns: dict[str, Array],
    t_range: tuple[float, float] | None,
) -> SpikeTrains | Samples:
    lacking = [k for k in ("dt_ms", "what", "step", "seen") if k not in {**attributes, **columns}]
    if lacking:
        raise DataError(
            f"read_recording: {path} is no recording of this library, for it has no "
            f"{', '.join(lacking)}"
        )
    times = columns["step"] * float(attributes["dt_ms"])
    if attributes["what"] == "spikes":
        return _spikes(times, columns["seen"], attributes, t_range)
    seen = columns["seen"]
    if t_range is not None:
        inside = (times >= t_range[0]) & (times < t_range[1])
        times, seen = times[inside], seen[inside]
    source = str(attributes.get("population", attributes.get("projection")))
    return Samples(times, seen, str(attributes["what"]), source)


def _spikes(
    times: Array, ids: Array, attributes: dict[str, Any], t_range: tuple[float, float] | None
) -> SpikeTrains:
    n = int(attributes["n"]) if "n" in attributes else None
    if t_range is None:
        start = float(attributes.get("start_ms", 0.0))
        last = float(times.max()) if len(times) else start
        t_range = start, just_after(last)
    return trains_of(times, ids, n, t_range)
