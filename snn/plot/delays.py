"""The axonal delays of projections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..analysis.synapses import delay_counts
from ..analysis.wiring import projections_of
from ..errors import AnalysisError
from ..network import Network
from ..projection import Projection
from .colours import colours_of
from .labels import line, plain, shortened
from .legend import legend
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
    projections, network = projections_of(of, "delays")
    found = delay_counts(projections)
    if not any(len(count) for count in found.values()):
        raise AnalysisError("delays: there are no synapses to draw")
    single = len(found) == 1
    grow, ax = ax is None, axes_or_new(ax)
    drawn = []
    for (population, count), tint in zip(found.items(), colours_of([*found]), strict=True):
        steps = np.arange(len(count) + 1) - 0.5  # around whole steps
        drawn.append(
            ax.stairs(count, steps * network.dt, fill=single, **line(tint, population.name))
        )
    ax.set_xlim(0, max(len(count) + 0.5 for count in found.values()) * network.dt)
    ax.set_ylim(0, ax.get_ylim()[1])
    ax.set_xlabel("delay (ms)")
    ax.set_ylabel("synapses")
    if single and len(projections) == 1:
        ax.set_title(plain(projections[0].name))
    else:
        legend(ax, drawn, [f"from {shortened(p.name)}" for p in found], grow=grow)
    return ax
