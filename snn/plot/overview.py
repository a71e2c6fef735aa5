"""A run on one page: raster, rate and membrane traces over one time axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..analysis.trains import Trains
from .activity import activity
from .raster import raster
from .style import styled
from .traces import Samples, traces

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@styled
def overview(
    spikes: Mapping[str, Trains],
    samples: Samples | tuple[Any, Any],
    *,
    t_range: tuple[float, float],
    title: str = "",
    **trace_keywords: Any,
) -> Figure:
    """A figure of three panels; see `raster`, `activity` and `traces` for what they take.

    Parameters
    ----------
    spikes : from population names to recordings or (times, ids, n), times in ms.
    samples : a recording of a state, or (times, values).
    t_range : ms.
    trace_keywords : unit, labels, ticks and colours of `traces`.
    """
    import matplotlib.pyplot as plt

    figure, (top, middle, bottom) = plt.subplots(
        3, 1, figsize=(7, 6.5), height_ratios=(3, 1, 1.6), sharex=True
    )
    raster(spikes, t_range=t_range, ax=top)
    rates = activity(spikes, t_range=t_range, ax=middle).get_legend()
    if rates is not None:
        rates.remove()  # the raster's names have the colours
    traces(samples, ax=bottom, **trace_keywords)
    bottom.set_xlim(*t_range)
    for ax in (top, middle):
        ax.set_xlabel("")
    figure.align_ylabels([top, middle, bottom])
    if title:
        figure.suptitle(title)
    return figure
