"""How the firing rate depends on the input: f-I curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import AnalysisError
from ..program import host
from .labels import plain, shortened
from .legend import legend
from .style import axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def fi_curve(
    currents: Any,
    rates: Any | Mapping[str, Any],
    *,
    unit: str = "pA",
    marker: str = "o",
    ax: Axes | None = None,
) -> Axes:
    """Firing rate against input current.

    Parameters
    ----------
    currents : (n,), in `unit`.
    rates : Hz (n,), such as `snn.analysis.fi_curve` returns; or a mapping from names to these.
    marker : matplotlib's, of the points; "" for lines alone.

    Raises AnalysisError where the lengths differ.
    """
    grow, ax = ax is None, axes_or_new(ax)
    drawn = []
    named = rates if isinstance(rates, Mapping) else {"": rates}
    currents = np.asarray(host(currents), np.float64)
    for name, values in named.items():
        values = np.asarray(host(values), np.float64)
        if values.shape != currents.shape or values.ndim != 1:
            raise AnalysisError(
                f"fi_curve: rates {name!r} must be one per current, {currents.shape}; got "
                f"{values.shape}"
            )
        drawn += ax.plot(currents, values, marker=marker, markersize=3, label=plain(name))
    ax.set_ylim(0, ax.get_ylim()[1])
    ax.set_xlabel(f"current ({unit})")
    ax.set_ylabel("rate (Hz)")
    if any(named):
        legend(ax, drawn, [shortened(name) for name in named], grow=grow)
    return ax
