"""How often neurons fire: mean rates, the rate of a population over time, and around events."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import AnalysisError
from ..program import Array
from .blocks import parts
from .counts import edges_of, pooled
from .trains import ROUNDING, Trains, trains, whole_bins

_EDGES = 1 << 22  # of bins around events, looked up at a time


def firing_rate(spikes: Trains, t_range: tuple[float, float] | None = None) -> Array:
    """Spikes per second of every neuron, Hz (n,).

    spikes, t_range : as for `trains`.
    """
    t = trains(spikes, t_range)
    found = t.xp.zeros(t.n, np.int64)
    for part in parts(len(t.ids)):
        found += t.xp.bincount(t.ids[part], minlength=t.n)
    rate: Array = found / (t.duration / 1000.0)
    return rate


def population_rate(
    spikes: Trains, bin: float = 5.0, t_range: tuple[float, float] | None = None
) -> tuple[Array, Array]:
    """Spikes per neuron and second in bins of `bin` ms: (rate in Hz, edges in ms).

    rate (n_bins,), edges (n_bins + 1,). What is left of the window after the last whole bin is not
    counted. spikes, t_range : as for `trains`.
    """
    t = trains(spikes, t_range)
    found = pooled(t, bin, "population_rate")
    return found / (t.n * bin / 1000.0), edges_of(t, bin, len(found))


def psth(
    spikes: Trains,
    events: Any,
    window: tuple[float, float],
    bin: float,
    t_range: tuple[float, float] | None = None,
) -> tuple[Array, Array]:
    """The peri-stimulus time histogram: spikes per neuron and second, averaged over events.

    Parameters
    ----------
    spikes, t_range : as for `trains`.
    events : ms (n_events,). An event whose window is not wholly within `t_range` is left out.
    window : (before, after), both ms >= 0: how much is seen before and after an event.
    bin : ms. What is left of the window after the last whole bin is not counted.

    Returns (rate in Hz (n_bins,), edges in ms relative to the event (n_bins + 1,)). Raises
    AnalysisError where no event is left.
    """
    t = trains(spikes, t_range)
    before, after = (float(each) for each in window)
    if not (before >= 0 and after >= 0):
        raise AnalysisError(
            f"psth: window is (before, after), both in ms and >= 0; got {tuple(window)}"
        )
    n_bins = whole_bins(before + after, bin, "psth")
    xp = t.xp
    events = xp.asarray(events, np.float64)
    events = events[(events - before >= t.start) & (events + after <= t.stop)]
    if not len(events):
        raise AnalysisError(
            f"psth: no event has its window of {before:g} ms before and {after:g} ms after it "
            f"within {t.start:g} .. {t.stop:g} ms"
        )
    edges = bin * xp.arange(n_bins + 1) - before
    # The last spike below an edge, per edge and event: differences are what lies between edges.
    below, times = xp.zeros(n_bins + 1, np.int64), xp.sort(t.times)
    for part in parts(len(events), max(1, _EDGES // len(edges))):
        limits = events[part][:, None] + (edges - ROUNDING * bin)[None, :]
        below += xp.searchsorted(times, limits.ravel()).reshape(limits.shape).sum(axis=0)
    return xp.diff(below) / (len(events) * t.n * bin / 1000.0), edges
