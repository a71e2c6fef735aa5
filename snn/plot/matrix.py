"""The weights of a small projection as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..analysis.wiring import projections_of
from ..errors import AnalysisError
from ..lowering.access import blocks
from ..network import Network
from ..program import Array
from ..projection import Projection
from .spy import label_ends
from .style import DIVERGING, SEQUENTIAL, axes_or_new, styled
from .weight_unit import in_unit, weight_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LARGEST = 4_000_000  # pairs of neurons


@styled
def matrix(
    of: Projection | Sequence[Projection] | Network,
    *,
    unit: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Weights as used: sources from left to right, targets from top to bottom.

    Weights of several synapses between two neurons are added up. Where there are negative ones,
    colours go from red (< 0) to blue. White: no synapse, or a weight of 0 between those.
    Parameters
    ----------
    of : a projection; or a network or list that has no other.
    unit : of the weights, for the label; default: the receptor's, where it is known.

    Raises AnalysisError for several projections, and more than 4 million pairs of neurons: those
    are a picture for `spy`.
    """
    projections, _ = projections_of(of, "matrix")
    if len(projections) != 1:
        raise AnalysisError(
            f"matrix: expected one projection; got {len(projections)}: draw them with snn.plot.spy"
        )
    (projection,) = projections
    n_target, n_source = projection.target.n, projection.source.n
    if n_target * n_source > LARGEST:
        raise AnalysisError(
            f"matrix: projection {projection.name!r} has {n_target:,} × {n_source:,} pairs of "
            f"neurons, more than {LARGEST:,}; draw it with snn.plot.spy"
        )
    ax = axes_or_new(ax, (4.4, 3.7))
    values = dense_weights(projection)
    greatest = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    signed = bool(np.nanmin(values, initial=0.0) < 0)
    left, top = projection.source.lo - 0.5, projection.target.lo - 0.5
    image = ax.imshow(
        np.ma.masked_invalid(values),
        extent=(left, left + n_source, top + n_target, top),
        aspect="auto",
        interpolation="nearest",
        cmap=DIVERGING if signed else SEQUENTIAL,
        vmin=-greatest if signed else 0.0,
        vmax=greatest,
    )
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.05, pad=0.02)
    bar.set_label("weight" + in_unit(unit or weight_unit([projection])))
    bar.outline.set_visible(False)
    label_ends(ax, projection)
    return ax


def dense_weights(projection: Projection) -> Array:
    """Sums of weights, float64 (n_target, n_source); NaN where there is no synapse."""
    network = projection.network
    shape = projection.target.n, projection.source.n
    weight, count = np.zeros(shape), np.zeros(shape, np.int64)
    for _, block in blocks(network._ready(), [projection]):
        np.add.at(weight, (block.post, block.pre), block.weight)
        np.add.at(count, (block.post, block.pre), 1)
    weight, count = network.ranks.sum(weight), network.ranks.sum(count)
    return np.where(count > 0, weight, np.nan)
