"""Checks of the rules of rate projections, at the line that connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ConnectError, ModelError
from ..plasticity import RateRule
from ..plasticity.least_squares import LeastSquaresRule
from .carriers import is_rate, output_of
from .rates import steps_between, target_block

if TYPE_CHECKING:
    from ..projection import Projection


def check_rate_rule(projection: Projection) -> None:
    """ConnectError (ModelError for its definition) unless the rule fits the rate projection."""
    rule = projection.plasticity
    if not (isinstance(rule, RateRule) and is_rate(projection)):
        return
    what, target = f"projection {projection.name!r}", projection.target.population
    steps_between(projection, rule)
    if isinstance(rule, LeastSquaresRule):
        try:
            rule.check_model(target.model)
        except ModelError as error:
            raise ConnectError(f"{what}: {error}") from None
        _check_alone(projection, rule)
        target_block(projection, rule, 0)
        return
    if output_of(target) is None:
        raise ConnectError(
            f"{what}: {rule.label} needs the rates of its targets, and "
            f"{type(target.model).__name__} has none; it works between rate populations"
        )
    rule.compose(projection.network.precision.real)


def _check_alone(projection: Projection, rule: LeastSquaresRule) -> None:
    """ConnectError where another rule removes the same error already: together they overshoot."""
    if not rule.whole:
        return
    target = projection.target
    for other in projection.network.projections:
        theirs = other.plasticity
        if not (isinstance(theirs, LeastSquaresRule) and theirs.whole):
            continue
        same = other.target.population is target.population
        if same and other.target.lo < target.hi and target.lo < other.target.hi:
            raise ConnectError(
                f"projection {projection.name!r}: {theirs.label} of {other.name!r} acts on targets "
                f"of {target.label!r} already, and each would remove the whole error: that is no "
                "least squares, and can diverge. Make them one projection: put all presynaptic "
                "units whose synapses learn in one population or slice, with FromPairs if sparse"
            )
