"""How irregular and how synchronous populations fire, measured as for the published microcircuit.

Spikes are `times` in ms and `ids` from 0; populations are random networks, so the first neurons of
one are a random sample of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

CORRELATED = 250  # neurons whose pairwise correlations are averaged
SYNCHRONOUS = 1000  # neurons whose spikes are counted together


def cv_isi(times: Any, ids: Any) -> float:
    """Coefficient of variation of the interspike intervals, the mean over neurons of >= 3 spikes.

    NaN if there is no such neuron.
    """
    order = np.lexsort((times, ids))
    times, ids = np.asarray(times)[order], np.asarray(ids)[order]
    interval, neuron = np.diff(times), ids[1:]
    same = ids[1:] == ids[:-1]
    interval, neuron = interval[same], neuron[same]
    count = np.bincount(neuron)
    mean = np.bincount(neuron, interval) / np.maximum(count, 1)
    variance = np.bincount(neuron, (interval - mean[neuron]) ** 2) / np.maximum(count, 1)
    enough = count >= 2
    return float(np.mean(np.sqrt(variance[enough]) / mean[enough])) if enough.any() else np.nan


def correlation(times: Any, ids: Any, start: float, stop: float, bin: float = 2.0) -> float:
    """Mean correlation coefficient of the spike counts of two neurons, in bins of `bin` ms.

    Over all pairs of the first 250 neurons that fire in start..stop ms; NaN for fewer than two.
    """
    sample = np.asarray(ids) < CORRELATED
    n_bins = int((stop - start) / bin + 1e-9)
    column = _bins(np.asarray(times)[sample], start, bin)
    inside = (column >= 0) & (column < n_bins)
    counts = np.zeros((CORRELATED, n_bins), np.float32)
    np.add.at(counts, (np.asarray(ids)[sample][inside], column[inside]), 1)
    counts = counts[counts.any(axis=1)]
    if len(counts) < 2:
        return float(np.nan)
    above = np.triu_indices(len(counts), 1)
    return float(np.corrcoef(counts)[above].mean())


def synchrony(times: Any, ids: Any, start: float, stop: float, bin: float = 3.0) -> float:
    """Variance over mean of the spikes of the first 1,000 neurons together, in bins of `bin` ms.

    1 if neurons fire independently (Poisson); NaN without spikes in start..stop ms. The measure of
    Potjans & Diesmann (2014).
    """
    n_bins = int((stop - start) / bin + 1e-9)
    column = _bins(np.asarray(times)[np.asarray(ids) < SYNCHRONOUS], start, bin)
    counts = np.bincount(column[(column >= 0) & (column < n_bins)], minlength=n_bins)
    return float(counts.var() / counts.mean()) if counts.any() else float(np.nan)


def _bins(times: Any, start: float, bin: float) -> Any:
    # Times are multiples of dt as rounded to float64: one on an edge belongs to the bin above.
    return np.floor((times - start) / bin + 1e-9).astype(np.int64)
