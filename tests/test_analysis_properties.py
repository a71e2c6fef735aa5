"""What holds for the statistics of any spike trains: few, none, at one time, in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from snn import analysis

DT, STOP, BIN = 0.1, 50.0, 2.5  # ms
Spikes = tuple[np.ndarray, np.ndarray, int]

PER_NEURON: dict[str, Callable[..., Any]] = {
    "firing_rate": analysis.firing_rate,
    "cv": analysis.cv,
    "cv2": analysis.cv2,
    "lv": analysis.lv,
    "lvr": lambda s, t_range: analysis.lvr(s, t_range=t_range),
    "counts": lambda s, t_range: analysis.counts(s, BIN, t_range),
    "fano": lambda s, t_range: analysis.fano(s, BIN, t_range),
}
TOGETHER: dict[str, Callable[..., Any]] = {
    "population_rate": lambda s, t_range: analysis.population_rate(s, BIN, t_range)[0],
    "synchrony": lambda s, t_range: analysis.synchrony(s, BIN, t_range=t_range),
    "mean_correlation": lambda s, t_range: analysis.mean_correlation(s, BIN, t_range=t_range),
    "spectrum": lambda s, t_range: analysis.spectrum(s, BIN, 25.0, t_range)[0],
    "cross_correlogram": lambda s, t_range: analysis.cross_correlogram(s, s, BIN, 10.0, t_range)[0],
}
STATISTICS = PER_NEURON | TOGETHER


@st.composite
def trains(draw: st.DrawFn) -> Spikes:
    """Times on a grid from 0 to STOP, in any order; several spikes at one time are likely."""
    n = draw(st.integers(1, 4))
    last = draw(st.sampled_from([5, 60, round(STOP / DT) - 1]))
    spike = st.tuples(st.integers(0, last), st.integers(0, n - 1))
    spikes = draw(st.lists(spike, max_size=40))
    steps, ids = np.array(spikes, int).reshape(-1, 2).T
    return steps * DT, ids, n


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


any_trains = given(trains())
some = settings(max_examples=15, deadline=None)


@some
@any_trains
def test_shifted_spikes_are_the_same_spikes(spikes: Spikes) -> None:
    times, ids, n = spikes
    for name, statistic in STATISTICS.items():
        moved = statistic((times + 1000.0, ids, n), t_range=(1000.0, 1000.0 + STOP))
        np.testing.assert_allclose(
            moved, statistic(spikes, t_range=(0.0, STOP)), rtol=1e-6, atol=1e-6, err_msg=name
        )


@some
@any_trains
def test_the_order_of_spikes_does_not_matter(spikes: Spikes) -> None:
    times, ids, n = spikes
    by_time, by_neuron = np.lexsort((ids, times)), np.lexsort((times, ids))
    for statistic in STATISTICS.values():
        expected = statistic(spikes, t_range=(0.0, STOP))
        for order in (by_time, by_neuron):
            close(statistic((times[order], ids[order], n), t_range=(0.0, STOP)), expected)


@some
@given(trains(), st.randoms(use_true_random=False))
def test_neurons_can_be_renumbered(spikes: Spikes, random: Any) -> None:
    times, ids, n = spikes
    new = np.array(random.sample(range(n), n))
    renumbered = times, new[ids], n
    for statistic in TOGETHER.values():
        close(statistic(renumbered, t_range=(0.0, STOP)), statistic(spikes, t_range=(0.0, STOP)))
    for statistic in PER_NEURON.values():
        found = statistic(renumbered, t_range=(0.0, STOP))
        close(found[new], statistic(spikes, t_range=(0.0, STOP)))


@some
@given(trains(), st.integers(0, 30), st.integers(33, 50))
def test_a_window_is_its_spikes_alone(spikes: Spikes, start: int, stop: int) -> None:
    times, ids, n = spikes
    inside = (times >= start) & (times < stop)
    window = float(start), float(stop)
    for statistic in PER_NEURON.values():
        alone = statistic((times[inside], ids[inside], n), t_range=window)
        close(statistic(spikes, t_range=window), alone)


@some
@any_trains
def test_counts_add_up(spikes: Spikes) -> None:
    _, ids, n = spikes
    found = analysis.counts(spikes, BIN, (0.0, STOP))
    halves = [analysis.counts(spikes, BIN, w) for w in ((0.0, STOP / 2), (STOP / 2, STOP))]
    assert np.array_equal(found, np.concatenate(halves, axis=1))
    assert found.sum(axis=1).tolist() == np.bincount(ids, minlength=n).tolist()
    close(analysis.firing_rate(spikes, (0.0, STOP)) * STOP / 1000, found.sum(axis=1))
    rate, _ = analysis.population_rate(spikes, BIN, (0.0, STOP))
    close(rate * n * BIN / 1000, found.sum(axis=0))
    fired = found.any(axis=1)
    factor = analysis.fano(spikes, BIN, (0.0, STOP))
    close(factor[fired], found[fired].var(axis=1) / found[fired].mean(axis=1))
    assert np.isnan(factor[~fired]).all()


@some
@any_trains
def test_intervals_fill_the_time_from_the_first_spike_to_the_last(spikes: Spikes) -> None:
    times, ids, n = spikes
    intervals, owner = analysis.isi(spikes)
    assert (intervals >= 0).all() and (np.diff(owner) >= 0).all()
    for k in range(n):
        own = np.sort(times[ids == k])
        close(intervals[owner == k], np.diff(own))


@some
@any_trains
@example((np.array([1.0, 1.0, 1.0, 2.0]), np.zeros(4, int), 1))
def test_irregularity_is_as_defined(spikes: Spikes) -> None:
    """Neuron by neuron as in the papers; two intervals of 0 in a row are NaN in CV2, LV, LvR."""
    times, ids, _ = spikes
    window = {"t_range": (0.0, STOP)}
    each = zip(
        *(f(spikes, **window) for f in (analysis.cv, analysis.cv2, analysis.lv, analysis.lvr)),
        strict=True,
    )
    for k, found in enumerate(each):
        gaps = np.diff(np.sort(times[ids == k]))
        if len(gaps) < 2:
            assert np.isnan(found).all()
            continue
        a, b = gaps[:-1], gaps[1:]
        with np.errstate(all="ignore"):
            ratio = (1 - 4 * a * b / (a + b) ** 2) * (1 + 20.0 / (a + b))
            expected = (
                gaps.std() / gaps.mean(),
                np.mean(2 * np.abs(b - a) / (a + b)),
                3 * np.mean(((b - a) / (a + b)) ** 2),
                3 * np.mean(ratio),
            )
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


@some
@any_trains
def test_correlation_is_pearsons(spikes: Spikes) -> None:
    found = analysis.correlation(spikes, BIN, t_range=(0.0, STOP))
    counts = analysis.counts(spikes, BIN, (0.0, STOP))
    varies = counts.var(axis=1) > 0
    assert np.isnan(found[~varies]).all() and np.isnan(found[:, ~varies]).all()
    known = counts[varies]
    if len(known) > 1:
        close(found[np.ix_(varies, varies)], np.corrcoef(known))
        mean = found[np.ix_(varies, varies)][np.triu_indices(len(known), 1)].mean()
        close(analysis.mean_correlation(spikes, BIN, t_range=(0.0, STOP)), mean)
    else:
        assert np.isnan(analysis.mean_correlation(spikes, BIN, t_range=(0.0, STOP)))


@some
@given(trains(), trains(), st.sampled_from([0.0, 2.5, 11.0, 80.0]))
def test_a_correlogram_counts_every_pair_once(a: Spikes, b: Spikes, most: float) -> None:
    found, lags = analysis.cross_correlogram(a, b, BIN, most, (0.0, STOP))
    first, second = (np.floor(s[0] / BIN + 1e-9) for s in (a, b))
    apart = (second[None, :] - first[:, None]) * BIN
    assert found.tolist() == [(apart == lag).sum() for lag in lags]
    assert lags[0] == -lags[-1] and lags[-1] == BIN * int(most / BIN)


@some
@given(trains(), st.lists(st.integers(50, 425), min_size=1, max_size=6))
def test_a_psth_counts_around_every_event(spikes: Spikes, steps: list[int]) -> None:
    times, _, n = spikes
    events = np.array(steps) * DT
    rate, edges = analysis.psth(spikes, events, (5.0, 7.5), BIN, (0.0, STOP))
    bins = np.floor((times[None, :] - events[:, None] + 5.0) / BIN + 1e-9)
    expected = [(bins == k).sum() / len(events) / n / BIN * 1000 for k in range(5)]
    close(rate, expected)
    close(edges, [-5.0, -2.5, 0.0, 2.5, 5.0, 7.5])


@some
@given(trains(), st.sampled_from([0.1, 1.0, 7.0]), st.integers(1, 4))
def test_bursts_are_parted_by_gaps(spikes: Spikes, gap: float, least: int) -> None:
    times, ids, n = spikes
    onset, end, owner = analysis.bursts(spikes, gap, least)
    expected = []
    for k in range(n):
        own = np.sort(times[ids == k])
        runs = np.split(own, np.flatnonzero(np.diff(own) > gap + 1e-6) + 1)
        expected += [(run[0], run[-1], k) for run in runs if len(run) >= least]
    assert list(zip(onset, end, owner, strict=True)) == expected


@pytest.mark.parametrize("spikes", [[], [(3.0, 1)]])
def test_none_and_one(spikes: list[tuple[float, int]]) -> None:
    times = np.array([t for t, _ in spikes])
    ids = np.array([k for _, k in spikes], int)
    trains = times, ids, 3
    window = 0.0, 10.0
    for name in ("cv", "cv2", "lv", "lvr"):
        assert np.isnan(PER_NEURON[name](trains, t_range=window)).all()
    assert analysis.firing_rate(trains, window).tolist() == [0.0, 100.0 * len(spikes), 0.0]
    assert len(analysis.isi(trains)[0]) == 0
    assert analysis.counts(trains, 1.0, window).sum() == len(spikes)
    assert len(analysis.bursts(trains, 1.0)[0]) == 0
    assert np.isnan(analysis.mean_correlation(trains, 1.0, t_range=window))
    assert np.isnan(analysis.correlation(trains, 1.0, t_range=window)[0]).all()
    assert np.isnan(analysis.synchrony(trains, 1.0, t_range=window)) == (not spikes)
    assert analysis.cross_correlogram(trains, trains, 1.0, 2.0, window)[0].sum() == len(spikes)
