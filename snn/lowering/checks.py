"""Checks of what a user asks for, at the line that asks: names, shapes, units, ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..compose.system import takes_current
from ..errors import ConnectError, PopulationError, SNNError, StimulusError
from ..model import NeuronModel
from ..models import SpikeSource
from ..plasticity import RLS, PlasticityRule, RateRule
from ..population import View
from ..program import BLOCK, Array
from ..receptors import Receptor
from ..stimuli import PoissonInput, evaluate_block
from ..wiring.rows import NO_HOLE, Connectivity
from ..wiring.specification import check_projection
from .carriers import check_carrier, is_graded_receptor, is_rate, output_of
from .drives import time_label
from .learning import sweep_steps
from .plastic_weights import plastic_bounds
from .rate_checks import check_rate_rule
from .regression_checks import check_regression

if TYPE_CHECKING:
    from ..network import Network
    from ..projection import Projection


def as_floats(values: Any, error: type[SNNError], what: str) -> Array:
    """`values` as float64; `error` where they are no numbers."""
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError):
        raise error(f"{what}: expected numbers; got {type(values).__name__} {values!r}") from None


def check_parts(model: Any, receptors: Any, what: str) -> None:
    """PopulationError unless the model is one, and the receptors are named receptors."""
    if not isinstance(model, (NeuronModel, SpikeSource)):
        raise PopulationError(f"{what}: expected a neuron model such as LIF(); got {model!r}")
    if receptors is None:
        return
    named = isinstance(receptors, Mapping)
    if not named or not all(isinstance(r, Receptor) for r in receptors.values()):
        raise PopulationError(
            f"{what}: receptors must be a dictionary such as {{'ge': Exponential(5 * ms)}}; "
            f"got {receptors!r}"
        )


def check_view(network: Network, view: Any, error: type[SNNError], what: str) -> None:
    """`error` unless `view` is a population of the network, or a slice of one."""
    if not isinstance(view, View):
        raise error(
            f"{what}: expected a population or a slice of one; got {type(view).__name__} {view!r}"
        )
    if view.population.network is not network:
        raise error(f"{what}: population {view.label!r} belongs to another network")


def _receptor(view: View, receptor: str, error: type[SNNError], what: str, current: bool) -> None:
    names = list(view.population.receptors)
    current = current and takes_current(view.population.model)
    if receptor in names or (current and receptor == "I"):
        return
    model = type(view.population.model).__name__
    known = ", ".join([*names, *(["I"] if current else [])]) or "(none)"
    raise error(f"{what}: receptor {receptor!r} is not one of {model}'s: {known}")


def check_connection(projection: Projection) -> None:
    """ConnectError unless the projection can be built."""
    what = f"projection {projection.name!r}"
    rates = output_of(projection.source.population) is not None
    if not is_rate(projection):
        _receptor(projection.target, projection.receptor, ConnectError, what, current=rates)
    check_carrier(projection)
    if not isinstance(projection.connectivity, Connectivity):
        raise ConnectError(
            f"{what}: expected a connectivity such as FixedProbability(0.1); "
            f"got {projection.connectivity!r}"
        )
    rule = projection.plasticity
    if rule is not None and not isinstance(rule, (PlasticityRule, RateRule, RLS)):
        raise ConnectError(
            f"{what}: plasticity must be a rule such as STDP(...) or None; got {rule!r}"
        )
    if isinstance(rule, RLS):
        check_regression(projection)
    bounds = plastic_bounds(projection)
    if isinstance(rule, PlasticityRule):
        sweep_steps(rule, projection.network.dt, projection.name)
        rule.compose(projection.network.precision.real)  # names and language of its functions
        rule.parameter_values(projection.network.dt)
    if bounds is not None:
        _check_sign(projection, *bounds)
    source, target = projection.source, projection.target
    check_projection(
        projection.name,
        projection.connectivity,
        projection.initial_weight,
        projection.initial_delay,
        source.n,
        target.n,
        source.lo - target.lo if source.population is target.population else NO_HOLE,
        projection.network.dt,
        bounds,
    )
    check_rate_rule(projection)


def _check_sign(projection: Projection, low: float, high: float) -> None:
    """ConnectError where a rule could make a conductance negative."""
    receptor = projection.target.population.receptors[projection.receptor]
    if receptor.key.conductance and low < 0:
        raise ConnectError(
            f"projection {projection.name!r}: receptor {projection.receptor!r} is a conductance "
            f"(it has a reversal potential), and its weights must not learn to be negative; got a "
            f"rule with weights from {low:g} to {high:g}: give it w_min=0, and inhibition a "
            "receptor with a lower reversal potential"
        )


def check_stimulus(network: Network, view: View, receptor: str, stimulus: Any) -> None:
    """StimulusError unless the stimulus fits the population."""
    what = f"stimulus of {getattr(view, 'label', view)!r}"
    check_view(network, view, StimulusError, what)
    poisson = isinstance(stimulus, PoissonInput)
    _receptor(view, receptor, StimulusError, what, current=not poisson)
    if poisson:
        if is_graded_receptor(view.population, receptor):
            raise StimulusError(
                f"{what}: {receptor!r} is a graded receptor, which spikes do not reach; give the "
                f"PoissonInput a receptor such as Exponential, or {receptor!r} a number or a "
                "function of time"
            )
        for name in ("rate", "n", "weight"):
            shape = np.shape(getattr(stimulus, name))
            if shape not in ((), (view.n,)):
                raise StimulusError(
                    f"{what}: PoissonInput's {name} must be a number or have shape ({view.n},); "
                    f"got {shape}"
                )
    elif callable(stimulus):
        block = round(network.time / network.dt) // BLOCK * BLOCK
        label = time_label(view, receptor, stimulus)
        evaluate_block(stimulus, block, network.dt, view.n, label)
    else:
        values = as_floats(stimulus, StimulusError, what)
        if values.shape not in ((), (view.n,)) or not np.all(np.isfinite(values)):
            raise StimulusError(
                f"{what}: expected a finite number or {view.n} of them, a PoissonInput, TimedArray "
                f"or a function of time; got an array of shape {values.shape}"
            )


def check_projection_of(
    network: Network, projection: Any, error: type[SNNError], what: str
) -> None:
    """`error` unless `projection` is one of the network's."""
    from ..projection import Projection

    if not isinstance(projection, Projection):
        raise error(
            f"{what}: expected a projection, as connect returns; got "
            f"{type(projection).__name__} {projection!r}"
        )
    if projection.network is not network:
        raise error(f"{what}: projection {projection.label!r} belongs to another network")
