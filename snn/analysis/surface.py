"""Time surfaces: what every neuron did last, fading."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..program import Array
from .checks import instants, number
from .trains import ROUNDING, Trains, trains

_CELLS = 1 << 22  # of the surface at once, while it is computed


def time_surface(
    spikes: Trains,
    at: Any,
    tau: float,
    *,
    t_range: tuple[float, float] | None = None,
) -> Array:
    """exp((t_last - t) / tau), t_last the time of each neuron's last spike until t.

    1 at a spike, fading with tau; 0 before the neuron's first spike (Lagorce et al. 2017, who have
    the pixels of a camera in place of neurons).

    Parameters
    ----------
    spikes : as in `trains`.
    at : ms, (m,) in any order: the moments t.
    tau : ms, above 0.
    t_range : (start, stop) in ms: spikes outside are not seen.

    Returns
    -------
    float64 (m, n), of CuPy if the spikes are. Time is linear in the result (times the logarithm of
    the number of spikes), memory that of the result and of the sorted spikes.
    """
    number(tau, "time_surface: tau")
    found = trains(spikes, t_range)
    xp = found.xp
    at = instants(at, "time_surface: at", xp)
    surface: Array = xp.zeros((len(at), found.n))
    times, ids = found.by_neuron()
    if not len(times):
        return surface
    order = xp.argsort(at)
    ascending = at[order]
    # Neuron and rank among the moments as one whole number: one search finds all last spikes.
    stride = len(at) + 1
    key = ids.astype(np.int64) * stride + xp.searchsorted(ascending, times - ROUNDING)
    block = max(1, _CELLS // found.n)
    for low in range(0, len(at), block):
        ranks = xp.arange(low, min(low + block, len(at)))
        cells = xp.arange(found.n) * stride + ranks[:, None]
        last = xp.searchsorted(key, cells.ravel(), side="right").reshape(cells.shape) - 1
        spiked = (last >= 0) & (ids[last] == xp.arange(found.n))
        age = xp.where(spiked, ascending[ranks][:, None] - times[last], np.inf)
        surface[order[ranks]] = xp.exp(-xp.maximum(age, 0.0) / tau)
    return surface
