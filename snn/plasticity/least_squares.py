"""What FORCE and PINning share: recursive least squares towards a function of time."""

from __future__ import annotations

from typing import Any

from ..errors import ModelError
from ..parameters import Param
from ..program import Array
from ..stimuli import TimeFunction
from .rate_rule import RateRule


class LeastSquaresRule(RateRule):
    """Weights follow the recursive least-squares solution (Haykin 2002, Adaptive Filter Theory).

    Every `every` ms, with the presynaptic rates r: k = P r, c = 1 / (1 + r.k), then
    W -= c (z - f) k' and P -= c k k', from P = I / alpha on. After any number of updates W is what
    minimises the summed squares of z - f plus alpha times those of its change (ridge regression).
    One P serves all targets that have the same presynaptic neurons; otherwise each target has its
    own, over its own presynaptic neurons: exact, in (most inputs of a target)^2 numbers each.

    alpha / |r|^2 sets the precision that is needed: P is rounded in every update, and where that
    ratio is not well above 1e-7 in float32, 2e-16 in float64, P becomes indefinite. Updates in
    which r.k is then negative or not finite are left out, counted and warned about
    (NonFiniteWarning): give a greater alpha, or the network precision="float64".

    target : a function of time (times in ms, (m,) -> (m,) or (m, n_post)) or a TimedArray.
    alpha : > 0, the strength of regularisation; the rate of learning is about 1 / alpha.
    """

    alpha = Param(1.0, "1", "regularisation", above=0.0)
    whole = False  # whether z is all that rate projections deliver to the targets

    def __init__(self, target: TimeFunction, alpha: float = 1.0, **values: Any) -> None:
        if not callable(target):
            raise ModelError(
                f"{type(self).__name__}: target must be a function of time or a TimedArray; "
                f"got {type(target).__name__}"
            )
        self.target = target
        super().__init__(alpha=alpha, **values)

    def options(self) -> dict[str, Any]:
        return {"target": self.target, **super().options()}

    def wanted(self, values: Array, model: Any) -> Array:
        """f, from values of `target` (m, 1 or n_post), for targets of `model`."""
        return values

    def check_model(self, model: Any) -> None:
        """ModelError where the rule cannot work with targets of `model`."""

    def __repr__(self) -> str:
        target = getattr(self.target, "__name__", type(self.target).__name__)
        rest = "" if self.every is None else f", every={self.every:g}"
        return f"{type(self).__name__}({target}, alpha={self.params['alpha']:g}{rest})"
