"""Spikes counted in bins of time: per neuron, together, and how much they vary (Fano factor)."""

from __future__ import annotations

import numpy as np

from ..program import Array
from .blocks import BLOCK, parts, rows_of, tracked
from .sorting import owners
from .trains import SpikeTrains, Trains, bin_of, fitting, trains


def counts(spikes: Trains, bin: float, t_range: tuple[float, float] | None = None) -> Array:
    """Spikes of every neuron in bins of `bin` ms, int64 (n, n_bins).

    What is left of the window after the last whole bin is not counted. spikes, t_range : as for
    `trains`. Takes 8 bytes per neuron and bin.
    """
    t = trains(spikes, t_range)
    n_bins = t.bins(bin, "counts")
    fitting(t.n * n_bins, f"counts: {t.n:,} neurons × {n_bins:,} bins")
    found = t.xp.zeros(t.n * n_bins, np.int64)
    for part in parts(len(t.times), max(BLOCK, t.n * n_bins)):
        column, row = bin_of(t.times[part], t.start, bin), t.ids[part].astype(np.int64)
        inside = column < n_bins
        cell = row[inside] * n_bins + column[inside]
        found += t.xp.bincount(cell, minlength=len(found))
    by_neuron: Array = found.reshape(t.n, n_bins)
    return by_neuron


def fano(
    spikes: Trains,
    bin: float,
    t_range: tuple[float, float] | None = None,
    progress: bool = False,
) -> Array:
    """The Fano factor of every neuron: variance over mean of its counts in bins of `bin` ms, (n,).

    1 for a Poisson process, 0 for as many spikes in every bin, NaN for a neuron without a spike.
    The variance is that of the bins (divided by their number). spikes, t_range : as for `trains`.
    U. Fano (1947), Phys. Rev. 72:26.
    """
    t = trains(spikes, t_range)
    total, squares, n_bins = moments(t, bin, "fano", progress)
    xp = t.xp
    factor: Array = (squares * n_bins - total * total) / (
        n_bins * xp.where(total > 0, total, np.nan)
    )
    return factor


def moments(
    t: SpikeTrains, bin: float, who: str, progress: bool = False
) -> tuple[Array, Array, int]:
    """(sum of counts, sum of their squares, number of bins): float64 (n,), exact to 2^53.

    Linear in the spikes: empty bins are never looked at.
    """
    n_bins, xp = t.bins(bin, who), t.xp
    total, squares = xp.zeros(t.n), xp.zeros(t.n)
    times, bounds = t.rows()
    for rows in tracked(rows_of(bounds), t.n, progress, who):
        own = bounds[rows.start : rows.stop + 1]
        column = bin_of(times[int(own[0]) : int(own[-1])], t.start, bin)
        inside = column < n_bins
        cell = owners(own)[inside].astype(np.int64) * n_bins + column[inside]
        first = xp.flatnonzero(xp.diff(cell, prepend=xp.full(1, -1)))
        in_bin = xp.diff(first, append=xp.full(1, len(cell))).astype(np.float64)
        row, n = cell[first] // n_bins, rows.stop - rows.start
        total[rows] = xp.bincount(row, in_bin, n)
        squares[rows] = xp.bincount(row, in_bin * in_bin, n)
    return total, squares, n_bins


def pooled(t: SpikeTrains, bin: float, who: str, weight: Array | None = None) -> Array:
    """The spikes of all neurons together in bins of `bin` ms, int64 (n_bins,).

    weight : what a spike of each neuron counts, (n,); the sums are float64 then. None: 1.
    """
    n_bins = t.bins(bin, who)
    found: Array = t.xp.zeros(n_bins, np.int64 if weight is None else np.float64)
    for part in parts(len(t.times), max(BLOCK, n_bins)):
        column = bin_of(t.times[part], t.start, bin)
        inside = column < n_bins
        each = None if weight is None else weight[t.ids[part][inside]]
        found += t.xp.bincount(column[inside], each, n_bins)
    return found


def edges_of(t: SpikeTrains, bin: float, n_bins: int) -> Array:
    """The edges of bins, ms (n_bins + 1,)."""
    edges: Array = t.start + bin * t.xp.arange(n_bins + 1)
    return edges
