"""Cross-correlograms: how often one group of neurons fires so long after another."""

from __future__ import annotations

import numpy as np

from ..errors import AnalysisError
from ..program import Array
from .blocks import rows_of
from .sorting import array_module, repeated
from .trains import ROUNDING, Trains, bin_of, trains, whole_bins


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
    start, stop = max(one.start, other.start), min(one.stop, other.stop)
    if not start < stop:
        raise AnalysisError("cross_correlogram: the spikes of a and of b cover no common time")
    n_bins = whole_bins(stop - start, bin, "cross_correlogram")
    if not max_lag >= 0:
        raise AnalysisError(
            f"cross_correlogram: max_lag must be a number of ms >= 0; got {max_lag!r}"
        )
    most, xp = int(max_lag / bin + ROUNDING), one.xp
    first, second = (_bins(each.times, start, bin, n_bins) for each in (one, other))
    found = xp.zeros(2 * most + 1, np.int64)
    low, high = (xp.searchsorted(second, first - most), xp.searchsorted(second, first + most + 1))
    pairs = xp.concatenate([xp.zeros(1, np.int64), xp.cumsum(high - low)])
    for part in rows_of(pairs):
        found += _lags(first[part], second, low[part], high[part], most)
    return found, float(bin) * xp.arange(-most, most + 1)


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
