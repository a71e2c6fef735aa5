"""Spike rasters: a dot per spike, or an image of counts where dots would be a solid block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..analysis.blocks import parts
from ..analysis.trains import SpikeTrains, bin_of
from ..program import Array
from .bands import Band, Groups, bands, frame, label_bands, stacked, time_range
from .labels import height_for, plain, points
from .style import SIZE, axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOTS = 1_000_000  # more spikes than this become an image
IMAGE = (400, 1000)  # at most this many bins of neurons (over all bands) and of time


@styled
def raster(
    spikes: Groups,
    *,
    t_range: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Neuron against time, one band of one colour per population, the first at the bottom.

    Parameters
    ----------
    spikes : a recording, (times, ids) or (times, ids, n), times in ms; a mapping from names to
        these, or a list of recordings. Recordings have the colours of their populations.
    t_range : ms, what to draw; default: what each recording covers; of arrays 0 to the last spike.

    Up to a million spikes are dots; more are an image of counts per bin, the darker the more.
    """
    groups = bands(spikes, t_range)
    ax = axes_or_new(ax, (SIZE[0], height_for(len(groups), SIZE[1])))
    base = stacked(groups)
    as_image = sum(len(g.times) for g in groups) > DOTS
    size = _dot_size(ax, sum(len(g.times) for g in groups))
    for group, bottom in zip(groups, base[:-1], strict=True):
        if as_image:
            _draw_counts(ax, group, int(bottom), int(base[-1]))
        else:
            _draw_dots(ax, group, int(bottom), size)
    frame(ax, time_range(groups))
    label_bands(ax, groups, base)
    return ax


def _dot_size(ax: Axes, n_spikes: int) -> float:
    """Points across: all dots together would cover a quarter of the axes."""
    width, height = points(ax)
    return float(np.clip(np.sqrt(0.25 * width * height / max(n_spikes, 1)), 0.5, 3.0))


def _draw_dots(ax: Axes, group: Band, bottom: int, size: float) -> None:
    ax.plot(
        group.times,
        group.ids + bottom,
        linestyle="",
        marker="o",
        markersize=size,
        markeredgewidth=0,
        color=group.colour,
        rasterized=True,
        label=plain(group.name),
    )


def pixels(spikes: SpikeTrains, rows: int, columns: int) -> Array:
    """Spikes counted in `rows` of neurons and `columns` of time, int64; linear in the spikes."""
    found, width = np.zeros(rows * columns, np.int64), spikes.duration / columns
    for part in parts(len(spikes.times)):
        row = spikes.ids[part].astype(np.int64) * rows // spikes.n
        column = bin_of(spikes.times[part], spikes.start, width)
        cell = row * columns + np.minimum(column, columns - 1)  # none lies beyond the window
        found += np.bincount(cell, minlength=len(found))
    return found.reshape(rows, columns)


def _draw_counts(ax: Axes, group: Band, bottom: int, total: int) -> None:
    from matplotlib.colors import LinearSegmentedColormap, PowerNorm

    rows = max(1, min(group.n, IMAGE[0] * group.n // total))
    image = pixels(group.trains, rows, IMAGE[1])
    ax.imshow(
        image,
        extent=(group.trains.start, group.trains.stop, bottom - 0.5, bottom + group.n - 0.5),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap=LinearSegmentedColormap.from_list(group.name, ["white", group.colour]),
        norm=PowerNorm(0.5, vmin=0, vmax=max(1, int(image.max()))),  # weak bins stay visible
    )
