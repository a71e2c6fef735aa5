"""Spike trains as the analysis takes them: arrays of NumPy or CuPy, and the window they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..errors import AnalysisError
from ..program import Array
from .sorting import array_module, grouped, owners, to_host

ROUNDING = 1e-9  # of a bin: times are multiples of dt as float64 has them


class Spikes(Protocol):
    """Anything with spike times in ms and neuron ids; a recording is one."""

    @property
    def times(self) -> Array: ...

    @property
    def ids(self) -> Array: ...


Neurons = slice | Sequence[int] | Array | None
Trains = Spikes | tuple[Any, Any] | tuple[Any, Any, int]


@dataclass(frozen=True, eq=False)
class SpikeTrains:
    """The spikes of `n` neurons from `start` until before `stop`.

    times : float64 (n_spikes,), ms, in any order. ids : integers (n_spikes,), 0 .. n - 1. Both are
    NumPy arrays, or both CuPy arrays. start, stop : ms; a spike at `stop` is outside.
    """

    times: Array
    ids: Array
    n: int
    start: float
    stop: float

    @property
    def xp(self) -> Any:
        """The module whose functions take the arrays: numpy or cupy."""
        return array_module(self.times)

    @property
    def duration(self) -> float:
        """ms."""
        return self.stop - self.start

    def by_neuron(self) -> tuple[Array, Array]:
        """(times, ids) sorted by neuron, and within a neuron by time; ids int32."""
        times, bounds = self.rows()
        return times, owners(bounds)

    def rows(self) -> tuple[Array, Array]:
        """(times, bounds): neuron i has times[bounds[i] : bounds[i + 1]], ascending.

        times float64 (n_spikes,); bounds int64 (n + 1,). Linear in the spikes where they come
        sorted by time, as a recording does, or by neuron and time.
        """
        return grouped(self.times, self.ids, self.n)

    def of(self, neurons: Neurons) -> SpikeTrains:
        """The spikes of some neurons, which are then numbered from 0 in the order given.

        neurons : a slice, or whole numbers without repetition; None for all.
        """
        if neurons is None:
            return self
        kept, number = _numbered(neurons, self.n, self.xp)
        new = number[self.ids]
        inside = new >= 0
        return SpikeTrains(self.times[inside], new[inside], kept, self.start, self.stop)


def trains(spikes: Trains, t_range: tuple[float, float] | None = None) -> SpikeTrains:
    """Checked spikes in a window of time.

    Parameters
    ----------
    spikes : a recording of spikes, (times, ids) or (times, ids, n); times in ms, of NumPy or CuPy.
        Without n (and without a recording's own) the largest id decides.
    t_range : (start, stop) in ms; spikes outside [start, stop) are left out. Default: what a
        recording covers; of arrays from 0 to just after the last spike.

    Raises AnalysisError where times and ids differ in length, an id is outside 0 .. n - 1, a time
    is not finite, or the window is empty.
    """
    times, ids, n, covered = _parts(spikes)
    xp = array_module(times)
    times, ids = xp.asarray(times, np.float64), xp.asarray(ids)
    n = _check(times, ids, n)
    t_range = covered if t_range is None else t_range
    if t_range is None:
        t_range = (0.0, float(np.nextafter(float(times.max()), np.inf)) if len(times) else 1.0)
    start, stop = (float(t) for t in t_range)
    if not start < stop:
        raise AnalysisError(
            f"spikes: t_range must be (start, stop) with start < stop; got {t_range}"
        )
    inside = (times >= start) & (times < stop)
    if not bool(inside.all()):
        times, ids = times[inside], ids[inside]
    return SpikeTrains(times, ids, n, start, stop)


def _parts(spikes: Any) -> tuple[Any, Any, int | None, tuple[float, float] | None]:
    """(times, ids, n if known, the window that they cover if known)."""
    if isinstance(spikes, SpikeTrains):
        return spikes.times, spikes.ids, spikes.n, (spikes.start, spikes.stop)
    if isinstance(spikes, tuple):
        return spikes[0], spikes[1], spikes[2] if len(spikes) == 3 else None, None
    n, covered = getattr(spikes, "n", None), getattr(spikes, "t_range", None)
    return spikes.times, spikes.ids, n, covered


def _check(times: Array, ids: Array, n: int | None) -> int:
    """How many neurons there are; AnalysisError where the arrays are no spikes."""
    if times.shape != ids.shape or times.ndim != 1:
        raise AnalysisError(
            f"spikes: times and ids must be 1-D and of one length; got {times.shape} and "
            f"{ids.shape}"
        )
    if not len(times):
        return 1 if n is None else int(n)
    if ids.dtype.kind not in "iu":
        raise AnalysisError(f"spikes: ids must be whole numbers; got an array of {ids.dtype}")
    if not np.isfinite([float(times.min()), float(times.max())]).all():  # NaN is either's result
        raise AnalysisError("spikes: times must be finite, in ms; got NaN or Inf")
    low, high = int(ids.min()), int(ids.max())
    n = high + 1 if n is None else int(n)
    if not 0 <= low <= high < n:
        raise AnalysisError(f"spikes: ids must be in 0 .. {n - 1}; got {low} .. {high}")
    return n


def _numbered(neurons: Any, n: int, xp: Any) -> tuple[int, Array]:
    """How many neurons are chosen; the new number of every neuron, -1 for those left out."""
    chosen = np.arange(n)[neurons] if isinstance(neurons, slice) else to_host(neurons)
    chosen = np.asarray(chosen)
    if chosen.ndim != 1 or chosen.dtype.kind not in "iu" or not len(chosen):
        raise AnalysisError(
            f"spikes: neurons must be a slice or whole numbers, at least one; got {neurons!r}"
        )
    if chosen.min() < 0 or chosen.max() >= n or len(np.unique(chosen)) < len(chosen):
        raise AnalysisError(f"spikes: neurons must be in 0 .. {n - 1}, each once; got {neurons!r}")
    number = np.full(n, -1, np.int32)
    number[chosen] = np.arange(len(chosen))
    return len(chosen), xp.asarray(number)


def whole_bins(duration: float, bin: float, who: str) -> int:
    """How many bins of `bin` ms fit into `duration`; AnalysisError if none does."""
    if not bin > 0:
        raise AnalysisError(f"{who}: bin must be a number of ms above 0; got {bin!r}")
    n = int(duration / bin + ROUNDING)
    if n < 1:
        raise AnalysisError(f"{who}: a bin of {bin:g} ms does not fit into {duration:g} ms")
    return n


def bin_of(times: Array, start: float, bin: float) -> Array:
    """The bin of each time, int64; a time on an edge belongs to the bin above.

    Times are multiples of dt rounded to float64: one that is 1e-9 bins below an edge is on it.
    """
    xp = array_module(times)
    bins: Array = xp.floor((times - start) / bin + ROUNDING).astype(np.int64)
    return bins
