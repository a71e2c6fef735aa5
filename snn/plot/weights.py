"""The weights of a projection: how they are distributed, or how they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..lowering.plastic_weights import plastic_bounds
from ..program import Array
from ..projection import Projection
from ..recorders import WeightRecording
from .bands import COLOURS, axes_or_new, frame
from .style import styled

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
    unit : of the weights, for the label; by default it names none.
    bounds : least and greatest weight, marked by dashed lines; a projection's own if it learns.

    Raises ValueError where there are no weights, or shapes do not agree.
    """
    ax = axes_or_new(ax)
    bounds = _bounds(weights) if bounds is None else bounds
    what, of = "weight", "" if unit is None else f" ({unit})"
    if isinstance(weights, WeightRecording):
        what, weights = weights.what, (weights.times, weights.values)
    if isinstance(weights, tuple):
        _over_time(ax, *(np.asarray(each, np.float64) for each in weights))
        ax.set_ylabel(what + of)
    else:
        values = weights["weight"] if isinstance(weights, Projection) else weights
        _histogram(ax, np.asarray(values, np.float64).ravel(), bins, bounds)
        ax.set_xlabel(what + of)
    mark = ax.axhline if isinstance(weights, tuple) else ax.axvline
    for bound in bounds or ():
        mark(bound, color="black", linestyle="--", linewidth=1.0)
    return ax


def _bounds(weights: Any) -> tuple[float, float] | None:
    """Those of the rule of a projection, or of one whose weights were recorded."""
    projection = weights
    if isinstance(weights, WeightRecording):
        projection = weights.projection if weights.what == "weight" else None
    return plastic_bounds(projection) if isinstance(projection, Projection) else None


def _histogram(ax: Axes, values: Array, bins: int, bounds: tuple[float, float] | None) -> None:
    from matplotlib.ticker import MaxNLocator

    if not len(values):
        raise ValueError("weights: there are none to draw")
    low, high = bounds or (values.min(), values.max())
    count, edges = np.histogram(values, bins, (min(low, values.min()), max(high, values.max())))
    ax.stairs(count, edges, color=COLOURS[0], fill=True)
    ax.set_ylabel("synapses")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))


def _over_time(ax: Axes, times: Array, values: Array) -> None:
    if values.ndim != 2 or len(times) != len(values) or not values.size:
        raise ValueError(
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
