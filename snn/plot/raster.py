"""Spike rasters: a dot per spike, or an image of counts where dots would be a solid block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..analysis.blocks import parts
from ..program import Array
from .bands import Band, Groups, axes_or_new, bands, frame, label_bands, stacked, time_range
from .labels import points
from .style import styled

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
    t_range : ms, what to draw; default: what the recordings cover; of arrays 0 to the last spike.

    Up to a million spikes are dots; more are an image of counts per bin, the darker the more.
    """
    ax = axes_or_new(ax)
    groups = bands(spikes, t_range)
    window = time_range(groups, t_range)
    base = stacked(groups)
    as_image = sum(len(g.times) for g in groups) > DOTS
    size = _dot_size(ax, sum(len(g.times) for g in groups))
    for group, bottom in zip(groups, base[:-1], strict=True):
        if as_image:
            _draw_counts(ax, group, int(bottom), int(base[-1]), window)
        else:
            _draw_dots(ax, group, int(bottom), size)
    frame(ax, window)
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
        label=group.name,
    )


def counts(
    times: Array, ids: Array, n: int, t_range: tuple[float, float], shape: tuple[int, int]
) -> Array:
    """Spikes per bin, int64 (rows of neurons, columns of time); in time linear in the spikes."""
    rows, columns = shape
    found = np.zeros(rows * columns, np.int64)
    for part in parts(len(times)):
        found += np.bincount(
            _cells(times[part], ids[part], n, t_range, shape), minlength=len(found)
        )
    return found.reshape(rows, columns)


def _cells(
    times: Array, ids: Array, n: int, t_range: tuple[float, float], shape: tuple[int, int]
) -> Array:
    """The bin of each spike that lies in the window, row by row."""
    rows, columns = shape
    column = np.floor((times - t_range[0]) * (columns / (t_range[1] - t_range[0]))).astype(np.int64)
    column[times == t_range[1]] = columns - 1  # the last bin is closed, as in np.histogram
    inside = (column >= 0) & (column < columns)
    cell: Array = ids[inside].astype(np.int64) * rows // n * columns + column[inside]
    return cell


def _draw_counts(
    ax: Axes, group: Band, bottom: int, total: int, window: tuple[float, float]
) -> None:
    from matplotlib.colors import LinearSegmentedColormap, PowerNorm

    rows = max(1, min(group.n, IMAGE[0] * group.n // total))
    image = counts(group.times, group.ids, group.n, window, (rows, IMAGE[1]))
    ax.imshow(
        image,
        extent=(*window, bottom - 0.5, bottom + group.n - 0.5),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap=LinearSegmentedColormap.from_list(group.name, ["white", group.colour]),
        norm=PowerNorm(0.5, vmin=0, vmax=max(1, int(image.max()))),  # weak bins stay visible
    )
