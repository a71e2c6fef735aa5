"""Bursts: spikes of one neuron that follow one another closely."""

from __future__ import annotations

import numpy as np

from ..program import Array
from .checks import number, whole
from .sorting import crossings, owners
from .trains import ROUNDING, Trains, trains


def bursts(
    spikes: Trains, gap: float, least: int = 2, t_range: tuple[float, float] | None = None
) -> tuple[Array, Array, Array]:
    """Runs of at least `least` spikes of a neuron, no two neighbours further apart than `gap` ms.

    (onset, end, ids): the times of a burst's first and last spike in ms, and its neuron, int32;
    all (n_bursts,), sorted by neuron and time. spikes, t_range : as for `trains`.
    """
    gap, least = number(gap, "bursts: gap"), whole(least, "bursts: least")
    t = trains(spikes, t_range)
    times, bounds = t.rows()
    xp = t.xp
    if not len(times):
        return times, times, xp.empty(0, np.int32)
    apart = xp.diff(times) > gap + ROUNDING
    apart[crossings(bounds)] = True
    last = xp.concatenate([xp.flatnonzero(apart), xp.full(1, len(times) - 1)])
    first = xp.concatenate([xp.zeros(1, np.int64), last[:-1] + 1])
    long = last - first + 1 >= least
    first, last = first[long], last[long]
    return times[first], times[last], owners(bounds)[first]
