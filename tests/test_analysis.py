"""Statistics of spike trains against elephant's numbers (tests/reference), and on closed forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn import analysis

REFERENCE = json.loads((Path(__file__).parent / "reference" / "train_statistics.json").read_text())
BIN, WINDOW = REFERENCE["bin"], {"t_range": (0.0, REFERENCE["stop"])}
KINDS = pytest.mark.parametrize("kind", ["random", "simulated"])


def trains_of(kind: str) -> tuple[np.ndarray, np.ndarray, int]:
    """The reference's trains, sorted by time as a recording."""
    steps = REFERENCE[kind]["steps"]
    ids = np.repeat(np.arange(len(steps)), [len(each) for each in steps])
    step = np.concatenate(steps)
    order = np.lexsort((ids, step))
    return step[order] * REFERENCE["dt"], ids[order].astype(np.int32), len(steps)


def agrees(found: Any, name: str, kind: str) -> None:
    """To 1e-9 of the reference's values; None there is NaN."""
    expected = np.array(REFERENCE[kind][name], np.float64)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12, err_msg=name)


@KINDS
def test_rates_are_those_of_elephant(kind: str) -> None:
    spikes = trains_of(kind)
    agrees(analysis.firing_rate(spikes, **WINDOW), "firing_rate", kind)
    rate, edges = analysis.population_rate(spikes, BIN, **WINDOW)
    agrees(rate, "population_rate", kind)
    np.testing.assert_allclose(np.diff(edges), BIN)
    events, window = REFERENCE["events"], REFERENCE["window"]
    found, lags = analysis.psth(spikes, events, window, BIN, **WINDOW)
    agrees(found, "psth", kind)
    assert (lags[0], lags[-1]) == (-window[0], window[1])


@KINDS
def test_intervals_are_those_of_elephant(kind: str) -> None:
    spikes = trains_of(kind)
    intervals, ids = analysis.isi(spikes, **WINDOW)
    agrees(intervals, "isi", kind)
    assert np.bincount(ids, minlength=spikes[2]).tolist() == [
        max(len(each) - 1, 0) for each in REFERENCE[kind]["steps"]
    ]
    for name in ("cv", "cv2", "lv", "lvr"):
        agrees(getattr(analysis, name)(spikes, **WINDOW), name, kind)


@KINDS
def test_counts_and_their_correlations_are_those_of_elephant(kind: str) -> None:
    spikes = trains_of(kind)
    times, ids, _ = spikes
    agrees(analysis.fano(spikes, BIN, **WINDOW), "fano", kind)
    agrees(analysis.synchrony(spikes, BIN, **WINDOW), "synchrony", kind)
    agrees(analysis.correlation(spikes, BIN, **WINDOW), "correlation", kind)
    pair = [(times[ids == k], 0 * ids[ids == k]) for k in (0, 1)]
    found, lags = analysis.cross_correlogram(*pair, BIN, REFERENCE["max_lag"], **WINDOW)
    agrees(found, "cross_correlogram", kind)
    agrees(lags, "lags", kind)


@KINDS
def test_the_spectrum_is_that_of_elephant(kind: str) -> None:
    power, frequency = analysis.spectrum(trains_of(kind), BIN, REFERENCE["segment"], **WINDOW)
    agrees(power, "spectrum", kind)
    agrees(frequency, "frequency", kind)


@KINDS
def test_the_mean_correlation_is_the_mean_of_all_pairs(kind: str) -> None:
    spikes = trains_of(kind)
    each = analysis.correlation(spikes, BIN, **WINDOW)
    pairs = each[np.triu_indices(len(each), 1)]
    assert analysis.mean_correlation(spikes, BIN, **WINDOW) == pytest.approx(
        np.nanmean(pairs), rel=1e-9
    )
    some = [2, 0, 1]
    assert analysis.correlation(spikes, BIN, some, **WINDOW) == pytest.approx(
        each[np.ix_(some, some)], rel=1e-9
    )


# --- closed forms: the bounds are four standard errors --------------------------------------------


