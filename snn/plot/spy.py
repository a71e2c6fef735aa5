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
from .labels import label_axis
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
    ax = axes_or_new(ax, (4.4, 3.7))
    n_target, n_source = _extent(of)
    counts, per = spy_counts(of, bins)
    _draw(ax, counts, per, n_source, n_target)
    if isinstance(of, Projection):
        ax.set_xlabel(f"neuron of {of.source.label} (source)")
        ax.set_ylabel(f"neuron of {of.target.label} (target)")
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
    projections, network = projections_of(of, "spy")
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


def _draw(ax: Axes, counts: Array, per: tuple[int, int], n_source: int, n_target: int) -> None:
    from matplotlib.colors import PowerNorm
    from matplotlib.ticker import MaxNLocator

    image = ax.imshow(
        np.ma.masked_equal(counts, 0),
        extent=(-0.5, counts.shape[1] * per[1] - 0.5, counts.shape[0] * per[0] - 0.5, -0.5),
        aspect="auto",
        interpolation="nearest",
        cmap=SEQUENTIAL,
        norm=PowerNorm(0.5, vmin=0, vmax=max(1, int(counts.max()))),  # few synapses stay visible
    )
    ax.set_xlim(-0.5, n_source - 0.5)
    ax.set_ylim(n_target - 0.5, -0.5)
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.05, pad=0.02)
    bar.locator = MaxNLocator(4, integer=True)
    bar.outline.set_visible(False)
    square = "a pair of neurons" if per == (1, 1) else f"{per[0]:,} × {per[1]:,} neurons"
    bar.set_label(f"synapses in {square}")


def _label(ax: Axes, network: Network) -> None:
    starts = _starts(network)
    for edge in starts[1:-1] - 0.5:
        ax.axhline(edge, color="0.6", linewidth=0.5)
        ax.axvline(edge, color="0.6", linewidth=0.5)
    centres = (starts[1:] + starts[:-1]) / 2
    names = [p.name for p in network.populations]
    colours = [colour(k) for k in range(len(names))]
    label_axis(ax, "x", centres, names, colours)
    label_axis(ax, "y", centres, names, colours)
    ax.set_xlabel("source")
    ax.set_ylabel("target")
