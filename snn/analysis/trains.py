"""Spike trains as the analysis takes them: arrays of NumPy or CuPy, and the window they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from ..errors import AnalysisError
from ..program import Array, host
from .checks import number, whole
from .sorting import array_module, grouped, owners

ROUNDING = 1e-8  # ms: by so much k · dt in float64 may miss a moment, within ten hours
_AFTER = 4 * ROUNDING  # ms: from the last spike to an end that nobody gave
MOST_BINS = 10**9  # of an array: 8 GB


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

    times : float64 (n_spikes,), ms, in any order. ids : int32 (n_spikes,), 0 .. n - 1. Both are
    NumPy arrays, or both CuPy arrays. start, stop : ms; a spike at `stop` is outside. open_end :
    nobody said when it ended, so `stop` is just after the last spike.
    """

    times: Array
    ids: Array
    n: int
    start: float
    stop: float
    open_end: bool = False

    @property
    def xp(self) -> Any:
        """The module whose functions take the arrays: numpy or cupy."""
        return array_module(self.times)

    @property
    def duration(self) -> float:
        """ms; AnalysisError where nobody said when it ended and the last spike is at 0."""
        if self.stop == just_after(0.0) and self.open_end:
            raise AnalysisError("spikes: all are at 0 ms; give t_range=(start, stop)")
        return self.stop - self.start

    def bins(self, bin: float, who: str) -> int:
        """How many whole bins of `bin` ms the window has; with an open end, as many as hold spikes.

        Raises AnalysisError, which begins with `who`, where no bin fits, or too many.
        """
        longer = number(bin, f"{who}: bin") - _AFTER if self.open_end else 0.0
        return whole_bins(self.duration + longer, bin, who)

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
        kept, numbers = _numbered(neurons, self.n, self.xp)
        new = numbers[self.ids]
        inside = new >= 0
        return replace(self, times=self.times[inside], ids=new[inside], n=kept)


def trains(spikes: Trains, t_range: tuple[float, float] | None = None) -> SpikeTrains:
    """Checked spikes in a window of time.

    Parameters
    ----------
    spikes : a recording of spikes, (times, ids) or (times, ids, n); times in ms, of NumPy or CuPy.
        Without n (and without a recording's own) the largest id decides.
    t_range : (start, stop) in ms, within what a recording covers; spikes outside [start, stop) are
        left out. Default: all that a recording covers; of arrays from 0 to just after the last
        spike, where functions with bins end with the bin that holds it.

    Times are multiples of a time step as float64 has them: one up to 1e-8 ms before an edge is on
    it. Raises AnalysisError where times and ids differ in length, an id is outside 0 .. n - 1, a
    time is not finite, the window is empty or beyond the recording, or arrays without a window
    have spikes before 0.
    """
    times, ids, n, covered, open_end = _parts(spikes)
    xp = array_module(times)
    try:
        times, ids = xp.asarray(times, np.float64), xp.asarray(ids)
    except (TypeError, ValueError) as error:
        raise AnalysisError(f"spikes: times must be numbers in ms, ids whole ({error})") from None
    n, span = _check(times, ids, n)
    if t_range is None and covered is None:
        start, stop, open_end = *_until_last(span), True
    else:
        start, stop = _window(covered if t_range is None else t_range)
        if t_range is not None and covered is not None and not open_end:
            _check_within(t_range, covered)
        open_end = open_end and t_range is None
    inside = (times >= start - ROUNDING) & (times < stop - ROUNDING)
    if not bool(inside.all()):
        times, ids = times[inside], ids[inside]
    if span is not None and span[0] < start:
        times = xp.maximum(times, start)
    return SpikeTrains(times, ids.astype(np.int32, copy=False), n, start, stop, open_end)


def _parts(spikes: Any) -> tuple[Any, Any, Any, tuple[float, float] | None, bool]:
    """(times, ids, n if known, the window that they cover if known, whether its end is open)."""
    if isinstance(spikes, SpikeTrains):
        window = spikes.start, spikes.stop
        return spikes.times, spikes.ids, spikes.n, window, spikes.open_end
    if isinstance(spikes, tuple) and len(spikes) in (2, 3):
        return spikes[0], spikes[1], spikes[2] if len(spikes) == 3 else None, None, False
    if not (hasattr(spikes, "times") and hasattr(spikes, "ids")):
        what = f"a tuple of {len(spikes)}" if isinstance(spikes, tuple) else type(spikes).__name__
        raise AnalysisError(
            f"spikes: expected a recording of spikes, (times, ids) or (times, ids, n); got {what}"
        )
    n, covered = getattr(spikes, "n", None), getattr(spikes, "t_range", None)
    return spikes.times, spikes.ids, n, covered, False