def renewal(shape: float, n: int = 40, stop: float = 100_000.0) -> tuple[np.ndarray, np.ndarray]:
    """Gamma processes at 50 Hz; times in ms."""
    gaps = np.random.default_rng(11).gamma(shape, 20.0 / shape, (n, int(stop / 20 * 1.5)))
    times = np.cumsum(gaps, axis=1)
    ids = np.broadcast_to(np.arange(n)[:, None], times.shape)
    return times[times < stop], ids[times < stop]


@pytest.mark.parametrize("shape", [1.0, 4.0])
def test_gamma_processes(shape: float) -> None:
    """CV 1/√k, LV 3/(2k + 1), Fano 1/k in long windows (Cox 1962); Poisson: k = 1."""
    spikes, window = renewal(shape), {"t_range": (0.0, 100_000.0)}
    intervals = 40 * 5000
    error = 4 / np.sqrt(intervals)
    assert analysis.cv(spikes, **window).mean() == pytest.approx(shape**-0.5, abs=2 * error)
    assert analysis.lv(spikes, **window).mean() == pytest.approx(3 / (2 * shape + 1), abs=error)
    assert analysis.lvr(spikes, 0.0, **window) == pytest.approx(analysis.lv(spikes, **window))
    bins = 40 * 100  # a Fano factor of m bins has the standard error √(2 / m)
    fano = analysis.fano(spikes, 1000.0, **window).mean()
    assert fano == pytest.approx(1 / shape, rel=4 * np.sqrt(2 / bins))


def test_poisson_processes_are_neither_correlated_nor_synchronous() -> None:
    spikes, window = renewal(1.0), {"t_range": (0.0, 100_000.0)}
    bins, pairs = 20_000, 40 * 39 / 2
    assert analysis.mean_correlation(spikes, 5.0, **window) == pytest.approx(
        0.0, abs=4 / np.sqrt(bins * pairs)
    )
    assert analysis.synchrony(spikes, 5.0, **window) == pytest.approx(
        1.0, abs=4 * np.sqrt(2 / bins)
    )
    assert analysis.cv2(spikes, **window).mean() == pytest.approx(1.0, abs=4 / np.sqrt(200_000))
    power, frequency = analysis.spectrum(spikes, **window)
    flat = power[(frequency > 5) & (frequency < 495)]  # 2 r / n, r = 50 Hz
    assert flat.mean() == pytest.approx(2.5, rel=4 / np.sqrt(100 * len(flat)))


def test_regular_trains() -> None:
    spikes = np.arange(1000) * 10.0 + 3.0, np.arange(1000) % 2
    for statistic in (analysis.cv, analysis.cv2, analysis.lv, analysis.lvr):
        assert statistic(spikes) == pytest.approx(np.zeros(2), abs=1e-12)
    assert analysis.fano(spikes, 20.0, (0.0, 10_000.0)) == pytest.approx(np.zeros(2), abs=0)
    assert analysis.synchrony(spikes, 10.0, t_range=(0.0, 10_000.0)) == 0.0
    assert analysis.firing_rate(spikes, (0.0, 10_000.0)).tolist() == [50.0, 50.0]
    both = np.repeat(np.arange(1000) * 7.0, 2), np.tile([0, 1], 1000)
    assert analysis.mean_correlation(both, 2.0) == pytest.approx(1.0)


def test_a_modulated_rate_has_its_line_in_the_spectrum() -> None:
    rng = np.random.default_rng(3)
    fired = (
        rng.random((20_000, 50))
        < 0.02 * (1 + np.sin(2 * np.pi * 0.04 * np.arange(20_000)))[:, None]
    )
    times, ids = np.nonzero(fired)
    power, frequency = analysis.spectrum((times.astype(float), ids), t_range=(0.0, 20_000.0))
    assert frequency[np.argmax(power)] == 40.0
    line = np.abs(frequency - 40.0) <= 1.5
    assert power[line].sum() == pytest.approx(
        20.0**2 / 2, rel=0.05
    )  # of 20 Hz sin: half its square


def test_segments_of_the_spectrum_are_a_quarter_of_the_window_and_a_second_at_most() -> None:
    spikes = renewal(1.0)
    for duration, apart in ((200.0, 20.0), (1000.0, 4.0), (50_000.0, 1.0)):
        _, frequency = analysis.spectrum(spikes, t_range=(0.0, duration))
        assert frequency[1] == pytest.approx(apart)


