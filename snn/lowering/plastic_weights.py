"""What a rule can make of the weights of a projection: their bounds, and how much they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plasticity.rls import RLS
from .regression_checks import rls_bounds

if TYPE_CHECKING:
    from ..projection import Projection

_BOUNDS = "w_min", "w_max"


def plastic_bounds(projection: Projection) -> tuple[float, float] | None:
    """The least and the greatest weight of a projection's rule; None where weights are static."""
    rule = projection.plasticity
    if isinstance(rule, RLS):
        return rls_bounds(projection, rule)
    return rule.bounds() if rule else None


def plastic_change(projection: Projection) -> float:
    """About what a pair of spikes changes a weight by: the greatest amplitude of its rule.

    Amplitudes are the parameters in units of the weight, but for the bounds; 0 without any.
    """
    rule = projection.plasticity
    if rule is None:
        return 0.0
    given = type(rule).parameters.items()
    names = [name for name, p in given if p.unit == "weight" and name not in _BOUNDS]
    return max((abs(float(rule.params[name] or 0.0)) for name in names), default=0.0)
