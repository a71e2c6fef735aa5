"""The mean firing rate of populations over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from .bands import Trains, axes_or_new, bands, frame, time_range

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def activity(
    spikes: Trains | Mapping[str, Trains],
    *,
    bin: float = 5.0,
    t_range: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Spikes per neuron and second in bins of `bin` ms, one line per population.

    Parameters
    ----------
    spikes : a recording, (times, ids) or (times, ids, n); or a mapping from population names to
        these. Times in ms.
    bin : ms. Bins are whole; the last one may pass the end of t_range, and then counts only the
        part inside it.
    t_range : ms, what to draw; default from 0 to the last spike.
    """
    ax = axes_or_new(ax)
    groups = bands(spikes)
    start, stop = time_range(groups, t_range)
    edges = np.append(np.arange(start, stop, bin), stop)
    for group in groups:
        count, _ = np.histogram(group.times, edges)
        rate = count / (group.n * np.diff(edges)) * 1000.0  # per ms to Hz
        ax.stairs(rate, edges, color=group.colour, label=group.name, linewidth=1.0, baseline=None)
    frame(ax, (start, stop))
    ax.set_ylim(0, 1.25 * max(ax.get_ylim()[1], 1e-3))  # room for the legend
    ax.set_ylabel("rate (Hz)")
    if len(groups) > 1:
        ax.legend(loc="upper right", ncols=len(groups), frameon=False, borderaxespad=0.0)
    return ax
