"""Windows, time surfaces and sparse vectors of spike trains."""

from __future__ import annotations

from types import SimpleNamespace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import snn
from snn import analysis
from snn.analysis import time_surface, train_vectors, windows

TIMES = st.lists(st.tuples(st.integers(0, 399), st.integers(0, 3)), max_size=30)
ONE = [
    {"distance": "spike"},
    {"distance": "isi"},
    {"distance": "van_rossum", "tau": 7.0},
    {"distance": "victor_purpura", "cost": 0.1},
]


def spikes_of(pairs, n=4):
    """(times, ids, n) of pairs of (time, neuron)."""
    array = np.asarray(pairs, float).reshape(-1, 2)
    return array[:, 0], array[:, 1].astype(int), n


@pytest.mark.parametrize("options", ONE, ids=lambda o: o["distance"])
def test_a_coordinate_is_the_distance_from_even_spikes(options):
    draw = np.random.default_rng(1)
    times, ids = draw.uniform(0, 400, 60), draw.integers(0, 3, 60)
    found = windows((times, ids, 4), 100.0, 50.0, t_range=(0, 400), **options)
    assert found.shape == (7, 4)
    name = options["distance"]
    distance = getattr(analysis, f"{name}_distance" if name in ("spike", "isi") else name)
    scale = [value for key, value in options.items() if key != "distance"]
    for k in (0, 3, 6):
        for neuron in range(4):
            mine = times[(ids == neuron) & (times >= 50 * k) & (times < 50 * k + 100)] - 50 * k
            m = max(1, round(np.sum(ids == neuron) / 400 * 100))
            even = (np.arange(m) + 0.5) * 100 / m
            both = np.concatenate([mine, even]), np.repeat([0, 1], [len(mine), m]), 2
            wanted = distance(both, *scale, t_range=(0, 100))[0, 1]
            assert found[k, neuron] == pytest.approx(wanted, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(TIMES, st.sampled_from(ONE))
def test_what_is_repeated_returns_to_the_same_point(pairs, options):
    times, ids, n = spikes_of(pairs)
    again = np.concatenate([times, times + 400]), np.concatenate([ids, ids]), n
    found = windows(again, 40.0, 20.0, t_range=(0, 800), **options)
    assert np.allclose(found[:19], found[20:], atol=1e-7)
    assert np.isfinite(found).all()


def test_spikes_on_the_edge_of_a_window_are_in_the_next():
    # 0.1 ms steps as a recording rounds them: the third window opens at a spike.
    times = np.arange(0, 1200, 3) * 0.1
    found = windows((times, np.zeros(len(times), int)), 0.9, 0.3, t_range=(0, 120))
    assert len(found) == 398 and np.ptp(found) < 1e-6


def test_normalized_coordinates_have_mean_0_and_deviation_1():
    times = np.random.default_rng(3).uniform(0, 1000, 300)
    found = windows((times, np.arange(300) % 3, 4), 50.0, t_range=(0, 1000), normalize=True)
    assert np.allclose(found.mean(axis=0), 0, atol=1e-12)
    assert np.allclose(found.std(axis=0), [1, 1, 1, 0])  # the fourth never spikes


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0.0}, "windows: width must be"),
        ({"width": 5.0, "step": -1.0}, "windows: step must be"),
        ({"width": 50.0}, "a width of 50 ms does not fit into 20 ms"),
        ({"width": 5.0, "distance": "euclid"}, "distance must be one of isi, spike"),
        ({"width": 5.0, "distance": "van_rossum"}, "'van_rossum' needs tau, above 0; got None"),
        ({"width": 5.0, "tau": 3.0}, "distance 'isi' takes no tau; got 3.0"),
    ],
)
def test_what_windows_refuse(options, message):
    with pytest.raises(snn.AnalysisError, match=message):
        windows(([1.0], np.array([0])), t_range=(0, 20), **options)


def test_a_time_surface_fades_from_one():
    spikes = np.array([10.0, 30.0, 5.0]), np.array([0, 0, 2]), 3
    found = time_surface(spikes, [0, 10, 20, 30, 5], 10.0)
    e = np.exp(-1.0)
    wanted = [[0, 0, 0], [1, 0, e**0.5], [e, 0, e**1.5], [1, 0, e**2.5], [0, 0, 1]]
    assert np.allclose(found, wanted, rtol=1e-15)


@pytest.mark.parametrize("dt", [0.1, 0.3, 0.7])
def test_a_time_surface_sees_the_spike_of_its_moment(dt):
    steps = np.arange(1, 500)
    at = np.round(steps * dt, 6)  # as one writes them
    found = time_surface((steps * dt, 0 * steps), at, 10.0)
    assert found == pytest.approx(np.ones((499, 1)))
    assert found.max() <= 1


@settings(max_examples=25, deadline=None)
@given(TIMES, st.lists(st.integers(-5, 405), max_size=12), st.integers(1, 20))
def test_a_time_surface_is_that_of_the_last_spike(pairs, at, cells):
    times, ids, n = spikes_of(pairs)
    with pytest.MonkeyPatch.context() as patch:  # in blocks of few rows
        patch.setattr("snn.analysis.surface._CELLS", cells)
        found = time_surface((times, ids, n), at, 20.0)
    assert found.shape == (len(at), n)
    for row, t in zip(found, at, strict=True):
        for neuron in range(n):
            before = times[(ids == neuron) & (times <= t)]
            assert row[neuron] == (np.exp(-(t - before.max()) / 20) if len(before) else 0)


def test_what_a_time_surface_refuses():
    with pytest.raises(snn.AnalysisError, match="tau must be a number of ms above 0"):
        time_surface(spikes_of([(1, 0)]), [1.0], 0.0)
    with pytest.raises(snn.AnalysisError, match="at must be a 1-D array of finite times"):
        time_surface(spikes_of([(1, 0)]), [np.nan], 1.0)


def test_train_vectors_count_spikes():
    spikes = np.array([0.0, 4.0, 9.9, 10.0, 29.0]), np.array([1, 1, 1, 0, 0]), 3
    found = train_vectors(spikes, 10.0, t_range=(0, 25))
    assert found.toarray().tolist() == [[0, 1], [3, 0], [0, 0]]
    assert found.dtype == np.float32


def test_a_recording_is_taken_with_its_window():
    spikes = SimpleNamespace(
        times=np.array([110.0, 150.0]), ids=np.array([0, 1]), n=2, t_range=(100.0, 160.0)
    )
    assert windows(spikes, 20.0).shape == (3, 2)
    assert train_vectors(spikes, 20.0).toarray().tolist() == [[1, 0, 0], [0, 0, 1]]
