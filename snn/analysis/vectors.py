"""Spike trains as sparse vectors, one row a neuron."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from .trains import Trains, bin_of, trains


def train_vectors(spikes: Trains, bin: float, *, t_range: tuple[float, float] | None = None) -> Any:
    """Counts of spikes in bins, a row for each neuron: what `embed` takes for a map of neurons.

    Sparse, so that memory is that of the spikes, whatever n and the number of bins. By their angle
    (`metric="cosine"`) rows are near when neurons fire in the same bins, at whatever rate; bins as
    wide as the jitter that shall not matter, 5 to 50 ms. A neuron without spikes is a row of zeros,
    which has no angle: leave such rows out.

    Parameters
    ----------
    spikes : as in `trains`.
    bin : ms; a rest of the range that is shorter is left out.
    t_range : (start, stop) in ms.

    Returns
    -------
    float32 SciPy CSR matrix (n, n_bins); CuPy's if the spikes are.
    """
    found = trains(spikes, t_range)
    n_bins = found.bins(bin, "train_vectors")
    columns = bin_of(found.times, found.start, bin)
    inside = columns < n_bins
    rows, columns = found.ids[inside], columns[inside]
    sparse = import_module("scipy.sparse" if found.xp is np else "cupyx.scipy.sparse")
    ones = found.xp.ones(len(rows), np.float32)
    return sparse.coo_matrix((ones, (rows, columns)), shape=(found.n, n_bins)).tocsr()
