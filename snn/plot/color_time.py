"""Colour-time rasters: each spike coloured by when it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import AnalysisError
from ..program import Array
from .bands import Groups, bands, frame, label_bands, stacked, time_range
from .labels import height_for
from .raster import DOTS
from .style import SIZE, axes_or_new, phase_map, styled, time_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def color_time(
    spikes: Groups,
    *,
    period: float | None = None,
    order: Array | None = None,
    t_range: tuple[float, float] | None = None,
    colorbar: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Neuron against time, each spike coloured by its time, or its phase in a period.

    Side by side with `embedding` of the same moments, equal colours are equal times; with a period,
    equal colours are equal phases, and a rhythm shows as stripes of one colour.

    Parameters
    ----------
    spikes : a recording, (times, ids) or (times, ids, n), times in ms; a mapping from names to
        these, or a list of recordings.
    period : ms; phases from the beginning of what is drawn. Default: colour by time.
    order : integers (n,), all neurons in the order in which to draw them, from below: for instance
        np.argsort of their `communities`.
    t_range : ms, what to draw; default: what each recording covers; of arrays 0 to the last spike.
    colorbar : whether to draw one.

    Raises AnalysisError where there are more than a million spikes in the range, a period is not
    above 0, or the order is none of all neurons.
    """
    if period is not None and not period > 0:
        raise AnalysisError(f"color_time: period must be a number of ms above 0; got {period!r}")
    groups = bands(spikes, t_range)
    window = time_range(groups)
    base = stacked(groups)
    times = np.concatenate([g.times for g in groups])
    rows = np.concatenate([g.ids + b for g, b in zip(groups, base, strict=False)])
    if len(times) > DOTS:
        raise AnalysisError(
            f"color_time: {len(times):,} spikes would overlap; draw at most {DOTS:,}: "
            "a part of the neurons or of t_range, or plot.raster"
        )
    ax = axes_or_new(ax, (SIZE[0], height_for(len(groups), SIZE[1])))
    drawn = ax.scatter(
        times,
        rows if order is None else _places(order, int(base[-1]))[rows],
        c=times if period is None else (times - window[0]) % period / period,
        cmap=time_map() if period is None else phase_map(),
        vmin=window[0] if period is None else 0.0,
        vmax=window[1] if period is None else 1.0,
        s=float(np.clip(2000 / base[-1], 0.5, 12.0)),
        linewidths=0,
        rasterized=True,
    )
    frame(ax, window)
    if order is None:
        label_bands(ax, groups, base)
    else:
        ax.set(ylim=(-0.5, base[-1] - 0.5), ylabel="neuron, in the given order")
    if colorbar:
        label = "time (ms)" if period is None else f"phase (periods of {period:g} ms)"
        ax.figure.colorbar(drawn, ax=ax, label=label, pad=0.02).outline.set_visible(False)
    return ax


def _places(order: Array, n: int) -> Array:
    """The row of each neuron."""
    order = np.asarray(order)
    if not np.array_equal(np.sort(order), np.arange(n)):
        raise AnalysisError(f"color_time: order must hold each of the {n} neurons once")
    return np.argsort(order)
