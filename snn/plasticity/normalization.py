"""Homeostatic normalisation: the weights onto each neuron are scaled to a fixed sum."""

from __future__ import annotations

from dataclasses import dataclass

from ..program import Array


@dataclass(frozen=True, eq=False)
class Normalization:
    """What `Network.normalize` asks of a projection.

    total : float64 (n_post,), in the receptor's unit, > 0. every : steps, >= 1.
    """

    total: Array
    every: int
