"""What the formats share: arrays as they come and go, files that must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..analysis.trains import SpikeTrains, trains
from ..errors import DataError
from ..program import Array, host
from ..recorders import SpikeRecording, StateRecording, WeightRecording

BLOCK = 1 << 22  # rows that are read or written at a time


def uniform(values: Array) -> Any:
    """The one number that all of `values` are, as a float; the array where they differ.

    A number takes the form of one weight for all synapses, an array of equal numbers does not.
    """
    same = len(values) > 0 and bool(np.all(values == values[0]))
    return float(values[0]) if same else values


def given_trains(spikes: Any, t_range: tuple[float, float] | None = None) -> SpikeTrains:
    """As `analysis.trains`, in arrays on the host."""
    found = trains(spikes, t_range)
    times, ids = host(found.times), host(found.ids)
    return replace(found, times=times, ids=ids)


def trains_of(
    times: Any, ids: Any, n: int | None, window: tuple[float, float] | None
) -> SpikeTrains:
    """Spikes that were read; without `window`, from 0 to just after the last."""
    if n is None:
        n = int(np.max(ids, initial=0)) + 1
    return trains((times, ids, n), window)


def by_name(recordings: Any, what: str) -> dict[str, Any]:
    """{name: recording} of one recording, several, or a dictionary; DataError for a name twice."""
    if isinstance(recordings, Mapping):
        return dict(recordings)
    if isinstance(recordings, (SpikeRecording, StateRecording, WeightRecording)):
        recordings = [recordings]
    found: dict[str, Any] = {}
    for recording in recordings:
        source = getattr(recording, "source", None)
        if source is None:
            raise DataError(
                f"{what}: expected recordings, or a dictionary of name -> spikes; "
                f"got {type(recording).__name__}"
            )
        if source.label in found:
            raise DataError(
                f"{what}: two recordings are of {source.label!r}; give a dictionary that names them"
            )
        found[source.label] = recording
    return found


def existing(path: str | Path, what: str) -> Path:
    """The path of a file that is there; DataError if it is not."""
    path = Path(path)
    if not path.is_file():
        raise DataError(f"{what}: there is no file {path}")
    return path


def blocks(n: int) -> Iterator[slice]:
    """Rows 0 .. n in pieces that are small beside a big network."""
    for lo in range(0, n, BLOCK):
        yield slice(lo, min(lo + BLOCK, n))
