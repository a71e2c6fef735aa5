"""Neo segments: spikes and signals out and in again."""

from __future__ import annotations

import numpy as np
import pytest

import snn
from snn import io, ms
from tests.conftest import same_bits

neo = pytest.importorskip("neo")
pq = pytest.importorskip("quantities")


@pytest.fixture(scope="module")
def recordings():
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    P = net.population(snn.Poisson(rate=0.1), 20, "P")
    Q = net.population(snn.Poisson(rate=0.02), 7, "Q")
    E = net.population(snn.LIF(), 3, "E", v=snn.Uniform(-60, -55))
    net.run(10 * ms)
    found = net.record(P, "spikes"), net.record(Q, "spikes"), net.record(E, "v", index=[2, 0])
    net.run(50 * ms)
    return found


@pytest.mark.parametrize("single", [False, True], ids=["one array", "single trains"])
def test_spikes_come_back(recordings, single):
    p, q, _ = recordings
    segment = io.to_neo(p, q)
    assert len(segment.spiketrains) == 27
    if single:
        train = segment.spiketrains[22]
        assert train.annotations["population"] == "Q" and train.annotations["id"] == 2
        assert same_bits(train.magnitude, q.times[q.ids == 2])
        assert (float(train.t_start), float(train.t_stop)) == (10, 60)
    for name, spikes in (("P", p), ("Q", q)):
        found = io.from_neo(segment, name)
        assert same_bits(found.times, spikes.times)
        assert found.ids.tolist() == spikes.ids.tolist()
        assert (found.n, found.start, found.stop) == (spikes.n, *spikes.t_range)
    with pytest.raises(snn.DataError, match=r"spikes of several populations \(P, Q\)"):
        io.from_neo(segment)


def test_all_that_is_spikes_becomes_trains(recordings):
    p, q, v = recordings
    arrays = {"P": p, "Q": (q.times, q.ids, q.n)}
    for given, signals in (((p, v, q), 1), (([p, q, v],), 1), ((arrays,), 0)):
        segment = io.to_neo(*given, t_range=p.t_range)
        assert io.from_neo(segment, "Q").times.tolist() == q.times.tolist()
        assert len(segment.analogsignals) == signals
    assert io.from_neo(io.to_neo(io.from_neo(segment, "P"))).n == 20
    assert io.from_neo(segment.spiketrains, "Q").n == 7
    with pytest.raises(snn.DataError, match="to_neo: two recordings are of 'P'"):
        io.to_neo(p, p)


def test_states_become_signals(recordings):
    signal = io.to_neo(recordings[2]).analogsignals[0]
    assert same_bits(signal.magnitude, recordings[2].values)
    assert signal.units == pq.mV and signal.sampling_period == 0.1 * pq.ms
    assert signal.array_annotations["id"].tolist() == [2, 0]
    assert signal.annotations["population"] == "E"
    assert np.allclose(signal.times.rescale("ms").magnitude, recordings[2].times)


def test_trains_of_another_program():
    trains = [
        neo.SpikeTrain([0.003, 0.001], units="s", t_stop=0.004, population="X"),
        neo.SpikeTrain([2.0], units="ms", t_stop=5, population="X"),
    ]
    segment = neo.Segment()
    segment.spiketrains.extend(trains)
    for given in (segment, trains):
        found = io.from_neo(given)
        assert found.times.tolist() == [1.0, 2.0, 3.0]
        assert found.ids.tolist() == [0, 1, 0]
        assert (found.start, found.stop, found.n) == (0, 5, 2)
    assert io.from_neo(segment, "X").n == 2
    with pytest.raises(snn.DataError, match="no trains are of population 'Y'; there are: X"):
        io.from_neo(segment, "Y")


def test_a_spike_at_the_end_of_neos_window_is_kept():
    found = io.from_neo([neo.SpikeTrain([1.0, 5.0], units="ms", t_stop=5)])
    assert len(found.times) == 2 and 5 < found.stop < 5 + 1e-6


def test_what_does_not_fit_is_refused():
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    P, Q = (net.population(snn.Poisson(rate=0.1), n, name) for n, name in ((20, "P"), (7, "Q")))
    p = net.record(P, "spikes")
    net.run(1 * ms)
    late = net.record(Q, "spikes")
    net.run(1 * ms)
    with pytest.raises(snn.DataError, match=r"different windows: \[\(0.0, 2.0\), \(1.0, 2.0"):
        io.to_neo(p, late)
    assert len(io.to_neo(p, late, t_range=(1, 2)).spiketrains) == 27
    with pytest.raises(snn.DataError, match=r"expected recordings of spikes, .* got int"):
        io.to_neo(p, 3)
    with pytest.raises(snn.DataError, match=r"expected a segment or .* got Block"):
        io.from_neo(neo.Block())
    with pytest.raises(snn.DataError, match="no spike trains"):
        io.from_neo(neo.Segment())
