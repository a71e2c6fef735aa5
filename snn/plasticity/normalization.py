"""Homeostatic normalisation: the weights onto each neuron are scaled to a fixed sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError
from ..program import Array

if TYPE_CHECKING:
    from ..projection import Projection


GREATEST_TOTAL = 1e30  # as of weights


@dataclass(frozen=True, eq=False)
class Normalization:
    """What `Network.normalize` asks of a projection.

    total : float64 (n_post,), in the receptor's unit, > 0. every : steps, >= 1.
    """

    total: Array
    every: int


def check_normalization(projection: Projection, total: Any, every: int) -> Normalization:
    """The normalisation of a projection; ConnectError where it makes no sense."""
    from ..lowering.checks import as_floats

    what = f"projection {projection.name!r}"
    if projection.plasticity is None:
        raise ConnectError(
            f"{what} has no plasticity, and only weights that learn are normalised; give connect a "
            "rule such as plasticity=STDP(...), or write the weights: P['weight'] = ..."
        )
    n = projection.target.n
    values = as_floats(total, ConnectError, f"{what}: total")
    if values.shape not in ((), (n,)):
        raise ConnectError(f"{what}: total must be a number or {n} values; got {values.shape}")
    if not (np.all(values > 0) and np.all(values <= GREATEST_TOTAL)):
        raise ConnectError(
            f"{what}: total must be above 0 and at most {GREATEST_TOTAL:g}, for it is a sum of "
            f"magnitudes; got {values.min():g} to {values.max():g}"
        )
    return Normalization(np.array(np.broadcast_to(values, n)), every)
