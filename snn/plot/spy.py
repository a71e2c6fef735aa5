"""Where the synapses of a projection or of a whole network are: a binned spy plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..analysis.wiring import projections_of
from ..errors import AnalysisError
from ..lowering.access import blocks
from ..network import Network
from ..program import Array
from ..projection import Projection
from .colours import colour
from .labels import height_for, label_axis, plain, shortened, whole_ticks, width_for
from .style import SEQUENTIAL, axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def spy(of: Projection | Network, *, bins: int = 300, ax: Axes | None = None) -> Axes:
    """Synapses counted in squares of neurons: sources from left to right, targets downwards.

    Parameters
    ----------
    of : a projection; or a network, with all of its populations along both axes.
    bins : at most so many pixels along each axis; each is equally many neurons, at least one.

    In one pass over the synapses as they are kept, a few million at a time: there is no matrix but
    the picture. White: no synapse; the darker the more.
    Raises AnalysisError for fewer than one bin.
    """
    counts, per = spy_counts(of, bins)
    names = [p.name for p in of.populations] if isinstance(of, Network) else []
    side = height_for(len(names), 3.7) + width_for(names)
    ax = axes_or_new(ax, (side + 0.7, side))
    _draw(ax, counts, per, of)
    if isinstance(of, Projection):
        label_ends(ax, of)
    else:
        _label(ax, of)
    return ax


def spy_counts(of: Projection | Network, bins: int) -> tuple[Array, tuple[int, int]]:
    """(synapses in squares of neurons, int64 (target, source); neurons in a bin of each)."""
    if bins < 1:
        raise AnalysisError(f"spy: bins must be at least 1; got {bins}")
    extent = _extent(of)
    per = -(-extent[0] // bins), -(-extent[1] // bins)
    rows, columns = -(-extent[0] // per[0]), -(-extent[1] // per[1])
    first = _first_neurons(of)
    row = np.arange(extent[0], dtype=np.int64) // per[0] * columns  # of each neuron: no division
    column = np.arange(extent[1], dtype=np.int64) // per[1]  # for each synapse
    counts = np.zeros(rows * columns, np.int64)
    projections, network = projections_of([of] if isinstance(of, Projection) else of)
    for projection, block in blocks(network._ready(), projections):
        target, source = first[projection]
        cell = row[target:][block.post]
        cell += column[source:][block.pre]
        counts += np.bincount(cell, minlength=len(counts))
    total: Array = network.ranks.sum(counts)
    return total.reshape(rows, columns), per


def _extent(of: Projection | Network) -> tuple[int, int]:
    """Neurons along the axes of targets and of sources."""
    if isinstance(of, Projection):
        return of.target.n, of.source.n
    n = sum(p.n for p in of.populations)
    return n, n


def _first_neurons(of: Projection | Network) -> dict[Projection, tuple[int, int]]:
    """Where the targets and the sources of each projection begin along the axes."""
    if isinstance(of, Projection):
        return {of: (0, 0)}
    start = dict(zip(of.populations, _starts(of), strict=False))
    return {
        q: (
            int(start[q.target.population]) + q.target.lo,
            int(start[q.source.population]) + q.source.lo,
        )
        for q in of.projections
    }


def _starts(network: Network) -> Array:
    return np.concatenate([[0], np.cumsum([p.n for p in network.populations])])


def _draw(ax: Axes, counts: Array, per: tuple[int, int], of: Projection | Network) -> None:
    from matplotlib.colors import PowerNorm
    from matplotlib.ticker import MaxNLocator

    n_target, n_source = _extent(of)
    views = (of.target.lo, of.source.lo) if isinstance(of, Projection) else (0, 0)
    top, left = views[0] - 0.5, views[1] - 0.5
    image = ax.imshow(
        np.ma.masked_equal(counts, 0),
        extent=(left, left + counts.shape[1] * per[1], top + counts.shape[0] * per[0], top),
        aspect="auto",
        interpolation="nearest",
        cmap=SEQUENTIAL,
        norm=PowerNorm(0.5, vmin=0, vmax=max(1, int(counts.max()))),  # few synapses stay visible
    )
    ax.set_xlim(left, left + n_source)
    ax.set_ylim(top + n_target, top)
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.05, pad=0.02)
    bar.locator = MaxNLocator(4, integer=True)
    bar.outline.set_visible(False)
    square = "a pair of neurons" if per == (1, 1) else f"{per[0]:,} × {per[1]:,} neurons"
    bar.set_label(f"synapses in\n{square}")


def _label(ax: Axes, network: Network) -> None:
    starts = _starts(network)
    for edge in starts[1:-1] - 0.5:
        ax.axhline(edge, color="0.6", linewidth=0.5)
        ax.axvline(edge, color="0.6", linewidth=0.5)
    centres = (starts[1:] + starts[:-1]) / 2
    names = [shortened(p.name) for p in network.populations]
    colours = [colour(k) for k in range(len(names))]
    ax.set_xlabel("source" + label_axis(ax, "x", centres, names, colours))
    ax.set_ylabel("target" + label_axis(ax, "y", centres, names, colours))


def label_ends(ax: Axes, projection: Projection) -> None:
    """The axes of the neurons of a projection, as they are numbered in their populations."""
    source, target = (shortened(v.population.name) for v in (projection.source, projection.target))
    ax.set_xlabel(f"neuron of {plain(source)} (source)")
    ax.set_ylabel(f"neuron of {plain(target)} (target)")
    whole_ticks(ax)
