"""Neo segments, which elephant and other programs of the field analyse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis.trains import SpikeTrains, just_after
from ..compose.system import System
from ..errors import DataError
from ..lowering.arenas import receptor_keys
from ..optional import optional
from ..program import host
from ..recorders import Recording, SpikeRecording, StateRecording
from .arrays import by_name, given_trains, several, trains_of

if TYPE_CHECKING:
    import neo

_NAME = re.compile(r"[A-Za-z0-9/*^ ]+")  # of one unit, as quantities reads it; not "mV, pA or nS"


def to_neo(*given: Any, t_range: tuple[float, float] | None = None) -> neo.Segment:
    """A Neo segment of recordings.

    given : recordings; or, as for `save_spikes`, a list of them, {name: spikes}, or one that
        `snn.analysis` takes as spikes, under the name "spikes".

    Spikes become `segment.spiketrains`: one list, built from two arrays, with a train for every
    neuron of all the recordings, in ms, from t_start to t_stop, each annotated with `population`
    and `id`; `segment.annotations["populations"]` says which trains are whose. (Neo makes the
    single trains when they are first asked for, which takes long for many neurons.)
    States and weights become `segment.analogsignals` (n_samples, n_index) with the indices as array
    annotation `id`. They have the state's unit where it has one, as v has mV; weights and the
    states of receptors, whose unit the model's own parameters decide (mV, pA or nS), are
    dimensionless.

    t_range : (start, stop) in ms of the spikes. Default: their window.

    For a file put it into a block: `block = neo.Block(); block.segments.append(segment)`.
    Raises DataError for two recordings of one population, and where spikes cover different windows;
    MissingPackageError without neo.
    """
    module = optional("neo", "data", "to_neo")
    segment = module.Segment()
    recordings = several(given[0]) if len(given) == 1 else list(given)
    samples = [each for each in recordings if _is_of_samples(each)]
    others = [each for each in recordings if not _is_of_samples(each)]
    spikes = by_name(others[0] if len(others) == 1 else others, "to_neo")
    if spikes:
        segment.spiketrains = _trains(spikes, t_range, segment, module)
    segment.analogsignals.extend([_signal(each, module) for each in samples if len(each)])
    return segment


def from_neo(segment: neo.Segment, population: str | None = None) -> SpikeTrains:
    """The spikes of a segment (or of any list of Neo spike trains); train k is neuron k.

    population : take only the trains of this one, of a segment that `to_neo` made or whose trains
        are annotated with `population`.

    Raises DataError for what is no segment, where there are no trains or none of that population,
    and where they are of several populations and none is chosen: ids mean different neurons.
    """
    optional("neo", "data", "from_neo")
    trains = getattr(segment, "spiketrains", segment)
    if not hasattr(trains, "__len__"):
        raise DataError(
            f"from_neo: expected a segment or a list of spike trains; got {type(segment).__name__}"
        )
    if not len(trains):
        raise DataError("from_neo: the segment has no spike trains")
    known = _populations(trains, segment)
    if population is None and len(known) > 1:
        raise DataError(
            f"from_neo: spikes of several populations ({', '.join(known)}), whose ids mean "
            "different neurons; give population="
        )
    if population is not None and population not in known:
        raise DataError(
            f"from_neo: no trains are of population {population!r}; there are: {', '.join(known)}"
        )
    found = _listed(trains, segment) if _is_one_array(trains) else _joined(trains)
    return found if population is None else found.of(known[population])


def _is_of_samples(given: Any) -> bool:
    return isinstance(given, Recording) and not isinstance(given, SpikeRecording)


def _trains(spikes: dict[str, Any], t_range: Any, segment: Any, module: Any) -> Any:
    import quantities as pq

    trains = {name: given_trains(each, t_range) for name, each in spikes.items()}
    windows = {(each.start, each.stop) for each in trains.values()}
    if len(windows) > 1:
        raise DataError(
            f"to_neo: the spikes cover different windows: {sorted(windows)} ms; give t_range="
        )
    start, stop = windows.pop()
    times, ids, names, own, ranges = [], [], [], [], {}
    total = 0
    for name, found in trains.items():
        times.append(found.times)
        ids.append(found.ids.astype(np.int64) + total)
        names += [name] * found.n
        own.append(np.arange(found.n))
        ranges[name] = [total, total + found.n]
        total += found.n
    segment.annotate(populations=ranges)
    made = module.core.spiketrainlist.SpikeTrainList.from_spike_time_array(
        np.concatenate(times),
        np.concatenate(ids),
        all_channel_ids=list(range(total)),
        units="ms",
        t_start=start * pq.ms,
        t_stop=stop * pq.ms,
        population=names,
        id=np.concatenate(own),
    )
    made.segment = segment
    return made


def _signal(recording: Any, module: Any) -> Any:
    import quantities as pq

    every = recording.every * recording.source.network.dt
    unit = _unit(recording)
    kind = recording.kind
    return module.AnalogSignal(
        recording.values,
        units=unit,
        sampling_period=every * pq.ms,
        t_start=float(recording.times[0]) * pq.ms,
        name=recording.what,
        array_annotations={"id": np.asarray(recording.index)},
        **{kind: recording.source.label},
    )


def _unit(recording: Any) -> str:
    """The unit of a state as quantities knows it; "dimensionless" where it is left to the user."""
    if not isinstance(recording, StateRecording):
        return "dimensionless"
    population = recording.view.population
    model: Any = population.model  # a NeuronModel: a spike source has no states
    states = System(type(model), model.integrator, receptor_keys(population)).states
    unit = states[recording.what].unit
    return unit if _NAME.fullmatch(unit) and unit != "1" and " or " not in unit else "dimensionless"


def _is_one_array(trains: Any) -> bool:
    """Whether Neo holds the trains as two arrays, not yet as single objects."""
    return getattr(trains, "_items", trains) is None


def _listed(trains: Any, segment: Any) -> SpikeTrains:
    channels, times = trains.multiplexed
    known = np.asarray(trains.all_channel_ids)
    order = np.argsort(known)
    ids = order[np.searchsorted(known, np.asarray(channels), sorter=order)]
    window = _ms(trains.t_start), _ms(trains.t_stop)
    return _within(times.rescale("ms").magnitude, ids, len(known), window)


def _joined(trains: Any) -> SpikeTrains:
    times = [each.times.rescale("ms").magnitude for each in trains]
    ids = np.repeat(np.arange(len(times)), [len(each) for each in times])
    window = min(_ms(t.t_start) for t in trains), max(_ms(t.t_stop) for t in trains)
    return _within(np.concatenate(times), ids, len(times), window)


def _within(times: Any, ids: Any, n: int, window: tuple[float, float]) -> SpikeTrains:
    """Neo's windows are closed: a spike at t_stop is inside."""
    start, stop = window
    if len(times) and times.max() >= stop:
        stop = just_after(float(times.max()))
    order = np.lexsort((ids, times))
    return trains_of(host(times)[order], ids[order], n, (start, stop))


def _ms(quantity: Any) -> float:
    return float(quantity.rescale("ms"))


def _populations(trains: Any, segment: Any) -> dict[str, Any]:
    """name -> the numbers of its trains; "" for trains without a name."""
    source = segment if hasattr(segment, "annotations") else getattr(trains, "segment", None)
    ranges = getattr(source, "annotations", {}).get("populations")
    if ranges is not None:
        return {str(name): np.arange(*ends) for name, ends in ranges.items()}
    found: dict[str, list[int]] = {}
    for k, train in enumerate(trains):
        name = getattr(train, "annotations", {}).get("population", "")
        found.setdefault(str(name), []).append(k)
    return found
