"""The power spectrum of a population's activity."""

from __future__ import annotations

from ..errors import AnalysisError
from ..program import Array, host
from .checks import number
from .counts import pooled
from .trains import Trains, trains


def spectrum(
    spikes: Trains,
    bin: float = 1.0,
    segment: float | None = None,
    t_range: tuple[float, float] | None = None,
) -> tuple[Array, Array]:
    """Power spectral density of the population rate: (power in Hz²/Hz, frequency in Hz).

    Parameters
    ----------
    spikes, t_range : as for `trains`.
    bin : ms, of the population rate (Hz, per neuron); frequencies go to 500/bin Hz.
    segment : ms; the mean over segments is taken, frequencies are 1000/segment Hz apart. Default
        a quarter of the window, so that seven are averaged; at most 1000 ms.

    Welch's method with half overlapping Hann windows, means removed, one-sided. n independent
    Poisson neurons of rate r have a flat spectrum of 2 r / n. Arrays of n_bins values are small:
    the transform is SciPy's, also for spikes on a GPU, where the counting is done.
    P. D. Welch (1967), IEEE Trans. Audio Electroacoust. 15:70.
    """
    from scipy.signal import welch

    t = trains(spikes, t_range)
    count = host(pooled(t, bin, "spectrum"))
    if segment is None:
        segment = min(1000.0, max(t.duration / 4, 2 * bin))
    length = round(number(segment, "spectrum: segment") / bin)
    if not 2 <= length <= len(count):
        raise AnalysisError(
            f"spectrum: segment must be 2 bins or more and fit into {t.duration:g} ms; "
            f"got {segment!r} ms in bins of {bin:g} ms"
        )
    rate = count / (t.n * bin / 1000.0)
    frequency, power = welch(rate, fs=1000.0 / bin, nperseg=length)
    return t.xp.asarray(power), t.xp.asarray(frequency)
