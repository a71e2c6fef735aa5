"""The mean firing rate of populations over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..analysis.trains import bin_of
from ..errors import AnalysisError
from .bands import Groups, axes_or_new, bands, frame, time_range
from .style import styled

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
    bin : ms. Bins are whole; the last one may pass the end of t_range, and then counts only the
        part inside it.
    t_range : ms, what to draw; default: what the recordings cover; of arrays 0 to the last spike.

    Raises AnalysisError unless bin > 0.
    """
    if not bin > 0:
        raise AnalysisError(f"activity: bin must be a number of ms above 0; got {bin!r}")
    ax = axes_or_new(ax)
    groups = bands(spikes, t_range)
    start, stop = time_range(groups, t_range)
    n_bins = max(1, int(np.ceil((stop - start) / bin - 1e-9)))
    edges = np.append(start + bin * np.arange(n_bins), stop)
    for group in groups:
        count = np.bincount(bin_of(group.times, start, bin), minlength=n_bins)[:n_bins]
        rate = count / (group.n * np.diff(edges)) * 1000.0  # per ms to Hz
        ax.stairs(rate, edges, color=group.colour, label=group.name, linewidth=1.0, baseline=None)
    frame(ax, (start, stop))
    ax.set_ylim(0, 1.25 * max(ax.get_ylim()[1], 1e-3))  # room for the legend
    ax.set_ylabel("rate (Hz)")
    if len(groups) > 1:
        ax.legend(loc="upper right", ncols=min(len(groups), 4), frameon=False, borderaxespad=0.0)
    return ax
