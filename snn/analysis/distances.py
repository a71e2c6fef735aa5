"""Distances between spike trains: of n neurons all n² at once, in compiled loops on all processors.

Time is quadratic in the neurons: n (n - 1) / 2 pairs, each linear in the spikes of both, or, for
Victor and Purpura, in their product. Memory is that of the matrix, 8 n² bytes: choose neurons. The
loops run on the CPU; CuPy arrays are copied there. The first call compiles, some seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from ..info import threads
from ..program import Array, host
from .blocks import tracked
from .checks import number
from .trains import SpikeTrains, Trains, trains


def victor_purpura(
    spikes: Trains,
    cost: float,
    *,
    t_range: tuple[float, float] | None = None,
    progress: bool = False,
) -> Array:
    """The least cost of turning one train into another (Victor & Purpura 1996, D^spike).

    Putting in or taking out a spike costs 1, shifting it by dt costs cost · dt: with 0 only counts
    differ, and two spikes further apart than 2 / cost are never shifted. A metric.

    Parameters
    ----------
    spikes : as in `trains`; equal times of one neuron are several spikes.
    cost : 1/ms, at least 0; the q of the paper.
    t_range : (start, stop) in ms. progress : show a bar.

    Returns
    -------
    float64 (n, n), symmetric, 0 on the diagonal.
    """
    number(cost, "victor_purpura: cost", "1/ms", zero=True)
    return _matrix("VICTOR_PURPURA", trains(spikes, t_range), cost, progress)


def van_rossum(
    spikes: Trains,
    tau: float,
    *,
    t_range: tuple[float, float] | None = None,
    progress: bool = False,
) -> Array:
    """The L² distance of trains filtered by sqrt(2 / tau) exp(-t / tau) (van Rossum 2001).

    The integral reaches beyond the window, to infinity. One spike against none is 1, as Houghton &
    Kreuz (2012) scale it; van Rossum's own D is this over sqrt(2). It is summed exactly from spike
    to spike, without differences of large numbers. A metric.

    Parameters
    ----------
    spikes : as in `trains`; equal times of one neuron are several spikes.
    tau : ms, above 0.
    t_range : (start, stop) in ms. progress : show a bar.

    Returns
    -------
    float64 (n, n), symmetric, 0 on the diagonal.
    """
    number(tau, "van_rossum: tau")
    return _matrix("VAN_ROSSUM", trains(spikes, t_range), tau, progress)


def isi_distance(
    spikes: Trains, *, t_range: tuple[float, float] | None = None, progress: bool = False
) -> Array:
    """The mean over time of |x - y| / max(x, y), x and y the present intervals (Kreuz et al. 2007).

    It has no parameter and knows no rate: from 0, intervals equal at all times, towards 1. At the
    edges of the window, which matters, an interval is the longer of the time to the edge and the
    neighbouring one (Kreuz et al. 2013); a train without spikes has one as long as the window.

    Parameters
    ----------
    spikes : as in `trains`; equal times of one neuron count once.
    t_range : (start, stop) in ms. progress : show a bar.

    Returns
    -------
    float64 (n, n), symmetric, 0 on the diagonal.
    """
    return _matrix("ISI", distinct(trains(spikes, t_range)), 0.0, progress)


def spike_distance(
    spikes: Trains, *, t_range: tuple[float, float] | None = None, progress: bool = False
) -> Array:
    """The mean over time of the SPIKE dissimilarity of spike times (Kreuz et al. 2013).

    At each moment, the time from the spikes before and after to the nearest of the other train,
    weighted by how near they are, over the present intervals: from 0, equal trains, towards 1.
    Edges as in `isi_distance`; beyond the first and last spike the time to the other train stays
    what it was there. A train without spikes has one at either edge.

    Parameters
    ----------
    spikes : as in `trains`; equal times of one neuron count once.
    t_range : (start, stop) in ms. progress : show a bar.

    Returns
    -------
    float64 (n, n), symmetric, 0 on the diagonal.
    """
    return _matrix("SPIKE", distinct(trains(spikes, t_range)), 0.0, progress)


def over_processors(work: Callable[[int], None], n: int, progress: bool, what: str) -> None:
    """work(k) for all of the n neurons, in threads: it must release the interpreter."""
    with ThreadPoolExecutor(threads()) as pool:
        for _ in tracked(pool.map(work, range(n)), n, progress, what):
            pass


def _matrix(kind: str, found: SpikeTrains, scale: float, progress: bool) -> Array:
    from . import pairs

    times, first = map(host, found.rows())
    out = np.zeros((found.n, found.n))
    start, stop = found.start, found.stop

    def work(row: int) -> None:
        pairs.fill_row(getattr(pairs, kind), times, first, row, start, stop, float(scale), out)

    over_processors(work, found.n, progress, f"{kind.lower()} distances")
    return out


def distinct(found: SpikeTrains) -> SpikeTrains:
    """The same without repetitions of a time by a neuron."""
    times, ids = found.by_neuron()
    if len(times):
        new = found.xp.ones(len(times), bool)
        new[1:] = (times[1:] != times[:-1]) | (ids[1:] != ids[:-1])
        times, ids = times[new], ids[new]
    return replace(found, times=times, ids=ids)
