"""Interspike intervals: their histogram, alone or beside the raster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import analysis
from ..errors import AnalysisError
from ..program import Array
from .bands import Band, Groups, bands
from .labels import height_for, line, shortened
from .legend import legend
from .raster import raster
from .style import axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 10  # intervals: the shares of fewer are high bars that say nothing


@styled
def isi(
    spikes: Groups,
    *,
    bins: int = 50,
    log: bool = False,
    t_range: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The histogram of the intervals between spikes of a neuron, with the mean CV of neurons.

    Parameters
    ----------
    spikes, t_range : as for `raster`.
    bins : from 0 ms to the longest interval; with `log`, from the shortest, equally wide on a
        logarithmic axis. Intervals of 0 ms are then left out.

    Of several populations, those of fewer than ten intervals are not drawn, but said. Raises
    AnalysisError for fewer than one bin.
    """
    groups = bands(spikes, t_range)
    intervals = [analysis.isi(group.trains)[0] for group in groups]
    edges = _edges(np.concatenate(intervals), bins, log)
    grow, ax = ax is None, axes_or_new(ax)
    drawn, names = [], []
    for group, own in zip(groups, intervals, strict=True):
        few = len(own) < FEW and len(groups) > 1
        share = np.histogram(own, edges)[0] * (not few) / max(len(own), 1)
        names.append(_label(group, len(own), few))
        drawn.append(
            ax.stairs(share, edges, fill=len(groups) == 1, **line(group.colour, names[-1]))
        )
    if log:
        log_ticks(ax)
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylim(0, max(ax.get_ylim()[1], 1e-3))
    ax.set_xlabel("interspike interval (ms)")
    ax.set_ylabel("share of ISIs")
    legend(ax, drawn, names, grow=grow)
    return ax


@styled
def isi_raster(
    spikes: Groups,
    *,
    bins: int = 50,
    log: bool = False,
    t_range: tuple[float, float] | None = None,
) -> Figure:
    """A figure of two panels: the raster, and beside it the intervals (see `raster`, `isi`)."""
    import matplotlib.pyplot as plt

    size = 7.2, height_for(len(bands(spikes, t_range)), 3.0)
    figure, (left, right) = plt.subplots(1, 2, figsize=size, width_ratios=(1.3, 1))
    raster(spikes, t_range=t_range, ax=left)
    isi(spikes, bins=bins, log=log, t_range=t_range, ax=right)
    return figure


def log_ticks(ax: Axes) -> None:
    """A logarithmic x axis whose ticks are plain numbers, at least two of them."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    low, high = ax.dataLim.intervalx
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    if high < 10 * low:  # has hardly a power of ten in it
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.xaxis.set_minor_locator(NullLocator())
        return
    ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0) if high < 1000 * low else (1.0,)))
    ax.xaxis.set_minor_formatter(FuncFormatter(lambda x, _: ""))


def _edges(intervals: Array, bins: int, log: bool) -> Array:
    if bins < 1:
        raise AnalysisError(f"isi: there must be at least one bin; got bins = {bins}")
    some = intervals[intervals > 0]
    low, high = (float(some.min()), float(some.max())) if len(some) else (1.0, 10.0)
    if log:
        low, high = (low, high) if low < high else (low / 2, high * 2)
        edges: Array = np.geomspace(low, high, bins + 1)
        edges[0], edges[-1] = low, high
        return edges
    return np.linspace(0.0, high, bins + 1)


def _label(group: Band, n: int, few: bool) -> str:
    """Name, and mean CV or why there is none."""
    known = analysis.cv(group.trains)
    known = known[np.isfinite(known)]
    cv = f"CV {known.mean():.2f}" if len(known) and not few else "no CV"
    if few or not n:
        cv = "1 interval" if n == 1 else f"{n} intervals"
    return f"{shortened(group.name)}: {cv}" if group.name else cv
