"""Neurons that fire at random."""

from __future__ import annotations

from ..model import NeuronModel, Param, derived


class Poisson(NeuronModel):
    """Fires independently in each step with probability rate * dt, which must be at most 1.

    rate : kHz (write 5 * Hz). The count in a time T has the mean rate * T and the Fano factor
    1 - rate * dt.
    """

    rate = Param(None, "kHz", "firing rate", low=0.0)
    chance = derived(lambda p: p.rate * p.dt, "spikes per step", high=1.0)

    integrators = ("none",)

    def probability(chance):
        return chance
