"""Projections with RLS, lowered to Regress stages; their targets over time."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError
from ..numerics.half import encode
from ..numerics.mathfun import host as elementary
from ..numerics.streams import REGRESS, stream
from ..plasticity.rls import RLS
from ..program import BLOCK, Array, Deliver, host
from ..program.regress import Regress
from .arenas import REAL
from .regression_checks import evaluate, first_times, rls_bounds, storage, timing_of

if TYPE_CHECKING:
    from ..network import Network
    from ..projection import Projection
    from ..wiring.synapses import ProjectionSpec

_STORED = {"float16": np.uint16, "float32": np.float32, "float64": np.float64}


class TargetBlock:
    """The targets of a rule and the Regress whose block they fill."""

    def __init__(self, regress: Regress, rule: RLS, dt: float) -> None:
        self.regress, self.rule, self.dt = regress, rule, dt

    def fill(self, first_step: int) -> None:
        """Evaluate the block of steps that starts at `first_step`."""
        regress = self.regress
        t = np.arange(first_step, first_step + BLOCK)
        t = t[[regress.learns(int(step)) for step in t]]
        if not len(t):
            return
        times = (t % regress.period + 1) * self.dt
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
    stages: list[Regress] = []
    targets: list[TargetBlock] = []
    for projection, spec in zip(network.projections, specs, strict=True):
        rule = projection.plasticity
        if isinstance(rule, RLS):
            own = next(d for d in deliver if any(member is spec for member in d.members))
            stage = _stage(network, projection, rule, spec, own, len(stages))
            stages.append(stage)
            targets.append(TargetBlock(stage, rule, network.dt))
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
    columns: dict[str, Any] = _columns(deliver, spec)
    timing: Any = timing_of(network.dt, rule, what)
    tau = float(projection.target.population.receptors[projection.receptor].params["tau"])
    width = evaluate(rule, first_times(network, timing), spec.n_post, what).shape[1]
    count = np.diff(columns["start"])
    first = np.concatenate([[0], np.cumsum(count * (count + 1) // 2)]).astype(np.int64)
    model: Any = projection.target.population.model
    slots = int(columns["delay"].max(initial=1)) + 1
    low, high = rls_bounds(projection, rule)
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
