"""The weights of a projection: how they are distributed, or how they change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import AnalysisError
from ..lowering.access import blocks
from ..lowering.plastic_weights import plastic_bounds
from ..mpi import Ranks
from ..program import Array
from ..projection import Projection
from ..recorders import WeightRecording
from .bands import frame
from .colours import COLOURS, colours_of
from .style import axes_or_new, styled
from .weight_unit import in_unit, weight_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 50  # of single synapses
_SHARES = (5, 25, 50, 75, 95)  # percentiles that stand for more


@styled
def weights(
    weights: Projection | WeightRecording | Any,
    *,
    unit: str | None = None,
    bins: int = 40,
    bounds: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A histogram of weights as they are, or of a recording lines over time.

    Parameters
    ----------
    weights : a projection, or an array of weights of any shape: a histogram. A recording of
        weights, or (times, values) of shapes (n_samples,) in ms and (n_samples, n): a line for
        each synapse, or the median and the ranges of half and nine tenths of them where there are
        more than 50.
    unit : of the weights, for the label; default: that of the receptor of a projection, or of one
        whose weights were recorded, where it is known.
    bounds : least and greatest weight, marked by dashed lines; a projection's own if it learns.

    Raises AnalysisError where there are no weights, or shapes do not agree.
    """
    ax = axes_or_new(ax)
    bounds = _bounds(weights) if bounds is None else bounds
    what, projection = "weight", _projection(weights)
    if unit is None and projection is not None:
        unit = weight_unit([projection])
    of = in_unit(unit)
    if isinstance(weights, WeightRecording):
        what, weights = weights.what, (weights.times, weights.values)
    if isinstance(weights, tuple):
        _over_time(ax, *(np.asarray(each, np.float64) for each in weights))
        ax.set_ylabel(what + of)
    else:
        _histogram(ax, weights, bins, bounds)
        ax.set_xlabel(what + of)
    mark = ax.axhline if isinstance(weights, tuple) else ax.axvline
    for bound in bounds or ():
        mark(bound, color="black", linestyle="--", linewidth=1.0)
    return ax


def _bounds(weights: Any) -> tuple[float, float] | None:
    """Those of the rule of a projection, or of one whose weights were recorded."""
    projection = _projection(weights)
    return None if projection is None else plastic_bounds(projection)


def _projection(weights: Any) -> Projection | None:
    """The projection whose weights are drawn."""
    if isinstance(weights, WeightRecording):
        return weights.projection if weights.what == "weight" else None
    return weights if isinstance(weights, Projection) else None


def _histogram(ax: Axes, weights: Any, bins: int, bounds: tuple[float, float] | None) -> None:
    ranks = weights.network.ranks if isinstance(weights, Projection) else Ranks()
    least = float(ranks.least(min((part.min() for part in _parts(weights)), default=np.inf)))
    most = float(ranks.greatest(max((part.max() for part in _parts(weights)), default=-np.inf)))
    if least > most:
        raise AnalysisError("weights: there are none to draw")
    low, high = bounds or (least, most)
    span = min(low, least), max(high, most)
    edges = np.histogram_bin_edges(np.empty(0), bins, span)
    count = np.zeros(bins, np.int64)
    for part in _parts(weights):
        count += np.histogram(part, bins, span)[0]
    tint = colours_of([weights])[0]  # that of the source of a projection
    draw_counts(ax, ranks.sum(count), edges, tint)


def draw_counts(ax: Axes, count: Array, edges: Array, colour: str) -> None:
    """A histogram of synapses, `count` of them between `edges`."""
    from matplotlib.ticker import MaxNLocator

    ax.stairs(count, edges, color=colour, fill=True)
    ax.set_ylabel("synapses")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))


def _parts(weights: Any) -> Iterator[Array]:
    """Some weights at a time, none of them empty: those of a projection may be many."""
    if isinstance(weights, Projection):
        found = blocks(weights.network._ready(), [weights])
        yield from (block.weight for _, block in found if len(block.post))
    elif np.size(weights):
        yield np.asarray(weights, np.float64).ravel()


def _over_time(ax: Axes, times: Array, values: Array) -> None:
    if values.ndim != 2 or len(times) != len(values) or not values.size:
        raise AnalysisError(
            f"weights: values must be (n_samples, n), not empty, for times (n_samples,); got "
            f"{values.shape} and {times.shape}"
        )
    if values.shape[1] <= MOST_LINES:
        for k, column in enumerate(values.T):
            ax.plot(times, column, color=COLOURS[k % len(COLOURS)], linewidth=0.8)
    else:
        _ranges(ax, times, np.percentile(values, _SHARES, axis=1))
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    frame(ax, (float(times[0]), float(times[-1])))


def _ranges(ax: Axes, times: Array, shares: Array) -> None:
    for k, alpha in ((0, 0.2), (1, 0.45)):
        label = f"{_SHARES[k]} to {_SHARES[-1 - k]} %"
        low, high = shares[k], shares[-1 - k]
        ax.fill_between(times, low, high, color=COLOURS[0], alpha=alpha, linewidth=0, label=label)
    ax.plot(times, shares[2], color=COLOURS[0], linewidth=1.5, label="median")
