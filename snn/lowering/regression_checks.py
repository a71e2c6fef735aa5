"""Projections with RLS, checked at the line that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError, PopulationError
from ..plasticity.rls import RLS
from ..program import Array
from ..receptors import Exponential
from ..values import as_law
from .steps import whole_steps

if TYPE_CHECKING:
    from ..network import Network
    from ..projection import Projection

FOREVER = 1 << 62  # steps
BYTES = {"float16": 2, "float32": 4, "float64": 8}


def storage(network: Network, rule: RLS) -> str:
    """The type in which P is stored."""
    return rule.P or ("float64" if network.precision.real == "f64" else "float32")


def rls_bounds(projection: Projection, rule: RLS) -> tuple[float, float]:
    """The bounds of RLS; ConnectError where they must be given."""
    what = f"projection {projection.name!r}"
    weight = projection.initial_weight
    weight = projection.connectivity.default_weight() if weight is None else weight
    greatest = 0.0 if weight is None else as_law(weight, f"{what}: weight").magnitude()
    bounds = rule.limits(greatest)
    if weight is not None and bounds == (0.0, 0.0):
        raise ConnectError(
            f"{what}: all initial weights are 0, from which RLS cannot derive bounds; give it "
            "w_min and w_max"
        )
    return bounds


def check_regression(projection: Projection) -> None:
    """ConnectError unless receptor, precision, times and targets fit the rule."""
    rule, what = projection.plasticity, f"projection {projection.name!r}"
    assert isinstance(rule, RLS)
    _check_receptors(projection, rule, what)
    network = projection.network
    if storage(network, rule) == "float64" and network.precision.real != "f64":
        raise ConnectError(
            f"{what}: P='float64' needs a network of precision='float64'; this one computes in "
            "float32: use P='float32'"
        )
    timing = timing_of(network.dt, rule, what)
    evaluate(rule, first_times(network, timing), projection.target.n, what)


def _check_receptors(projection: Projection, rule: RLS, what: str) -> None:
    receptors = projection.target.population.receptors
    receptor = receptors.get(projection.receptor)
    fits = type(receptor) is Exponential and receptor.params["reversal"] is None
    if receptor is None or not fits or np.ndim(receptor.params["tau"]):
        raise ConnectError(
            f"{what}: RLS needs a current-based receptor Exponential(tau) with one tau for all "
            f"neurons; {projection.receptor!r} is {receptor}"
        )
    for name in rule.others:
        other = receptors.get(name)
        if other is None or name == projection.receptor or not other.states or _conducts(other):
            known = [k for k, r in receptors.items() if r.states and not _conducts(r)]
            free = ", ".join(k for k in known if k != projection.receptor) or "(none)"
            raise ConnectError(
                f"{what}: others={name!r} is not another current-based receptor with a state; "
                f"there are: {free}"
            )


def _conducts(receptor: Any) -> bool:
    return receptor.params.get("reversal") is not None


def timing_of(dt: float, rule: RLS, what: str) -> dict[str, int]:
    """every, begin, end, period of a Regress, in steps."""
    steps = {"every": FOREVER, "begin": 0, "end": FOREVER, "period": FOREVER}
    names = {"every": "every", "start": "begin", "stop": "end", "period": "period"}
    for name, into in names.items():
        value = rule.params[name]
        if value is None:
            continue
        least = 0 if name == "start" else 1
        steps[into] = whole_steps(value, dt, ConnectError, f"{what}: RLS's {name}", least)
    if steps["period"] != FOREVER and steps["period"] % steps["every"]:
        raise ConnectError(f"{what}: RLS's period must be a multiple of every; got {rule!r}")
    return steps


def first_times(network: Network, timing: dict[str, int]) -> Array:
    """The first time at which it learns, ms, (1,)."""
    phase = (timing["begin"] // timing["every"] + 1) * timing["every"]
    return np.array([phase * network.dt])


def evaluate(rule: RLS, times: Array, n: int, what: str) -> Array:
    """The targets at some times, float64 (m, 1) or (m, n); ConnectError for another shape."""
    try:
        values = np.asarray(rule.function()(times), np.float64)
    except (TypeError, ValueError) as error:
        raise ConnectError(f"{what}: RLS's targets cannot be evaluated: {error}") from error
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or values.shape[0] != len(times) or values.shape[1] not in (1, n):
        raise ConnectError(
            f"{what}: RLS's targets must have shape ({len(times)},) or ({len(times)}, {n}) for "
            f"{len(times)} times in ms and {n} target neurons; got {values.shape}"
        )
    if not np.all(np.isfinite(values)):
        raise ConnectError(
            f"{what}: RLS's targets are not finite between {times[0]:g} and {times[-1]:g} ms"
        )
    return values


def p_bytes(network: Network, projection: Projection, synapses: float) -> float:
    """Bytes that P is expected to take, where `synapses` end evenly on the targets."""
    rule, n = projection.plasticity, projection.target.n
    if not isinstance(rule, RLS):
        return 0.0
    per_neuron = synapses / n
    return n * per_neuron * (per_neuron + 1) / 2 * BYTES[storage(network, rule)]


def check_tau(network: Network, population: Any, key: str) -> None:
    """PopulationError for writing the time constant of a receptor that RLS relies upon."""
    for projection in network.projections:
        own = projection.target.population is population and isinstance(projection.plasticity, RLS)
        if own and key == f"tau_{projection.receptor}":
            raise PopulationError(
                f"population {population.name!r}: {key!r} is fixed once the network is built: the "
                f"RLS of projection {projection.name!r} filters spikes with it; make a network "
                "with the other value"
            )
