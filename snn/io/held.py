"""What no file of a network holds: said before one is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import DataError
from ..lowering.carriers import CURRENT, carries_spikes
from ..population import Population

if TYPE_CHECKING:
    from ..network import Network

LEAVE_OUT = ("stimuli", "plasticity")


def check_held(net: Network, leave_out: Iterable[str], what: str) -> None:
    """DataError, beginning with `what`, for what a file cannot hold and is not to be left out."""
    left = tuple(leave_out)
    for name in left:
        if name not in LEAVE_OUT:
            known = ", ".join(LEAVE_OUT)
            raise DataError(f"{what}: leave_out: {name!r} is not one of: {known}")
    for view, receptor, stimulus in net.stimuli:
        if not is_constant(receptor, stimulus) and "stimuli" not in left:
            raise DataError(
                f"{what}: the stimulus of {view.label!r} onto {receptor!r} is no constant onto "
                f"{CURRENT!r}, which is all that the file holds; give leave_out=['stimuli'] and "
                "add it again to what is read"
            )
    for q in net.projections:
        if not carries_spikes(q):
            raise DataError(f"{what}: projection {q.name!r} carries no spikes")
        learns = q.plasticity is not None or q.normalization is not None
        if learns and "plasticity" not in left:
            raise DataError(
                f"{what}: projection {q.name!r} learns, which the file does not hold; give "
                "leave_out=['plasticity'] to write the weights as they are"
            )


def is_constant(receptor: str, stimulus: Any) -> bool:
    """Whether a stimulus is the same current, of each neuron, at all times."""
    return receptor == CURRENT and isinstance(
        stimulus, (int, float, np.ndarray, np.generic, list, tuple)
    )


def current(population: Population) -> Any:
    """The sum of the constants onto "I" of a population, a number or (n,)."""
    total: Any = 0.0
    for view, receptor, stimulus in population.network.stimuli:
        if view.population is population and is_constant(receptor, stimulus):
            given = np.asarray(stimulus, np.float64)
            if view.n < population.n:
                given, part = np.zeros(population.n), given
                given[view.lo : view.hi] = part
            total = total + given
    return total if np.ndim(total) else float(total)