def _check(times: Array, ids: Array, n: Any) -> tuple[int, tuple[float, float] | None]:
    """How many neurons there are, and the first and last time; AnalysisError for no spikes."""
    if times.shape != ids.shape or times.ndim != 1:
        raise AnalysisError(
            f"spikes: times and ids must be 1-D and of one length; got {times.shape} and "
            f"{ids.shape}"
        )
    n = None if n is None else whole(n, "spikes: n")
    if not len(times):
        return n or 1, None
    if ids.dtype.kind not in "iu":
        raise AnalysisError(f"spikes: ids must be whole numbers; got an array of {ids.dtype}")
    span = float(times.min()), float(times.max())
    if not np.isfinite(span).all():  # NaN is either's result
        raise AnalysisError("spikes: times must be finite, in ms; got NaN or Inf")
    low, high = int(ids.min()), int(ids.max())
    n = n or high + 1
    if not 0 <= low <= high < min(n, 2**31):
        raise AnalysisError(f"spikes: ids must be in 0 .. {n - 1}; got {low} .. {high}")
    return n, span


def _until_last(span: tuple[float, float] | None) -> tuple[float, float]:
    """The window of arrays: from 0 to just after the last spike; a ms without spikes."""
    if span is None:
        return 0.0, 1.0
    if span[0] < 0:
        raise AnalysisError("spikes: there are some before 0 ms; give t_range=(start, stop)")
    return 0.0, just_after(span[1])


def _window(given: Any) -> tuple[float, float]:
    """(start, stop), checked."""
    try:
        start, stop = (float(t) for t in given)
    except (TypeError, ValueError):
        start = stop = np.nan
    if not (start < stop and np.isfinite([start, stop]).all()):
        raise AnalysisError(
            f"spikes: t_range must be (start, stop) in ms with start < stop; got {given}"
        )
    return start, stop


def _check_within(t_range: tuple[float, float], covered: tuple[float, float]) -> None:
    """AnalysisError where nobody looked in a part of `t_range`."""
    if t_range[0] < covered[0] - ROUNDING or t_range[1] > covered[1] + ROUNDING:
        raise AnalysisError(
            f"spikes: t_range must be within what was recorded, {covered[0]:g} .. {covered[1]:g} "
            f"ms; got {t_range}"
        )


def _numbered(neurons: Any, n: int, xp: Any) -> tuple[int, Array]:
    """How many neurons are chosen; the new number of every neuron, -1 for those left out."""
    chosen = np.arange(n)[neurons] if isinstance(neurons, slice) else host(neurons)
    chosen = np.asarray(chosen)
    if chosen.ndim != 1 or chosen.dtype.kind not in "iu" or not len(chosen):
        raise AnalysisError(
            f"spikes: neurons must be a slice or whole numbers, at least one; got {neurons!r}"
        )
    if chosen.min() < 0 or chosen.max() >= n or len(np.unique(chosen)) < len(chosen):
        raise AnalysisError(f"spikes: neurons must be in 0 .. {n - 1}, each once; got {neurons!r}")
    numbers = np.full(n, -1, np.int32)
    numbers[chosen] = np.arange(len(chosen))
    return len(chosen), xp.asarray(numbers)


def just_after(time: float) -> float:
    """The end of a window whose last spike is at `time`, ms."""
    return max(time + _AFTER, float(np.nextafter(time, np.inf)))


def whole_bins(duration: float, bin: float, who: str) -> int:
    """How many bins of `bin` ms fit into `duration`; AnalysisError if none does, or too many."""
    n = (duration + ROUNDING) / number(bin, f"{who}: bin")
    if n < 1:
        raise AnalysisError(f"{who}: a bin of {bin:g} ms does not fit into {duration:g} ms")
    return fitting(n, f"{who}: bins of {bin:g} ms")


def fitting(n: float, what: str) -> int:
    """A number of entries that an array may have, rounded down; AnalysisError for too many."""
    if n > MOST_BINS:
        raise AnalysisError(f"{what} would be {n:.3g}, more than {MOST_BINS:,}")
    return int(n)


def bin_of(times: Array, start: float, bin: float) -> Array:
    """The bin of each time, int64; a time on an edge, or up to 1e-8 ms before, is in that above."""
    xp = array_module(times)
    bins: Array = xp.floor((times - (start - ROUNDING)) / bin).astype(np.int64)
    return bins
