"""A network and what it did on one page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..analysis.statistics import statistics
from ..describe import counted, megabytes, table
from ..network import Network
from .activity import activity
from .bands import Band, Groups, bands
from .isi import isi
from .labels import height_for, plain, shortened
from .raster import raster
from .spectrum import spectrum
from .style import styled
from .wiring import wiring

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def summary(
    network: Network,
    spikes: Groups,
    *,
    t_range: tuple[float, float] | None = None,
    bin: float = 5.0,
    title: str = "",
) -> Figure:
    """A page: what the network is made of, its wiring, raster, rates, intervals and spectrum.

    Parameters
    ----------
    spikes, t_range : as for `raster`; the table has a row for each population of the network, with
        the mean rate, CV and Fano factor of those whose spikes are given, by recordings or by
        their names.
    bin : ms, of the rates.

    Raises AnalysisError as the pictures it is made of.
    """
    import matplotlib.pyplot as plt

    groups = bands(spikes, t_range)
    n = len(network.populations)
    figure = plt.figure(figsize=(7.2, 9.0 + 0.62 * max(0, n - 8)))
    axes = figure.subplot_mosaic(
        [["table", "table"], ["wiring", "isi"], ["raster", "raster"], ["rates", "spectrum"]],
        height_ratios=(0.35 + 0.14 * (n + 2), height_for(n, 2.6), height_for(n, 3.2), 1.7),
    )
    _write(axes["table"], network, groups)
    if network.projections:
        wiring(network, ax=axes["wiring"])
    else:
        axes["wiring"].set_axis_off()
        axes["wiring"].text(0.5, 0.5, "no projections", ha="center", va="center")
    raster(spikes, t_range=t_range, ax=axes["raster"])
    activity(spikes, bin=bin, t_range=t_range, ax=axes["rates"])
    isi(spikes, t_range=t_range, ax=axes["isi"])
    spectrum(spikes, t_range=t_range, ax=axes["spectrum"])
    for name in ("rates", "spectrum", "isi"):  # the raster's labels have the colours
        legend = axes[name].get_legend()
        if legend is not None:
            legend.remove()
    if title:
        figure.suptitle(title)
    return figure


def _write(ax: Axes, network: Network, groups: list[Band]) -> None:
    """The table, in letters of one width."""
    ax.set_axis_off()
    text = "\n".join(summary_lines(network, groups))
    ax.text(0, 1, text, family="monospace", fontsize=7.5, va="top", transform=ax.transAxes)


def summary_lines(network: Network, groups: list[Band]) -> list[str]:
    """What the network is, and a row for each population."""
    found = {group.name: group for group in groups}
    n = sum(p.n for p in network.populations)
    synapses = sum(map(len, network.projections))
    projections = counted(len(network.projections), "projection")
    lines = [
        f"{n:,} neurons, {synapses:,} synapses in {projections}, "
        f"{megabytes(network.program.nbytes)}",
        f"backend {network.backend}, {network.precision}, dt {network.dt:g} ms, seed "
        f"{network.seed}, simulated to {network.time:g} ms",
    ]
    rows = [["population", "neurons", "model", "rate (Hz)", "CV", "Fano"]]
    for p in network.populations:
        measured = _measured(found.get(p.name))
        rows.append([plain(shortened(p.name)), f"{p.n:,}", type(p.model).__name__, *measured])
    return lines + table(rows, {1, 3, 4, 5})


def _measured(group: Band | None) -> tuple[str, ...]:
    """Mean rate, CV and Fano factor in the window of the recording, as far as they are known."""
    if group is None:
        return "–", "–", "–"
    found = statistics(group.trains)
    return tuple("–" if math.isnan(x) else f"{x:.2f}" for x in (found.rate, found.cv, found.fano))
