"""Cross-correlograms: how often one group of neurons fires so long after another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import AnalysisError
from ..program import Array
from .blocks import rows_of
from .checks import number
from .sorting import array_module, repeated
from .trains import ROUNDING, SpikeTrains, Trains, bin_of, fitting, trains


def cross_correlogram(
    a: Trains,
    b: Trains,
    bin: float,
    max_lag: float,
    t_range: tuple[float, float] | None = None,
) -> tuple[Array, Array]:
    """How many spikes of `b` lie each lag after spikes of `a`: (counts, lags in ms).

    Parameters
    ----------
    a, b : spikes as for `trains`; all neurons of each together. Of a itself, a spike and itself
        are counted at lag 0.
    bin : ms. Spikes are put into bins, a lag is a difference of bins.
    max_lag : ms; lags go from -max_lag to max_lag, in whole bins.
    t_range : as for `trains`. Default: the time that both cover.

    counts int64, lags float64, (n_lags,). Linear in the pairs of spikes within `max_lag`.
    Perkel, Gerstein & Moore (1967), Biophys. J. 7:419.
    """
    one, other = trains(a, t_range), trains(b, t_range)
    common = _common(one, other)
    n_bins = common.bins(bin, "cross_correlogram")
    number(max_lag, "cross_correlogram: max_lag", zero=True)
    most = (
        fitting(2 * (max_lag + ROUNDING) / bin, f"cross_correlogram: lags to {max_lag:g} ms") // 2
    )
    xp = one.xp
    first, second = (_bins(each.times, common.start, bin, n_bins) for each in (one, other))
    found = xp.zeros(2 * most + 1, np.int64)
    low, high = (xp.searchsorted(second, first - most), xp.searchsorted(second, first + most + 1))
    pairs = xp.concatenate([xp.zeros(1, np.int64), xp.cumsum(high - low)])
    for part in rows_of(pairs):
        found += _lags(first[part], second, low[part], high[part], most)
    return found, float(bin) * xp.arange(-most, most + 1)


def _common(a: SpikeTrains, b: SpikeTrains) -> SpikeTrains:
    """`a` in the window that both cover; what has an open end may go on as long as the other."""
    ends = [each.stop for each in (a, b) if not each.open_end]
    start, stop = max(a.start, b.start), min(ends, default=max(a.stop, b.stop))
    if not start < stop:
        raise AnalysisError("cross_correlogram: the spikes of a and of b cover no common time")
    return replace(a, start=start, stop=stop, open_end=not ends)


def _bins(times: Array, start: float, bin: float, n_bins: int) -> Array:
    """The bins of times, sorted; without those beyond the last whole bin."""
    bins = bin_of(times, start, bin)
    bins = bins[(bins >= 0) & (bins < n_bins)]
    bins.sort()
    return bins


def _lags(first: Array, second: Array, low: Array, high: Array, most: int) -> Array:
    """Counts of all pairs of a spike of `first` with those low .. high of `second`."""
    xp, number = array_module(first), high - low
    owner = repeated(number)
    before = xp.cumsum(number) - number  # pairs of earlier spikes
    partner = xp.arange(len(owner)) - before[owner] + low[owner]
    lag = second[partner] - first[owner]
    found: Array = xp.bincount(lag + most, minlength=2 * most + 1)
    return found
