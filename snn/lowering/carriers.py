"""What a projection carries: spikes, rates, or what neurons release; and whether it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..compose.system import takes_current
from ..errors import ConnectError
from ..model import NeuronModel
from ..models import SpikeSource
from ..plasticity import RLS, PlasticityRule, RateRule
from ..population import Population, View
from ..receptors import Graded

if TYPE_CHECKING:
    from ..projection import Projection
    from ..wiring.synapses import ProjectionSpec

CURRENT = "I"  # what rate projections reach; no receptor can have this name


def is_rate(spec: ProjectionSpec | Projection) -> bool:
    """Whether a projection carries rates: it reaches I itself, not a receptor."""
    return spec.receptor == CURRENT


def is_graded(projection: Projection) -> bool:
    """Whether a projection carries what neurons release by their potential."""
    return is_graded_receptor(projection.target.population, projection.receptor)


def is_graded_receptor(population: Population, receptor: str) -> bool:
    """Whether a population has a receptor Graded of that name, which spikes do not reach."""
    return isinstance(population.receptors.get(receptor), Graded)


def carries_spikes(projection: Projection) -> bool:
    """Whether a projection carries spikes, and no state of its source."""
    return not (is_rate(projection) or is_graded(projection))


def output_of(population: Population) -> str | None:
    """The state of a rate population that rate projections read; None if it is not one."""
    return getattr(population.model, "output", None)


def can_spike(view: View) -> bool:
    """Whether neurons of a view can spike: sources do, and models with a threshold or hazard."""
    model = view.population.model
    return isinstance(model, SpikeSource) or type(model).spikes()


def check_carrier(projection: Projection) -> None:
    """ConnectError unless source, receptor and rule are all of spikes, of rates, or graded."""
    what = f"projection {projection.name!r}"
    source, rule = projection.source.population, projection.plasticity
    if is_rate(projection):
        _check_rates(projection, what)
        if isinstance(rule, (PlasticityRule, RLS)):
            raise ConnectError(
                f"{what}: {type(rule).__name__} acts on spikes, and this projection carries rates; "
                "give it a rule such as Oja(...) or FORCE(...)"
            )
    elif is_graded(projection):
        _check_released(projection)
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


def _check_rates(projection: Projection, what: str) -> None:
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
    _check_delay(projection, "rates act")


def _check_released(projection: Projection) -> None:
    """ConnectError unless the source releases what the receptor takes, at once and unchanged."""
    what, name = f"projection {projection.name!r}", projection.receptor
    model = projection.source.population.model
    releases = model.releases if isinstance(model, NeuronModel) else {}
    if name not in releases:
        known = ", ".join(releases) or "nothing"
        raise ConnectError(
            f"{what}: {name!r} is a graded receptor, which takes what a neuron releases under that "
            f"name, and {type(model).__name__} releases {known}; give the class of the source "
            f"{name} = GradedRelease(), or let spikes reach a receptor such as Exponential"
        )
    if projection.plasticity is not None:
        raise ConnectError(
            f"{what}: graded synapses do not learn, and {type(projection.plasticity).__name__} was "
            "given; write their weights between runs: P['weight'] = ..."
        )
    _check_delay(projection, "what neurons release acts")


def _check_delay(projection: Projection, what: str) -> None:
    """ConnectError unless the delay of a projection that carries states is one step."""
    dt, delay = projection.network.dt, projection.initial_delay
    number = isinstance(delay, (int, float, np.number))
    if not number or abs(float(delay) - dt) > 1e-6 * dt:
        raise ConnectError(
            f"projection {projection.name!r}: {what} one step later: delay must be dt = {dt:g} ms, "
            f"or not be given; got {delay!r}"
        )
