"""Interspike intervals, and how irregular they are: CV, CV2, LV, LvR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..program import Array
from .blocks import rows_of, tracked
from .checks import number
from .sorting import array_module, crossings, repeated
from .trains import Trains, trains


def isi(spikes: Trains, t_range: tuple[float, float] | None = None) -> tuple[Array, Array]:
    """The interspike intervals: (intervals in ms, ids), sorted by neuron and time.

    float64 and int32, (n_intervals,). spikes, t_range : as for `trains`.
    """
    return _intervals(*trains(spikes, t_range).rows())


def cv(spikes: Trains, t_range: tuple[float, float] | None = None, progress: bool = False) -> Array:
    """Coefficient of variation of every neuron's interspike intervals, (n,): deviation over mean.

    1 for a Poisson process, 0 for a regular one; NaN for a neuron with fewer than two intervals.
    The variance is divided by the number of intervals. spikes, t_range : as for `trains`.
    """

    def of(intervals: Array, ids: Array, n: int) -> Array:
        xp = array_module(intervals)
        mean = _mean(intervals, ids, n, 2)
        variance = _mean((intervals - mean[ids]) ** 2, ids, n, 2)
        found: Array = xp.sqrt(variance) / xp.where(mean > 0, mean, np.nan)
        return found

    return _per_neuron(of, spikes, t_range, progress, "cv")


def cv2(
    spikes: Trains, t_range: tuple[float, float] | None = None, progress: bool = False
) -> Array:
    """CV2 of every neuron, (n,): the mean of 2 |I' - I| / (I' + I) over neighbouring intervals.

    Insensitive to slow changes of the rate. 1 for a Poisson process, 0 for a regular one; NaN for
    a neuron with fewer than two intervals, or with two of 0 ms in a row. spikes, t_range : as for
    `trains`. Holt, Softky, Koch & Douglas (1996), J. Neurophysiol. 75:1806.
    """
    return _of_pairs(lambda a, b: 2.0 * abs(b - a) / (b + a), spikes, t_range, progress, "cv2")


def lv(spikes: Trains, t_range: tuple[float, float] | None = None, progress: bool = False) -> Array:
    """Local variation of every neuron, (n,): the mean of 3 (I' - I)² / (I' + I)².

    1 for a Poisson process, 0 for a regular one; NaN as for `cv2`. spikes, t_range : as for
    `trains`. Shinomoto, Shima & Tanji (2003), Neural Comput. 15:2823.
    """
    return _of_pairs(lambda a, b: 3.0 * ((b - a) / (b + a)) ** 2, spikes, t_range, progress, "lv")


def lvr(
    spikes: Trains,
    t_ref: float = 5.0,
    t_range: tuple[float, float] | None = None,
    progress: bool = False,
) -> Array:
    """Local variation with the refractory period of `t_ref` ms made up for, of every neuron, (n,).

    The mean of 3 (1 - 4 I I' / (I + I')²) (1 + 4 R / (I + I')), R being `t_ref`. NaN as for `cv2`.
    spikes, t_range : as for `trains`. Shinomoto et al. (2009), PLoS Comput. Biol. 5:e1000433,
    eq. 3; R = 5 ms tells cortical areas apart best.
    """
    number(t_ref, "lvr: t_ref", zero=True)

    def of(a: Array, b: Array) -> Any:
        return 3.0 * (1.0 - 4.0 * a * b / (a + b) ** 2) * (1.0 + 4.0 * t_ref / (a + b))

    return _of_pairs(of, spikes, t_range, progress, "lvr")


def _intervals(times: Array, bounds: Array) -> tuple[Array, Array]:
    """(intervals, ids) of times sorted by neuron; bounds may begin above 0."""
    xp = array_module(times)
    gaps, inside = xp.diff(times), xp.ones(max(len(times) - 1, 0), bool)
    inside[crossings(bounds) - bounds[0]] = False
    return gaps[inside], repeated(xp.maximum(xp.diff(bounds) - 1, 0))


def _per_neuron(
    of: Callable[[Array, Array, int], Array],
    spikes: Trains,
    t_range: tuple[float, float] | None,
    progress: bool,
    who: str,
) -> Array:
    """`of(intervals, ids, n)` for blocks of neurons, joined: (n,)."""
    t = trains(spikes, t_range)
    found: Array = t.xp.full(t.n, np.nan)
    times, bounds = t.rows()
    for rows in tracked(rows_of(bounds), t.n, progress, who):
        own = bounds[rows.start : rows.stop + 1]
        intervals, ids = _intervals(times[int(own[0]) : int(own[-1])], own)
        found[rows] = of(intervals, ids, rows.stop - rows.start)
    return found


def _of_pairs(
    of: Callable[[Array, Array], Any],
    spikes: Trains,
    t_range: tuple[float, float] | None,
    progress: bool,
    who: str,
) -> Array:
    """Every neuron's mean of `of(interval, the next)`, (n,)."""

    def mean(intervals: Array, ids: Array, n: int) -> Array:
        same = ids[1:] == ids[:-1]
        a, b = intervals[:-1][same], intervals[1:][same]
        some = a + b > 0  # two intervals of 0 make NaN, as 0/0 does
        xp = array_module(a)
        value = of(xp.where(some, a, np.nan), b)
        return _mean(value, ids[1:][same], n, 1)

    return _per_neuron(mean, spikes, t_range, progress, who)


def _mean(values: Array, ids: Array, n: int, least: int) -> Array:
    """Every neuron's mean value, (n,); NaN for fewer than `least`."""
    xp = array_module(values)
    count = xp.bincount(ids, minlength=n)
    mean: Array = xp.where(
        count >= least, xp.bincount(ids, values, n) / xp.maximum(count, 1), np.nan
    )
    return mean
