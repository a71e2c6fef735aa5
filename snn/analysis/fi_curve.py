"""f-I curves: firing rate against input current, of all currents in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import AnalysisError
from ..program import Array
from .intervals import isi
from .rates import firing_rate

if TYPE_CHECKING:
    from ..model import NeuronModel


def fi_curve(
    model: NeuronModel,
    currents: Any,
    *,
    duration: float = 1000.0,
    settle: float = 200.0,
    receptor: str = "I",
    by: str = "interval",
    progress: bool = False,
    initial: dict[str, Any] | None = None,
    **network: Any,
) -> Array:
    """Firing rate of a neuron against its constant input current, Hz (n,).

    Parameters
    ----------
    model : a neuron model; parameters are numbers, or (n,) values.
    currents : (n,), in the model's unit of I (or of the receptor): as many neurons are run at once.
    duration : ms that are measured, after `settle` ms in which firing becomes steady.
    receptor : what the current goes to; "I" is the input current itself.
    by : "interval": 1 over the mean interspike interval, of a neuron with at least two spikes; so
        no error of a whole spike. "count": spikes over `duration`, as all others get. Take it for
        neurons that fire in bursts of a few spikes, with silence before and after.
    initial : first values of states, as for `Network.population`.
    **network : keywords of `Network`: dt, backend, precision, seed, ...

    Raises AnalysisError for currents that are not one-dimensional or another `by`.
    """
    from ..network import Network

    values = np.asarray(currents, np.float64)
    if values.ndim != 1 or not len(values):
        raise AnalysisError(f"fi_curve: currents must have shape (n,); got {values.shape}")
    if by not in ("interval", "count"):
        raise AnalysisError(f"fi_curve: by must be 'interval' or 'count'; got {by!r}")
    net = Network(**network)
    neurons = net.population(model, len(values), **(initial or {}))
    net.stimulate(neurons, receptor, values)
    net.run(settle)
    spikes = net.record(neurons, "spikes")
    net.run(duration, progress=progress)
    rate = firing_rate(spikes)
    if by == "interval":
        intervals, ids = isi(spikes)
        number = np.bincount(ids, minlength=len(values))
        steady = number > 0
        rate[steady] = 1000.0 * number[steady] / np.bincount(ids, intervals, len(values))[steady]
    return rate
