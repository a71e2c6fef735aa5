"""How irregular neurons fire: the distribution of their coefficients of variation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import analysis
from ..errors import AnalysisError
from .bands import Groups, bands
from .labels import line, shortened
from .legend import legend
from .style import axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def cv(
    spikes: Groups,
    *,
    bins: int = 40,
    t_range: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The histogram of the CV of neurons' interspike intervals, a line per population.

    Parameters
    ----------
    spikes, t_range : as for `raster`. Neurons of fewer than two intervals have no CV.
    bins : from 0 to just above the greatest CV.

    Raises AnalysisError for fewer than one bin.
    """
    if bins < 1:
        raise AnalysisError(f"cv: there must be at least one bin; got bins = {bins}")
    groups = bands(spikes, t_range)
    values = [analysis.cv(group.trains) for group in groups]
    values = [each[np.isfinite(each)] for each in values]
    most = max((float(each.max()) for each in values if len(each)), default=1.0)
    edges = np.linspace(0.0, max(1.05 * most, 0.1), bins + 1)
    grow, ax = ax is None, axes_or_new(ax)
    drawn = []
    for group, each in zip(groups, values, strict=True):
        count = np.histogram(each, edges)[0]
        drawn.append(
            ax.stairs(count, edges, fill=len(groups) == 1, **line(group.colour, group.name))
        )
    ax.set_xlim(0, edges[-1])
    ax.set_ylim(0, max(ax.get_ylim()[1], 1.0))
    ax.set_xlabel("CV of interspike intervals")
    ax.set_ylabel("neurons")
    if len(groups) > 1:
        legend(ax, drawn, [shortened(group.name) for group in groups], grow=grow)
    return ax
