"""Projections with RLS: checked at the line that makes them, and lowered to Regress stages."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError, PopulationError
from ..numerics.half import encode
from ..numerics.mathfun import host as elementary
from ..numerics.streams import REGRESS, stream
from ..plasticity.rls import RLS
from ..program import BLOCK, Array, Deliver, Regress, host
from ..receptors import Exponential
from ..values import as_law
from .arenas import REAL

if TYPE_CHECKING:
    from ..network import Network
    from ..projection import Projection
    from ..wiring.synapses import ProjectionSpec

FOREVER = 1 << 62  # steps
BYTES = {"float16": 2, "float32": 4, "float64": 8}
_STORED = {"float16": np.uint16, "float32": np.float32, "float64": np.float64}


def storage(network: Network, rule: RLS) -> str:
    """The type in which P is stored."""
    return rule.P or ("float64" if network.precision.real == "f64" else "float32")


def plastic_bounds(projection: Projection) -> tuple[float, float] | None:
    """The least and the greatest weight of a projection's rule; None where weights are static."""
    rule = projection.plasticity
    if isinstance(rule, RLS):
        return _bounds(projection, rule)
    return rule.bounds() if rule else None


def _bounds(projection: Projection, rule: RLS) -> tuple[float, float]:
    """The bounds of RLS; ConnectError where they must be given."""
    what = f"projection {projection.name!r}"
    weight = projection.initial_weight
    weight = projection.connectivity.default_weight() if weight is None else weight
    greatest = 0.0 if weight is None else as_law(weight, f"{what}: weight").magnitude()
    bounds = rule.bounds(greatest)
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
    if storage(projection.network, rule) == "float64" and projection.network.precision.real != "f64":
        raise ConnectError(
            f"{what}: P='float64' needs a network of precision='float64'; this one computes in "
            "float32: use P='float32'"
        )
    timing = _timing(projection.network.dt, rule, what)
    evaluate(rule, _first_times(projection.network, timing), projection.target.n, what)


def _check_receptors(projection: Projection, rule: RLS, what: str) -> None:
    receptors = projection.target.population.receptors
    receptor = receptors[projection.receptor]
    fits = type(receptor) is Exponential and receptor.params["reversal"] is None
    if not fits or np.ndim(receptor.params["tau"]):
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


def _timing(dt: float, rule: RLS, what: str) -> dict[str, int]:
    """every, begin, end, period of a Regress, in steps."""
    steps = {"every": FOREVER, "begin": 0, "end": FOREVER, "period": FOREVER}
    names = {"every": "every", "start": "begin", "stop": "end", "period": "period"}
    for name, into in names.items():
        value = rule.params[name]
        if value is None:
            continue
        number = round(value / dt)
        if abs(number * dt - value) > 1e-6 * dt or (number < 1 and name != "start"):
            raise ConnectError(
                f"{what}: RLS's {name} must be a whole number of steps of dt = {dt:g} ms"
                f"{'' if name == 'start' else ', at least one'}; got {value:g} ms"
            )
        steps[into] = number
    if steps["period"] != FOREVER and steps["period"] % steps["every"]:
        raise ConnectError(f"{what}: RLS's period must be a multiple of every; got {rule!r}")
    return steps


def _first_times(network: Network, timing: dict[str, int]) -> Array:
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


class TargetBlock:
    """The targets of a rule and the Regress whose block they fill."""

    def __init__(self, regress: Regress, rule: RLS) -> None:
        self.regress, self.rule = regress, rule

    def fill(self, first_step: int, dt: float) -> None:
        """Evaluate the block of steps that starts at `first_step`."""
        regress = self.regress
        t = np.arange(first_step, first_step + BLOCK)
        t = t[[regress.learns(int(step)) for step in t]]
        if not len(t):
            return
        times = (t % regress.period + 1) * dt
        what = f"projection {regress.label!r}"
        values = evaluate(self.rule, times, regress.n_targets, what)
        if values.shape[1] > regress.block.shape[1]:
            raise ConnectError(f"{what}: RLS's targets changed their shape")
        for step, row in zip(t, values, strict=True):
            regress.block[regress.row_of(int(step))] = row


