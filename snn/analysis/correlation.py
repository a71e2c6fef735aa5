"""Correlation of spike counts: of every pair of neurons, and its mean in linear time."""

from __future__ import annotations

import numpy as np

from ..program import Array
from .blocks import parts
from .counts import moments, pooled
from .trains import Neurons, Trains, bin_of, trains

_CELLS = 1 << 24  # of the counts that are held at a time: 128 MB


def correlation(
    spikes: Trains,
    bin: float,
    neurons: Neurons = None,
    t_range: tuple[float, float] | None = None,
) -> Array:
    """Pearson's correlation coefficient of the counts of every two neurons, float64 (k, k).

    Parameters
    ----------
    spikes, t_range : as for `trains`.
    bin : ms, in which spikes are counted.
    neurons : which k neurons: a slice or whole numbers; None for all.

    The row and the column of a neuron that fires in no bin, or alike in all, are NaN, as in
    elephant. Time grows with k² times the number of bins, memory with k². On a GPU it needs cuBLAS.
    """
    t = trains(spikes, t_range).of(neurons)
    n_bins, xp = t.bins(bin, "correlation"), t.xp
    column = bin_of(t.times, t.start, bin)
    order = xp.argsort(column)
    column, row = column[order], t.ids[order].astype(np.int64)
    product, total = xp.zeros((t.n, t.n)), xp.zeros(t.n)
    for part in parts(n_bins, max(1, _CELLS // t.n)):
        low, high = (int(k) for k in xp.searchsorted(column, xp.asarray([part.start, part.stop])))
        width = part.stop - part.start
        cell = row[low:high] * width + (column[low:high] - part.start)
        count = xp.bincount(cell, minlength=t.n * width).reshape(t.n, width).astype(np.float64)
        product += count @ count.T
        total += count.sum(axis=1)
    covariance = product * n_bins - total[:, None] * total[None, :]  # of whole numbers: exact
    variance = covariance.diagonal()
    deviation = xp.sqrt(xp.where(variance > 0, variance, np.nan))
    coefficient: Array = covariance / (deviation[:, None] * deviation[None, :])
    return coefficient


def mean_correlation(
    spikes: Trains,
    bin: float,
    neurons: Neurons = None,
    t_range: tuple[float, float] | None = None,
) -> float:
    """The mean of Pearson's correlation coefficient of counts over all pairs of neurons.

    As the mean of `correlation` off its diagonal, without the neurons that are NaN there; but
    linear in the spikes: the variance of the sum of standardised counts contains all pairs. NaN
    for fewer than two neurons that fire. spikes, bin, neurons, t_range : as for `correlation`.
    """
    t = trains(spikes, t_range).of(neurons)
    total, squares, n_bins = moments(t, bin, "mean_correlation")
    xp = t.xp
    variance = (squares * n_bins - total * total) / n_bins**2
    varied = variance > 0
    k = int(varied.sum())
    if k < 2:
        return float("nan")
    scale = xp.where(varied, 1.0 / xp.sqrt(xp.where(varied, variance, 1.0)), 0.0)
    together = pooled(t, bin, "mean_correlation", scale) - (total * scale).sum() / n_bins
    return float(((together**2).sum() / n_bins - k) / (k * (k - 1)))
