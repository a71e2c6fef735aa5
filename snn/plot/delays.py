"""The axonal delays of projections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..analysis.wiring import projections_of
from ..errors import AnalysisError
from ..lowering.access import blocks
from ..network import Network
from ..population import Population
from ..program import Array
from ..projection import Projection
from .colours import colours_of
from .style import axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def delays(of: Projection | Sequence[Projection] | Network, *, ax: Axes | None = None) -> Axes:
    """How many synapses have which delay: a bar for each step, of each source population.

    Parameters
    ----------
    of : a projection, projections of one network, or all of a network. Those that come from one
        population are counted together, in its colour.

    Raises AnalysisError where there are no synapses.
    """
    ax = axes_or_new(ax)
    projections, network = projections_of(of, "delays")
    found = delay_counts(projections)
    if not any(len(count) for count in found.values()):
        raise AnalysisError("delays: there are no synapses to draw")
    single = len(found) == 1
    for (population, count), tint in zip(found.items(), colours_of([*found]), strict=True):
        steps = np.arange(len(count) + 1) - 0.5  # around whole steps
        name = population.name
        if single:
            ax.stairs(count, steps * network.dt, color=tint, fill=True, label=name)
        else:
            ax.stairs(count, steps * network.dt, color=tint, linewidth=1.3, label=name)
    ax.set_xlim(0, max(len(count) + 0.5 for count in found.values()) * network.dt)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("delay (ms)")
    ax.set_ylabel("synapses")
    if single and len(projections) == 1:
        ax.set_title(projections[0].name)
    else:
        ax.legend(title="source", loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def delay_counts(projections: Sequence[Projection]) -> dict[Population, Array]:
    """Synapses of each delay, int64 (longest delay in steps + 1,), by source population."""
    found = {q.source.population: np.zeros(0, np.int64) for q in projections}
    for projection, block in blocks(projections[0].network._ready(), projections):
        count, before = np.bincount(block.delay), found[projection.source.population]
        longer, shorter = (count, before) if len(count) > len(before) else (before, count)
        longer = longer.copy()
        longer[: len(shorter)] += shorter
        found[projection.source.population] = longer
    ranks = projections[0].network.ranks
    longest = max(int(ranks.greatest(len(count))) for count in found.values())
    return {p: ranks.sum(np.pad(c, (0, longest - len(c)))) for p, c in found.items()}
