"""How often neurons fire: mean rates, the rate of a population over time, and around events."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import AnalysisError
from ..program import Array
from .blocks import parts
from .checks import instants, number
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

    rate (n_bins,), edges (n_bins + 1,). Bins are whole: what is left of the window after the last
    one is not counted. spikes, t_range : as for `trains`, which says where arrays end.
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
    events : ms (n_events,), whose windows are wholly within `t_range`: of all others nobody knows.
    window : (before, after), both ms >= 0: how much is seen before and after an event.
    bin : ms. What is left of the window after the last whole bin is not counted.

    Returns (rate in Hz (n_bins,), edges in ms relative to the event (n_bins + 1,)). Raises
    AnalysisError for other events.
    """
    t = trains(spikes, t_range)
    if np.shape(window) != (2,):
        raise AnalysisError(f"psth: window must be (before, after) in ms; got {window!r}")
    before, after = (number(each, "psth: before and after", zero=True) for each in window)
    n_bins, xp = whole_bins(before + after, bin, "psth"), t.xp
    events = instants(events, "psth: events", xp)
    if not len(events):
        raise AnalysisError("psth: there must be at least one event")
    first, last = float(events.min()) - before, float(events.max()) + after
    if first < t.start - ROUNDING or last > t.stop + ROUNDING:
        raise AnalysisError(
            f"psth: the windows of all events must be within {t.start:g} .. {t.stop:g} ms; they "
            f"reach from {first:g} to {last:g} ms: leave events out"
        )
    edges = bin * xp.arange(n_bins + 1) - before
    # The last spike below an edge, per edge and event: differences are what lies between edges.
    below, times = xp.zeros(n_bins + 1, np.int64), xp.sort(t.times)
    for part in parts(len(events), max(1, _EDGES // len(edges))):
        limits = events[part][:, None] + (edges - ROUNDING)[None, :]
        below += xp.searchsorted(times, limits.ravel()).reshape(limits.shape).sum(axis=0)
    return xp.diff(below) / (len(events) * t.n * bin / 1000.0), edges
