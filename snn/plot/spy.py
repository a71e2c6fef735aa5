"""Where the synapses of a projection or of a whole network are: a binned spy plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..analysis.wiring import projections_of
from ..errors import AnalysisError
from ..lowering.access import blocks
from ..network import Network
from ..population import Population
from ..program import Array
from ..projection import Projection
from .colours import colour
from .labels import height_for, label_axis, longest_beside, plain, shortened, whole_ticks, width_for
from .style import SEQUENTIAL, axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def spy(
    of: Projection | Sequence[Projection] | Network, *, bins: int = 300, ax: Axes | None = None
) -> Axes:
    """Synapses counted in squares of neurons: sources from left to right, targets downwards.

    Parameters
    ----------
    of : a projection; or a network, or projections of one, with all of its populations along both
        axes.
    bins : at most so many pixels along each axis; each is equally many neurons, at least one.

    In one pass over the synapses as they are kept, a few million at a time: there is no matrix but
    the picture. White: no synapse; the darker the more.
    Raises AnalysisError for fewer than one bin.
    """
    _, network = projections_of(of, "spy")
    counts, per, frame = spy_counts(of, bins)
    names = [] if isinstance(of, Projection) else [p.name for p in network.populations]
    side = height_for(len(names), 3.7) + width_for(names)
    ax = axes_or_new(ax, (side + 0.7, side))
    _draw(ax, counts, per, frame)
    if isinstance(of, Projection):
        label_ends(ax, of)
    else:
        _label(ax, network)
    return ax


@dataclass(frozen=True)
class Frame:
    """What neurons are along the axes of targets and of sources, and where populations begin."""

    first: tuple[int, int]  # the numbers of the first neurons
    n: tuple[int, int]
    starts: Mapping[Population, tuple[int, int]]  # in neurons from the first


def _of_projection(projection: Projection) -> Frame:
    """Its neurons alone, numbered as in their populations."""
    target, source = projection.target, projection.source
    starts = {source.population: (0, -source.lo)}
    starts[target.population] = -target.lo, starts.get(target.population, (0, 0))[1]
    return Frame((target.lo, source.lo), (target.n, source.n), starts)


def _of_network(network: Network) -> Frame:
    """All neurons of all populations along both axes."""
    starts = _starts(network)
    n = int(starts[-1])
    first = {p: (int(k), int(k)) for p, k in zip(network.populations, starts, strict=False)}
    return Frame((0, 0), (n, n), first)


def spy_counts(
    of: Projection | Sequence[Projection] | Network, bins: int
) -> tuple[Array, tuple[int, int], Frame]:
    """(synapses in squares of neurons, int64 (target, source); neurons in a bin of each; axes)."""
    if bins < 1:
        raise AnalysisError(f"spy: bins must be at least 1; got {bins}")
    projections, network = projections_of(of, "spy")
    frame = _of_projection(of) if isinstance(of, Projection) else _of_network(network)
    per = -(-frame.n[0] // bins), -(-frame.n[1] // bins)
    rows, columns = -(-frame.n[0] // per[0]), -(-frame.n[1] // per[1])
    row = np.arange(frame.n[0], dtype=np.int64) // per[0] * columns  # of each neuron: no division
    column = np.arange(frame.n[1], dtype=np.int64) // per[1]  # for each synapse
    counts = np.zeros(rows * columns, np.int64)
    for projection, block in blocks(network._ready(), projections):
        target = frame.starts[projection.target.population][0] + projection.target.lo
        source = frame.starts[projection.source.population][1] + projection.source.lo
        cell = row[target:][block.post]
        cell += column[source:][block.pre]
        counts += np.bincount(cell, minlength=len(counts))
    total: Array = network.ranks.sum(counts)
    return total.reshape(rows, columns), per, frame


def _starts(network: Network) -> Array:
    return np.concatenate([[0], np.cumsum([p.n for p in network.populations])])


def _draw(ax: Axes, counts: Array, per: tuple[int, int], frame: Frame) -> None:
    from matplotlib.colors import PowerNorm
    from matplotlib.ticker import MaxNLocator

    (n_target, n_source), (top, left) = frame.n, np.subtract(frame.first, 0.5)
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
    longest = longest_beside(ax, both=True)
    names = [shortened(p.name, longest) for p in network.populations]
    colours = [colour(k) for k in range(len(names))]
    ax.set_xlabel("source" + label_axis(ax, "x", centres, names, colours))
    ax.set_ylabel("target" + label_axis(ax, "y", centres, names, colours))


def label_ends(ax: Axes, projection: Projection) -> None:
    """The axes of the neurons of a projection, as they are numbered in their populations."""
    source, target = (shortened(v.population.name) for v in (projection.source, projection.target))
    ax.set_xlabel(f"neuron of {plain(source)} (source)")
    ax.set_ylabel(f"neuron of {plain(target)} (target)")
    whole_ticks(ax)
