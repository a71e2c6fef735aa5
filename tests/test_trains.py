"""Spike trains as the analysis takes them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import snn
from snn import analysis
from snn.analysis.trains import bin_of, trains, whole_bins
from snn.optional import optional

TIMES, IDS = np.array([3.0, 1.0, 2.0]), np.array([0, 2, 0])


def test_arrays_give_n_and_the_window():
    found = trains((TIMES, IDS))
    assert (found.n, found.start) == (3, 0.0)
    assert 3.0 < found.stop < 3.0 + 1e-6  # the last spike is inside
    assert len(found.times) == 3


def test_a_window_is_half_open():
    found = trains((TIMES, IDS, 5), (1.0, 3.0))
    assert sorted(found.times) == [1.0, 2.0]
    assert (found.n, found.duration) == (5, 2.0)


def test_by_neuron_sorts_by_neuron_and_time():
    times, ids = trains((TIMES, IDS)).by_neuron()
    assert times.tolist() == [2.0, 3.0, 1.0]
    assert ids.tolist() == [0, 0, 2]


def test_a_recording_brings_its_window():
    net = snn.Network(backend="numpy")
    P = net.population(snn.Poisson(rate=1.0), 4, "P")
    net.run(10.0)
    spikes = net.record(P, "spikes")
    net.run(20.0)
    found = trains(spikes)
    assert (found.n, found.start, found.stop) == (4, 10.0, 30.0)
    spikes.clear()
    assert spikes.t_range == (30.0, 30.0)
    net.reset()
    net.run(5.0)
    assert spikes.t_range == (0.0, 5.0)


def test_a_checkpoint_keeps_where_a_recording_began(tmp_path):
    net = snn.Network(backend="numpy")
    P = net.population(snn.Poisson(rate=1.0), 4, "P")
    net.run(10.0)
    net.record(P, "spikes")
    net.run(10.0)
    net.save(tmp_path / "net.h5")
    (spikes,) = snn.Network.load(tmp_path / "net.h5").recordings
    assert spikes.t_range == (10.0, 20.0)


def test_trains_of_trains_keep_their_window():
    found = trains(trains((TIMES, IDS, 5), (1.0, 9.0)))
    assert (found.n, found.start, found.stop) == (5, 1.0, 9.0)
    assert trains(found, (1.0, 2.0)).stop == 2.0


@pytest.mark.parametrize(
    ("spikes", "t_range", "message"),
    [
        ((TIMES, IDS[:2]), None, r"of one length; got \(3,\) and \(2,\)"),
        ((TIMES, IDS, 2), None, "ids must be in 0 .. 1; got 0 .. 2"),
        ((TIMES, IDS - 1), None, "got -1 .. 1"),
        ((TIMES, IDS * 0.5), None, "whole numbers"),
        ((TIMES * np.nan, IDS), None, "finite"),
        ((TIMES, IDS), (2.0, 2.0), "start < stop"),
        ((TIMES, IDS), (0.0, np.inf), "start < stop"),
        ((TIMES, IDS), 100.0, r"t_range must be \(start, stop\)"),
        ((TIMES, IDS), (0.0, None), r"t_range must be \(start, stop\)"),
        ((TIMES - 2.0, IDS), None, "some before 0 ms; give t_range"),
        ((TIMES, IDS, 5, 6), None, "got a tuple of 4"),
        ((TIMES, IDS, 2.5), None, "n must be a whole number >= 1; got 2.5"),
        ((TIMES, IDS, 0), None, "n must be a whole number >= 1; got 0"),
        ([TIMES, IDS], None, "expected a recording of spikes, .* got list"),
        ({"a": 1}, None, "got dict"),
        ((["a"], [0]), None, "times must be numbers in ms"),
    ],
)
def test_what_makes_no_sense_is_refused(spikes, t_range, message):
    with pytest.raises(snn.AnalysisError, match=message):
        trains(spikes, t_range)


def test_a_window_is_within_what_was_recorded():
    covered = SimpleNamespace(times=TIMES, ids=IDS, n=3, t_range=(0.0, 10.0))
    for window in ((0.0, 20.0), (-1.0, 5.0), (20.0, 30.0)):
        with pytest.raises(snn.AnalysisError, match=r"recorded, 0 \.\. 10 ms; got "):
            trains(covered, window)
    assert trains(covered, np.array([0, 10])).duration == 10.0
    assert trains((TIMES, IDS), (-1.0, 20.0)).duration == 21.0  # of arrays nobody knows
    assert trains(trains((TIMES, IDS)), (0.0, 20.0)).stop == 20.0


def test_ids_of_any_width_are_int32():
    for kind in (np.uint16, np.int64, np.uint64, np.int8):
        ids = trains((TIMES, IDS.astype(kind), 40_000)).ids
        assert ids.dtype == np.int32 and ids.tolist() == IDS.tolist()


@pytest.mark.parametrize("dt", [0.1, 0.3, 0.6, 0.7])
def test_steps_are_in_the_window_that_begins_with_them(dt):
    steps = np.arange(1, 1000)
    times, ids = steps * dt, 0 * steps
    for step in steps:
        edge = round(step * dt, 6)  # as one writes it
        assert len(trains((times, ids), (edge, 1000.0)).times) == 1000 - step
        assert len(trains((times, ids), (0.0, edge)).times) == step - 1
        assert trains((times, ids), (edge, 1000.0)).times.min() >= edge


def test_the_last_spike_of_arrays_is_in_a_whole_bin():
    times = np.array([0.0, 5.0, 10.0])
    rate, edges = analysis.population_rate((times, 0 * IDS), 5.0)
    assert (rate.tolist(), edges.tolist()) == ([200.0] * 3, [0.0, 5.0, 10.0, 15.0])
    assert analysis.counts((times[:2], 0 * IDS[:2]), 5.0).tolist() == [[1, 1]]
    assert analysis.counts((times + 1.0, IDS), 5.0).sum() == 3
    apart = (times[:2], 0 * IDS[:2]), (times, 0 * IDS)
    assert analysis.cross_correlogram(*apart, 5.0, 5.0)[0].tolist() == [1, 2, 2]
    some = trains((times, np.array([1, 1, 0])))
    assert analysis.population_rate(some.of([1]), 5.0)[1][-1] == 15.0  # the window of all
    with pytest.raises(snn.AnalysisError, match="all are at 0 ms; give t_range"):
        analysis.firing_rate(([0.0], [0]))
    assert analysis.firing_rate(([0.0], [0]), (0.0, 10.0)) == 100.0


def test_late_spikes_are_not_lost():
    for last in np.random.default_rng(1).uniform(0, 10.0 ** np.arange(12)[:, None], (12, 50)).flat:
        found = trains(([last], [0]))
        assert len(found.times) == len(trains(found, (found.start, found.stop)).times) == 1


def test_no_spikes_are_trains():
    assert trains((np.empty(0), np.empty(0, int), 7)).n == 7
    assert trains(SimpleNamespace(times=np.empty(0), ids=np.empty(0, np.int32), n=2)).n == 2


def test_bins_hold_the_times_on_their_lower_edge():
    steps = np.arange(100_000)
    assert (bin_of(steps * 0.1, 0.0, 1.0) == steps // 10).all()
    assert whole_bins(1000.0, 0.1, "x") == 10_000
    with pytest.raises(snn.AnalysisError, match="x: a bin of 5 ms does not fit into 2 ms"):
        whole_bins(2.0, 5.0, "x")
    with pytest.raises(snn.AnalysisError, match=r"x: bin must be .* above 0; got 'a'"):
        whole_bins(2.0, "a", "x")


@pytest.mark.parametrize(
    "call",
    [
        lambda s: analysis.population_rate(s, 1e-9),
        lambda s: analysis.counts((*s, 10**6), 1e-3),
        lambda s: analysis.cross_correlogram(s, s, 1.0, 1e12),
        lambda s: analysis.windows(s, 1.0, 1e-12),
    ],
)
def test_no_array_is_beyond_all_memory(call):
    with pytest.raises(snn.AnalysisError, match="more than 1,000,000,000"):
        call((TIMES, IDS))


def test_a_missing_package_names_the_extra():
    with pytest.raises(snn.MissingPackageError, match=r"this needs .*pip install \.\[data\]"):
        optional("no_such_package", "data", "this")
