"""Interspike intervals: their histogram, alone or beside the raster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import analysis
from ..errors import AnalysisError
from ..program import Array
from .bands import Band, Groups, axes_or_new, bands
from .raster import raster
from .style import styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


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

    Raises AnalysisError for fewer than one bin, and where there is no interval.
    """
    ax = axes_or_new(ax)
    groups = bands(spikes, t_range)
    intervals = [analysis.isi(group.trains)[0] for group in groups]
    edges = _edges(np.concatenate(intervals), bins, log)
    for group, own in zip(groups, intervals, strict=True):
        count, _ = np.histogram(own, edges)
        share = count / max(len(own), 1)
        fill = len(groups) == 1
        ax.stairs(share, edges, color=group.colour, fill=fill, label=_label(group), linewidth=1.3)
    if log:
        log_ticks(ax)
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylim(bottom=0)
    ax.set_xlabel("interspike interval (ms)")
    ax.set_ylabel("share of intervals")
    if len(groups) > 4:  # more than there is room for inside
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    else:
        ax.legend(loc="upper left" if log else "upper right")
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

    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.0), width_ratios=(1.3, 1))
    raster(spikes, t_range=t_range, ax=left)
    isi(spikes, bins=bins, log=log, t_range=t_range, ax=right)
    return figure


def log_ticks(ax: Axes) -> None:
    """A logarithmic x axis whose ticks are plain numbers."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())


def _edges(intervals: Array, bins: int, log: bool) -> Array:
    some = intervals[intervals > 0]
    if bins < 1 or not len(some):
        raise AnalysisError(
            f"isi: expected neurons with intervals above 0 ms, and at least one bin; got "
            f"{len(some)} intervals, bins = {bins}"
        )
    low, high = float(some.min()), float(some.max())
    if log:
        low, high = (low, high) if low < high else (low / 2, high * 2)
        edges: Array = np.geomspace(low, high, bins + 1)
        edges[0], edges[-1] = low, high
        return edges
    return np.linspace(0.0, high, bins + 1)


def _label(group: Band) -> str:
    """Name and mean CV, as far as there are any."""
    known = analysis.cv(group.trains)
    known = known[np.isfinite(known)]
    cv = f"CV {known.mean():.2f}" if len(known) else "no CV"
    return f"{group.name}: {cv}" if group.name else cv
