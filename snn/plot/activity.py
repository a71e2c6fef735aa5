"""The mean firing rate of populations over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import analysis
from ..program import host
from .bands import Groups, bands, frame, time_range
from .labels import line, shortened
from .legend import legend
from .style import axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def activity(
    spikes: Groups,
    *,
    bin: float = 5.0,
    t_range: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Spikes per neuron and second in bins of `bin` ms, one line per population.

    Parameters
    ----------
    spikes : a recording, (times, ids) or (times, ids, n), times in ms; a mapping from names to
        these, or a list of recordings. Recordings have the colours of their populations.
    bin : ms, as for `snn.analysis.population_rate`, whose rates these are. Bins begin where the
        recording of a population does.
    t_range : ms, what to draw; default: what each recording covers; of arrays 0 to the last spike.

    Raises AnalysisError as `snn.analysis.population_rate`.
    """
    groups = bands(spikes, t_range)
    grow, ax = ax is None, axes_or_new(ax)
    drawn = []
    for group in groups:
        rate, edges = (host(each) for each in analysis.population_rate(group.trains, bin))
        drawn.append(ax.stairs(rate, edges, baseline=None, **line(group.colour, group.name, 1.0)))
    frame(ax, time_range(groups))
    ax.set_ylim(0, max(ax.get_ylim()[1], 1e-3))
    ax.set_ylabel("rate (Hz)")
    if len(groups) > 1:
        legend(ax, drawn, [shortened(group.name) for group in groups], grow=grow)
    return ax
