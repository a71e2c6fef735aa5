"""Spikes sorted by neuron: a counting sort, and what follows from where each train begins."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from ..program import Array


def array_module(array: Any) -> Any:
    """cupy for an array of it, numpy for anything else."""
    cupy = sys.modules.get("cupy")  # never imported here: whoever has such an array did that
    return np if cupy is None else cupy.get_array_module(array)


def grouped(times: Array, ids: Array, n: int) -> tuple[Array, Array]:
    """(times, bounds): neuron i has times[bounds[i] : bounds[i + 1]], ascending."""
    xp = array_module(times)
    by_neuron, bounds = _counted(times, ids, n) if xp is np else _sorted(times, ids, n)
    falls = xp.diff(by_neuron) < 0
    falls[crossings(bounds)] = False
    if bool(falls.any()):  # neither sorted by time nor by neuron and time
        by_neuron = times[xp.lexsort(xp.stack([times, ids.astype(np.float64)]))]
    return by_neuron, bounds


def _counted(times: Array, ids: Array, n: int) -> tuple[Array, Array]:
    """By a counting sort: one column of a sparse matrix, turned into rows. It keeps their order."""
    from scipy.sparse import csc_array

    column = np.array([0, len(times)])
    rows = csc_array((times, ids.astype(np.int32, copy=False), column), shape=(n, 1)).tocsr()
    return rows.data, rows.indptr.astype(np.int64)


def _sorted(times: Array, ids: Array, n: int) -> tuple[Array, Array]:
    """By a stable sort, which CuPy's are."""
    xp = array_module(times)
    order = xp.argsort(ids)
    return times[order], xp.searchsorted(ids[order], xp.arange(n + 1))


def crossings(bounds: Array) -> Array:
    """Which differences of neighbouring times are between two neurons, int64."""
    ends = bounds[1:][bounds[1:] > bounds[:-1]]
    return ends[:-1] - 1


def owners(bounds: Array) -> Array:
    """The neuron of every spike, int32 (bounds[-1] - bounds[0],)."""
    return repeated(array_module(bounds).diff(bounds))


def repeated(counts: Array) -> Array:
    """k repeated counts[k] times, for all k: int32 (counts.sum(),)."""
    xp = array_module(counts)
    if xp is np:
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    ends = xp.cumsum(counts)  # CuPy's repeat wants the counts on the host
    where = xp.arange(int(ends[-1]) if len(ends) else 0)
    owner: Array = xp.searchsorted(ends, where, side="right").astype(np.int32)
    return owner
