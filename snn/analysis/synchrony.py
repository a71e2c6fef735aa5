"""How synchronously a population fires."""

from __future__ import annotations

from .counts import pooled
from .trains import Neurons, Trains, trains


def synchrony(
    spikes: Trains,
    bin: float = 3.0,
    neurons: Neurons = None,
    t_range: tuple[float, float] | None = None,
) -> float:
    """Variance over mean of the spikes of all neurons together, in bins of `bin` ms.

    1 if neurons fire independently as Poisson processes; it grows with their number where they do
    not, so compare samples of one size. NaN without spikes.

    Parameters
    ----------
    spikes, t_range : as for `trains`.
    bin : ms.
    neurons : a slice or whole numbers, of which the spikes are counted; None for all.

    Potjans & Diesmann (2014), Cereb. Cortex 24:785, of 1,000 neurons per population.
    """
    found = pooled(trains(spikes, t_range).of(neurons), bin, "synchrony")
    mean = float(found.mean())
    return float(found.var()) / mean if mean > 0 else float("nan")
