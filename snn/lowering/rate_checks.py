"""Checks of rate projections, at the line that connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..compose.system import takes_current
from ..errors import ConnectError, ModelError
from ..models import SpikeSource
from ..plasticity import RLS, PlasticityRule, RateRule
from ..plasticity.least_squares import LeastSquaresRule
from ..population import View
from .graded import check_graded, is_graded
from .rates import CURRENT, check_delay, is_rate, output_of, steps_between, target_block

if TYPE_CHECKING:
    from ..projection import Projection


def check_carrier(projection: Projection) -> None:
    """ConnectError unless source, receptor and rule are all of spikes, of rates, or graded."""
    what = f"projection {projection.name!r}"
    source, rule = projection.source.population, projection.plasticity
    if is_rate(projection):
        _check_ends(projection, what)
        if isinstance(rule, (PlasticityRule, RLS)):
            raise ConnectError(
                f"{what}: {type(rule).__name__} acts on spikes, and this projection carries rates; "
                "give it a rule such as Oja(...) or FORCE(...)"
            )
    elif is_graded(projection):
        check_graded(projection)
    else:
        if not can_spike(projection.source):
            raise ConnectError(
                f"{what}: {type(source.model).__name__} never spikes, so it cannot reach the "
                f"receptor {projection.receptor!r}; connect its rates to {CURRENT!r}"
            )
        if isinstance(rule, RateRule):
            raise ConnectError(
                f"{what}: {rule.label} acts on rates, and this projection carries spikes; give it "
                f"a rule such as STDP(...), or connect a Rate population to {CURRENT!r}"
            )


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


def _check_ends(projection: Projection, what: str) -> None:
    """ConnectError unless the source has rates, the target a current, and the delay is dt."""
    source, target = projection.source.population, projection.target.population
    if not takes_current(target.model):
        raise ConnectError(f"{what}: {type(target.model).__name__} takes no input current I")
    if output_of(source) is None:
        known = ", ".join(target.receptors) or "none"
        raise ConnectError(
            f"{what}: {CURRENT!r} takes the rates of a population such as Rate(), and "
            f"{type(source.model).__name__} has spikes; connect these to a receptor of "
            f"{type(target.model).__name__}: {known}"
        )
    check_delay(projection, "rates act")


def can_spike(view: View) -> bool:
    """Whether neurons of a view can spike: sources do, and models with a threshold or hazard."""
    model = view.population.model
    return isinstance(model, SpikeSource) or type(model).spikes()