def lower_regression(
    network: Network, specs: list[ProjectionSpec], deliver: list[Deliver]
) -> tuple[list[Regress], list[TargetBlock]]:
    """One Regress per projection with RLS, P at its first value, traces at 0."""
    stages, targets = [], []
    for projection, spec in zip(network.projections, specs, strict=True):
        rule = projection.plasticity
        if isinstance(rule, RLS):
            own = next(d for d in deliver if any(member is spec for member in d.members))
            stage = _stage(network, projection, rule, spec, own, len(stages))
            stages.append(stage)
            targets.append(TargetBlock(stage, rule))
    return stages, targets


def _stage(
    network: Network,
    projection: Projection,
    rule: RLS,
    spec: ProjectionSpec,
    deliver: Deliver,
    number: int,
) -> Regress:
    what = f"projection {projection.name!r}"
    real: Any = REAL[network.precision.real]
    columns = _columns(deliver, spec)
    timing = _timing(network.dt, rule, what)
    tau = float(projection.target.population.receptors[projection.receptor].params["tau"])
    width = evaluate(rule, _first_times(network, timing), spec.n_post, what).shape[1]
    count = np.diff(columns["start"])
    first = np.concatenate([[0], np.cumsum(count * (count + 1) // 2)]).astype(np.int64)
    model: Any = projection.target.population.model
    slots = int(columns["delay"].max(initial=1)) + 1
    low, high = _bounds(projection, rule)
    stage = Regress(
        deliver=deliver,
        target_lo=spec.target_lo,
        target_hi=spec.target_hi,
        **columns,
        first=first,
        p=np.zeros(int(first[-1]), _STORED[storage(network, rule)]),
        trace=np.zeros((slots, spec.n_pre), real),
        block=np.zeros((max(1, -(-BLOCK // timing["every"])), width), real),
        others=rule.others,
        decay=decay_of(model.integrator, network.dt / tau),
        rate=1.0 / tau,
        tau=tau,
        **timing,
        low=low,
        high=high,
        stream=stream(REGRESS, number),
        bad_count=np.zeros(1, np.int64),
        bad_step=np.full(1, -1, np.int64),
        clipped=np.zeros(1, np.int64),
        label=projection.name,
    )
    set_p(stage, rule.penlambda, rule.penmu)
    return stage


def decay_of(integrator: str, h: float) -> float:
    """What an integrator leaves of dg/dt = -g / tau after a step of dt = h tau."""
    series = {"heun": 2, "rk4": 4}.get(integrator, 1)
    if integrator == "exact":
        return float(elementary.exp(-h))
    return sum((-h) ** k / math.factorial(k) for k in range(series + 1))


def _columns(deliver: Deliver, spec: ProjectionSpec) -> dict[str, Any]:
    """start, row, place, delay of a Regress: the synapses by target, then by row and delay."""
    target, row_start, seg = host(deliver.synapse), host(deliver.row_start), host(deliver.seg)
    place = np.argsort(target, kind="stable")
    targets = np.arange(spec.target_lo, spec.target_hi + 1)
    row = np.repeat(np.arange(spec.n_pre, dtype=np.int32), np.diff(row_start))
    delays = np.asarray(deliver.delays, np.int32)
    if len(delays) > 1:
        per_segment: Array = np.diff(seg.astype(np.int64), axis=1)
        delays = np.repeat(np.tile(delays, spec.n_pre), per_segment.ravel())[place]
    return {
        "start": np.searchsorted(target[place], targets).astype(np.int64),
        "row": row[place],
        "place": place.astype(np.int64),
        "delay": delays if len(delays) else np.ones(1, np.int32),
    }


def set_p(stage: Regress, penlambda: float, penmu: float) -> None:
    """P as the inverse of penlambda I + penmu (J₊ + J₋), which has a closed form for each sign."""
    sign = np.sign(host(stage.deliver.weight)[stage.place])
    keep: Callable[[Array], Array] = encode if stage.storage == "f16" else np.asarray
    for i in range(stage.n_targets):
        own = sign[stage.start[i] : stage.start[i + 1]]
        of_sign = {s: int((own == s).sum()) for s in (-1.0, 0.0, 1.0)}
        share = np.array([penmu / (penlambda * (penlambda + of_sign[s] * penmu)) for s in own])
        row, column = np.tril_indices(len(own))
        together = (own[row] == own[column]) & (own[row] != 0)
        triangle = np.where(row == column, 1.0 / penlambda, 0.0) - together * share[row]
        stage.p[stage.first[i] : stage.first[i + 1]] = keep(triangle)


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
                f"RLS of projection {projection.name!r} filters spikes with it; make a network with "
                "the other value"
            )
