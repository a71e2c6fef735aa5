"""Distances between spike trains: against Elephant and PySpike, closed forms, and properties."""

from __future__ import annotations

import json
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import snn
from snn.analysis import isi_distance, spike_distance, van_rossum, victor_purpura

REFERENCE = json.loads((Path(__file__).parent / "reference" / "distances.json").read_text())
STOP = REFERENCE["stop"]
DISTANCES = {
    "victor_purpura": lambda spikes, **options: victor_purpura(spikes, 0.1, **options),
    "van_rossum": lambda spikes, **options: van_rossum(spikes, 5.0, **options),
    "isi_distance": isi_distance,
    "spike_distance": spike_distance,
}
WINDOW = (0.0, 100.0)

TRAIN = st.lists(st.integers(0, 999).map(lambda k: k / 10), max_size=8)  # equal times are likely


def packed(*lists):
    """Lists of times as (times, ids, n)."""
    times = np.concatenate([np.asarray(t, float) for t in lists])
    return times, np.repeat(np.arange(len(lists)), [len(t) for t in lists]), len(lists)


@pytest.mark.parametrize("name", ["random", "simulated"])
def test_elephant_and_pyspike_find_the_same(name):
    data = REFERENCE[name]
    spikes = packed(*data["trains"])
    for cost, wanted in zip(REFERENCE["costs"], data["victor_purpura"], strict=True):
        assert np.allclose(victor_purpura(spikes, cost), wanted, rtol=0, atol=1e-9)
    for tau, wanted in zip(REFERENCE["taus"], data["van_rossum"], strict=True):
        assert np.allclose(van_rossum(spikes, tau), wanted, rtol=0, atol=1e-9)
    for distance in (isi_distance, spike_distance):
        wanted = data[distance.__name__]
        assert np.allclose(distance(spikes, t_range=(0, STOP)), wanted, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("shift", "cost"), [(3.0, 0.1), (19.0, 0.1), (50.0, 0.1), (7.0, 0.0)])
def test_victor_purpura_of_a_shifted_spike(shift, cost):
    found = victor_purpura(packed([10.0], [10.0 + shift]), cost)
    assert found == pytest.approx(np.array([[0, 1], [1, 0]]) * min(cost * shift, 2.0))


def test_victor_purpura_counts_what_is_missing():
    found = victor_purpura(packed([], [1.0, 2.0, 3.0], [2.0]), 0.3)
    assert np.allclose(found, [[0, 3, 1], [3, 0, 2], [1, 2, 0]])


@pytest.mark.parametrize("apart", [0.0, 0.5, 4.0, 1000.0])
def test_van_rossum_of_a_shifted_spike(apart):
    found = van_rossum(packed([1.0], [1.0 + apart], []), 4.0)
    wanted = np.sqrt(2 * (1 - np.exp(-apart / 4.0)))
    assert np.allclose(found, [[0, wanted, 1], [wanted, 0, 1], [1, 1, 0]], atol=1e-12)


def test_van_rossum_of_nearly_equal_trains_loses_no_digits():
    many = np.arange(0.0, 100.0, 0.5)
    moved = many.copy()
    moved[-1] += 1e-6
    found = van_rossum(packed(many, moved), 10.0)[0, 1]
    assert found == pytest.approx(np.sqrt(2 * 1e-7), rel=1e-4)


def test_isi_distance_of_regular_trains():
    slow, fast = np.arange(0.0, 100.0, 20.0), np.arange(0.0, 100.0, 5.0)
    found = isi_distance(packed(slow, fast, slow + 3), t_range=WINDOW)
    assert found[0, 1] == pytest.approx(0.75) and found[0, 2] == pytest.approx(0.0)


def test_spike_distance_of_shifted_regular_trains():
    # Every spike is 2 ms from the other train's nearest, all intervals are 10 ms.
    early = np.arange(5.0, 1005.0, 10.0)
    found = spike_distance(packed(early, early + 2), t_range=(0, 1010))
    assert found[0, 1] == pytest.approx(0.2, abs=0.005)


@settings(max_examples=25, deadline=None)
@given(st.lists(TRAIN, min_size=3, max_size=3), st.sampled_from(sorted(DISTANCES)))
def test_what_every_distance_is(lists, name):
    distance = DISTANCES[name]
    found = distance(packed(*lists), t_range=WINDOW)
    assert found.shape == (3, 3) and found.dtype == np.float64 and (found >= 0).all()
    assert np.array_equal(found, found.T) and (found.diagonal() == 0).all()
    # Neither the order of the neurons matters nor when it was.
    swapped = distance(packed(*lists[::-1]), t_range=WINDOW)
    assert np.allclose(swapped, found[::-1, ::-1], atol=1e-12)
    moved = packed(*[[t + 1000.0 for t in train] for train in lists])
    assert np.allclose(distance(moved, t_range=(1000.0, 1100.0)), found, atol=1e-9)
    assert distance(packed(lists[0], lists[0][::-1]), t_range=WINDOW)[0, 1] == 0
    if name in ("isi_distance", "spike_distance"):
        twice = packed(*[train * 2 for train in lists])
        assert (found <= 1).all()
        assert np.array_equal(distance(twice, t_range=WINDOW), found)
    else:  # metrics
        assert found[0, 2] <= found[0, 1] + found[1, 2] + 1e-12


def test_scales_are_checked():
    for bad in (-1.0, np.nan):
        with pytest.raises(snn.AnalysisError, match=r"cost must be a number of 1/ms at least 0"):
            victor_purpura(packed([1.0]), bad)
    with pytest.raises(snn.AnalysisError, match="tau must be a number of ms above 0; got 0"):
        van_rossum(packed([1.0]), 0.0)


def test_progress_is_shown_on_demand(capfd):
    spikes = packed([1.0], [2.0], [3.0])
    assert np.array_equal(isi_distance(spikes, progress=True), isi_distance(spikes))
    assert "isi distances: 100%" in capfd.readouterr().err
