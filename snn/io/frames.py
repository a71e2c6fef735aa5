"""pandas: recordings, synapses, neurons and networks as data frames, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis.trains import SpikeTrains
from ..errors import DataError
from ..lowering.access import state_names
from ..models import SpikeSource
from ..network import Network
from ..optional import optional
from ..population import View
from ..program import host
from ..projection import Projection
from ..recorders import Recording, SpikeRecording
from ..wiring.connectivity import FromPairs
from .arrays import reading, trains_of, uniform

if TYPE_CHECKING:
    import pandas


def to_pandas(source: Any) -> pandas.DataFrame:
    """A data frame of a recording, a projection, a population or a network.

    a recording of spikes : columns time (ms), id, population; a row per spike, sorted by time. The
        frame's `attrs` keep n and t_range.
    a recording of a state or weights : indexed by time (ms), a column per neuron or synapse.
    a projection : pre, post, weight (as used, in the receptor's unit), delay (ms); a row per
        synapse, in the projection's order. `attrs` say source, target and receptor.
    a population or a slice : a column per state and parameter, a row per neuron.
    a network : a row per projection: source, target, receptor, synapses, the means of weight and
        delay, plasticity.

    Raises DataError for anything else, MissingPackageError without pandas.
    """
    pd = optional("pandas", "data", "to_pandas")
    if isinstance(source, SpikeRecording):
        return _of_spikes(source, pd)
    if isinstance(source, Recording):
        return _of_samples(source, pd)
    if isinstance(source, Projection):
        return _of_synapses(source, pd)
    if isinstance(source, View):
        return _of_neurons(source, pd)
    if isinstance(source, Network):
        return pd.DataFrame([_row(q) for q in source.projections], columns=_ROW)
    raise DataError(
        "to_pandas: expected a recording, projection, population or network; got "
        f"{type(source).__name__}"
    )


def from_pandas(
    frame: pandas.DataFrame, n: int | None = None, t_range: tuple[float, float] | None = None
) -> SpikeTrains | dict[str, Any]:
    """Spikes, or the arguments of `connect`, from a data frame.

    columns time (ms) and id : spike trains of `n` neurons (default: the frame's `attrs["n"]`, else
        the largest id decides) in t_range, (start, stop) in ms (default: `attrs["t_range"]`, else
        from 0 to just after the last spike). pandas keeps the attributes when rows are chosen, so
        a part of the time needs t_range, and drops them when frames are joined, so a part of
        those needs n and t_range.
    columns pre and post : {"connectivity": FromPairs, ...} with "weight" and "delay" where there
        are such columns: `net.connect(E, I, "ge", **from_pandas(frame))`.

    Raises DataError for other columns, missing values, spikes of several populations, and spikes
    outside `attrs["t_range"]`.
    """
    if not hasattr(frame, "columns"):
        raise DataError(f"from_pandas: expected a data frame; got {type(frame).__name__}")
    columns = set(frame.columns)
    if {"time", "id"} <= columns:
        return _spikes(frame, n, t_range)
    if {"pre", "post"} <= columns:
        used = [name for name in ("pre", "post", "weight", "delay") if name in columns]
        _check_complete(frame, used)
        pre, post, *values = (frame[name].to_numpy() for name in used)
        with reading("the frame", "from_pandas"):
            found: dict[str, Any] = {"connectivity": FromPairs(pre, post)}
        return found | {k: uniform(v) for k, v in zip(used[2:], values, strict=True)}
    raise DataError(
        "from_pandas: expected columns time and id (spikes) or pre and post (synapses); got "
        f"{', '.join(map(str, frame.columns))}"
    )


def _spikes(frame: Any, n: int | None, t_range: tuple[float, float] | None) -> SpikeTrains:
    _check_complete(frame, ["time", "id"])
    if "population" in frame.columns:
        names = list(frame["population"].unique())
        if len(names) > 1:
            raise DataError(
                f"from_pandas: spikes of several populations ({', '.join(map(str, names))}), whose "
                "ids mean different neurons; take those of one, and say what joining dropped: "
                "from_pandas(frame[frame.population == name], n=, t_range=)"
            )
    n = frame.attrs.get("n") if n is None else n
    with reading("the frame", "from_pandas"):
        times = frame["time"].to_numpy(np.float64)
        if t_range is None and "t_range" in frame.attrs:
            start, stop = t_range = tuple(frame.attrs["t_range"])
            outside = int(((times < start) | (times >= stop)).sum())
            if outside:
                raise DataError(
                    f"from_pandas: {outside} of {len(times)} spikes are outside the frame's "
                    f"attrs['t_range'], {start:g} to {stop:g} ms; give t_range="
                )
        return trains_of(times, frame["id"].to_numpy(), n, t_range)


def _check_complete(frame: Any, columns: list[str]) -> None:
    for name in columns:
        lacking = int(frame[name].isna().sum())
        if lacking:
            raise DataError(f"from_pandas: column {name!r} lacks {lacking} of {len(frame)} values")


def _of_spikes(recording: SpikeRecording, pd: Any) -> Any:
    name = pd.Categorical.from_codes(np.zeros(len(recording), np.int8), [recording.view.label])
    frame = pd.DataFrame({"time": recording.times, "id": recording.ids, "population": name})
    frame.attrs = {"n": recording.n, "t_range": recording.t_range}
    return frame


def _of_samples(recording: Any, pd: Any) -> Any:
    index = pd.Index(recording.times, name="time")
    columns = pd.Index(recording.index, name="id" if recording.kind == "population" else "synapse")
    frame = pd.DataFrame(recording.values, index=index, columns=columns)
    frame.attrs = {"what": recording.what, recording.kind: recording.source.label}
    return frame


def _of_synapses(projection: Projection, pd: Any) -> Any:
    columns = {name: host(getattr(projection, name)) for name in ("pre", "post", "delay")}
    frame = pd.DataFrame({**columns, "weight": projection["weight"]})
    frame.attrs = {
        "source": projection.source.label,
        "target": projection.target.label,
        "receptor": projection.receptor,
    }
    return frame


def _of_neurons(view: View, pd: Any) -> Any:
    population = view.population
    names = list(state_names(population))
    if not isinstance(population.model, SpikeSource):
        names += [k for k, v in population.model.params.items() if v is not None]
        for name, receptor in population.receptors.items():
            names += [f"{k}_{name}" for k, v in receptor.params.items() if v is not None]
    index = pd.RangeIndex(view.n, name="id")
    return pd.DataFrame({name: np.broadcast_to(view[name], view.n) for name in names}, index=index)


_ROW = ["projection", "source", "target", "receptor", "synapses", "weight", "delay", "plasticity"]


def _row(projection: Projection) -> dict[str, Any]:
    count = len(projection)
    return {
        "projection": projection.name,
        "source": projection.source.label,
        "target": projection.target.label,
        "receptor": projection.receptor,
        "synapses": count,
        "weight": float(np.mean(projection["weight"])) if count else np.nan,
        "delay": float(np.mean(projection.delay)) if count else np.nan,
        "plasticity": repr(projection.plasticity) if projection.plasticity else "",
    }
