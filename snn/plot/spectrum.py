"""The power spectrum of populations' activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import analysis
from ..program import host
from .bands import Groups, bands
from .labels import line, shortened
from .legend import legend
from .style import axes_or_new, styled

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
    bin, segment : ms, as for `snn.analysis.spectrum`.
    log : power on a logarithmic axis. The frequency 0 is left out: means are removed.

    Raises AnalysisError as `snn.analysis.spectrum`.
    """
    groups = bands(spikes, t_range)
    grow, ax = ax is None, axes_or_new(ax)
    silent = True  # has no power to take the logarithm of
    drawn = []
    for group in groups:
        found = analysis.spectrum(group.trains, bin, segment)
        power, frequency = (host(each)[1:] for each in found)
        silent = silent and not (power > 0).any()
        drawn += ax.plot(frequency, power, **line(group.colour, group.name, 1.0))
    ax.set_xlim(0, 500.0 / bin)
    if log and not silent:
        ax.set_yscale("log")
    ax.set_xlabel("frequency (Hz)")
    ax.set_ylabel("power (Hz²/Hz)")
    if len(groups) > 1:
        legend(ax, drawn, [shortened(group.name) for group in groups], grow=grow)
    return ax
