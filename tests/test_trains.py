"""Spike trains as the analysis takes them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import snn
from snn.analysis.trains import bin_of, trains, whole_bins
from snn.optional import optional

TIMES, IDS = np.array([3.0, 1.0, 2.0]), np.array([0, 2, 0])


def test_arrays_give_n_and_the_window():
    found = trains((TIMES, IDS))
    assert (found.n, found.start) == (3, 0.0)
    assert 3.0 < found.stop < 3.0 + 1e-12  # the last spike is inside
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
    assert trains(found, (0.0, 2.0)).stop == 2.0


@pytest.mark.parametrize(
    ("spikes", "t_range", "message"),
    [
        ((TIMES, IDS[:2]), None, r"of one length; got \(3,\) and \(2,\)"),
        ((TIMES, IDS, 2), None, "ids must be in 0 .. 1; got 0 .. 2"),
        ((TIMES, IDS - 1), None, "got -1 .. 1"),
        ((TIMES, IDS * 0.5), None, "whole numbers"),
        ((TIMES * np.nan, IDS), None, "finite"),
        ((TIMES, IDS), (2.0, 2.0), "start < stop"),
    ],
)
def test_what_makes_no_sense_is_refused(spikes, t_range, message):
    with pytest.raises(snn.AnalysisError, match=message):
        trains(spikes, t_range)


def test_no_spikes_are_trains():
    assert trains((np.empty(0), np.empty(0, int), 7)).n == 7
    assert trains(SimpleNamespace(times=np.empty(0), ids=np.empty(0, np.int32), n=2)).n == 2


def test_bins_hold_the_times_on_their_lower_edge():
    steps = np.arange(100_000)
    assert (bin_of(steps * 0.1, 0.0, 1.0) == steps // 10).all()
    assert whole_bins(1000.0, 0.1, "x") == 10_000
    with pytest.raises(snn.AnalysisError, match="x: a bin of 5 ms does not fit into 2 ms"):
        whole_bins(2.0, 5.0, "x")


def test_a_missing_package_names_the_extra():
    with pytest.raises(snn.MissingPackageError, match=r"this needs .*pip install \.\[data\]"):
        optional("no_such_package", "data", "this")
