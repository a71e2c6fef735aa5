"""Graded synapses as stages of a program: plain data, like those in `program`.

In step t, before the drives, the conductance that reaches a receptor `Graded` is summed: what the
presynaptic neurons released at the end of step t - 1, times the weights. It goes to the `base` of
the Drive that the population has onto that receptor. Each sum is taken in one order, in the compute
type: a neuron's constant, then projections as they were made, each by ascending presynaptic neuron.
So the bits are the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .matrix import Matrix

if TYPE_CHECKING:
    from . import Array, Drive


@dataclass
class GradedDeliver(Matrix):
    """Releases of source neurons times weights, to a receptor; always sparse (see Matrix)."""

    receptor: str

    def __str__(self) -> str:
        return f"{self.label}: {self.weight.size:,} synapses of {self.output}, {self.form}"


@dataclass
class GradedInput:
    """What one population's receptor gets: drive.base = constant + all stages, in their order."""

    drive: Drive
    constant: Array  # compute dtype (drive.hi - drive.lo,)
    stages: list[GradedDeliver]