def test_an_echo_is_a_peak_of_the_correlogram() -> None:
    times, ids = renewal(1.0, n=1, stop=10_000.0)
    found, lags = analysis.cross_correlogram((times, ids), (times + 7.0, ids), 1.0, 20.0)
    assert lags[np.argmax(found)] in (6.0, 7.0, 8.0)
    same, lags = analysis.cross_correlogram((times, ids), (times, ids), 1.0, 20.0)
    assert same.tolist() == same[::-1].tolist()


def test_bursts_begin_and_end() -> None:
    times = np.array([1.0, 2.0, 3.0, 20.0, 30.0, 31.0, 1.5, 2.5])
    spikes = times, np.array([0, 0, 0, 0, 0, 0, 2, 2])
    onset, end, ids = analysis.bursts(spikes, 1.0)
    assert (onset.tolist(), end.tolist(), ids.tolist()) == ([1, 30, 1.5], [3, 31, 2.5], [0, 0, 2])
    assert analysis.bursts(spikes, 1.0, least=3)[0].tolist() == [1.0]
    assert analysis.bursts(spikes, 1.0, least=1)[0].tolist() == [1.0, 20.0, 30.0, 1.5]


def test_a_burst_is_one_whenever_it_is() -> None:
    steps = np.arange(1, 100_000, 997)
    times = np.stack([steps * 0.1, (steps + 50) * 0.1], axis=1)
    for pair in times:
        assert len(analysis.bursts((pair, [0, 0]), 5.0)[0]) == 1
        assert len(analysis.bursts((pair, [0, 0]), 4.9)[0]) == 0


def test_progress_shows_neurons(capsys: pytest.CaptureFixture[str]) -> None:
    analysis.cv(trains_of("random"), progress=True)
    assert "cv" in (shown := capsys.readouterr().err) and "6/6" in shown
    analysis.cv(trains_of("random"))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: analysis.counts(s, 0.0), "counts: bin must be"),
        (lambda s: analysis.fano(s, 1e9, (0.0, 9.0)), "fano: a bin of 1e"),
        (lambda s: analysis.psth(s, [50.0], (-5.0, 5.0), 1.0), "before and after must be"),
        (
            lambda s: analysis.psth(s, [1.0], (5.0, 5.0), 1.0),
            "all events must be within .* from -4 to 6 ms",
        ),
        (lambda s: analysis.psth(s, [5.0, np.nan], (1.0, 1.0), 1.0), "1-D array of finite times"),
        (lambda s: analysis.psth(s, [[5.0]], (1.0, 1.0), 1.0), "1-D array of finite times"),
        (lambda s: analysis.psth(s, [], (1.0, 1.0), 1.0), "at least one event"),
        (lambda s: analysis.psth(s, "a", (1.0, 1.0), 1.0), "1-D array of finite times"),
        (lambda s: analysis.psth(s, [5.0], 5, 1.0), "window must be .before, after. in ms; got 5"),
        (lambda s: analysis.fano(s, "a"), "fano: bin must be a number of ms above 0; got 'a'"),
        (lambda s: analysis.lvr(s, -1.0), "t_ref must be"),
        (lambda s: analysis.correlation(s, 1.0, [0, 0]), "each once"),
        (lambda s: analysis.correlation(s, 1.0, [6]), r"in 0 \.\. 5"),
        (lambda s: analysis.correlation(s, 1.0, [True]), "whole numbers"),
        (lambda s: analysis.cross_correlogram(s, s, 1.0, -1.0), "max_lag must be"),
        (lambda s: analysis.cross_correlogram(s, (s[0] + 1e4, s[1]), 1.0, 1.0, (0, 1)), None),
        (lambda s: analysis.spectrum(s, segment=1e9), "segment must be 2 bins or more"),
        (lambda s: analysis.bursts(s, 0.0), "gap must be"),
        (lambda s: analysis.bursts(s, 1.0, 0), "least must be"),
        (lambda s: analysis.bursts(s, 1.0, 2.5), "least must be a whole number >= 1; got 2.5"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, message: str | None) -> None:
    if message is None:
        found, _ = call(trains_of("random"))
        assert found.sum() == 0
        return
    with pytest.raises(snn.AnalysisError, match=message):
        call(trains_of("random"))
