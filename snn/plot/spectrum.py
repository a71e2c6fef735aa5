"""The power spectrum of populations' activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import analysis
from .bands import Groups, axes_or_new, bands
from .style import styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def spectrum(
    spikes: Groups,
    bin: float = 1.0,
    *,
    segment: float | None = None,
    log: bool = True,
    t_range: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Power spectral density of the population rate, a line per population.

    Parameters
    ----------
    spikes, t_range : as for `raster`.
    bin, segment : ms, as for `snn.analysis.spectrum`; segments are by default a quarter of the
        window, at most 1000 ms: at least seven are averaged.
    log : power on a logarithmic axis. The frequency 0 is left out: means are removed.

    Raises AnalysisError as `snn.analysis.spectrum`.
    """
    ax = axes_or_new(ax)
    groups = bands(spikes, t_range)
    if segment is None:
        segment = min(1000.0, max(groups[0].trains.duration / 4, 2 * bin))
    silent = True  # has no power to take the logarithm of
    for group in groups:
        power, frequency = analysis.spectrum(group.trains, bin, segment)
        silent = silent and not (power[1:] > 0).any()
        ax.plot(frequency[1:], power[1:], color=group.colour, label=group.name, linewidth=1.0)
    ax.set_xlim(0, float(frequency[-1]))
    if log and not silent:
        ax.set_yscale("log")
    ax.set_xlabel("frequency (Hz)")
    ax.set_ylabel("power (Hz²/Hz)")
    if len(groups) > 4:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    elif len(groups) > 1:
        ax.legend(loc="upper right")
    return ax
