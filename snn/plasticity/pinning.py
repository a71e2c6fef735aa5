"""Partial in-network training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import ModelError
from ..models.rate import RateModel
from ..program import Array
from ..stimuli import TimeFunction
from .least_squares import LeastSquaresRule

# transfer function -> its inverse, and the open interval that the targets must lie in
_INVERSE: dict[str, tuple[Callable[[Array], Array], float, float]] = {
    "tanh": (np.arctanh, -1.0, 1.0),
    "logistic": (lambda r: np.log(r / (1.0 - r)), 0.0, 1.0),
    "relu": (lambda r: r, -np.inf, np.inf),
    "linear": (lambda r: r, -np.inf, np.inf),
}


class PINning(LeastSquaresRule):
    """Every unit follows its own target activity: Rajan, Harvey & Tank 2016, Neuron 90:128.

    z is the whole recurrent input of a unit, which all rate projections deliver together; f is the
    input that gives the unit its target activity, the inverse of its transfer function. So a
    fraction of the synapses can learn, as in the paper: a plastic projection (of a slice G[:k] to
    all, or sparse) beside a static one of the other synapses. Two such rules cannot share targets:
    ConnectError. Stimuli count in neither z nor f. Targets are to change slowly against tau.

    targets : a function of time (times in ms, (m,) -> (m, n_post)) or a TimedArray, of the targets'
        rates: within -1 .. 1 for tanh, 0 .. 1 for logistic, the ends excluded. For relu, values
        below 0 are inputs that keep the unit silent.
    """

    whole = True

    def __init__(self, targets: TimeFunction, alpha: float = 1.0, **values: Any) -> None:
        super().__init__(targets, alpha, **values)

    def options(self) -> dict[str, Any]:
        options = super().options()
        return {"targets": options.pop("target"), **options}

    def check_model(self, model: Any) -> None:
        if not isinstance(model, RateModel):
            raise ModelError(
                "PINning needs targets whose transfer function has an inverse: a population of "
                f"Rate or Readout; got {type(model).__name__}"
            )

    def wanted(self, values: Array, model: Any) -> Array:
        inverse, low, high = _INVERSE[model.transfer]
        if np.any((values <= low) | (values >= high)):
            raise ModelError(
                f"PINning: targets must be within {low:g} .. {high:g}, the rates of transfer="
                f"{model.transfer!r}, ends excluded; got {values.min():g} to {values.max():g}"
            )
        return inverse(values)
