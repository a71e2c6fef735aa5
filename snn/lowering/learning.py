"""Plastic projections lowered to Learn stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError
from ..plasticity import PlasticityRule
from ..program import Deliver, Learn
from ..wiring.synapses import deliver_of
from .arenas import REAL
from .steps import whole_steps

if TYPE_CHECKING:
    from ..network import Network
    from ..wiring.synapses import ProjectionSpec


def sweep_steps(rule: PlasticityRule, dt: float, name: str) -> int:
    """Steps between the sweeps of a rule, 1 where it has none; ConnectError if not whole."""
    if "sweep" not in rule.functions():
        return 1
    interval: float = rule.values(dt)["interval"]
    what = f"projection {name!r}: interval of {type(rule).__name__}"
    return whole_steps(interval, dt, ConnectError, what)


def lower_learning(
    network: Network, specs: list[ProjectionSpec], deliver: list[Deliver]
) -> list[Learn]:
    """One Learn stage per plastic projection, traces at 0."""
    stages = []
    for projection, spec in zip(network.projections, specs, strict=True):
        rule = projection.plasticity
        if not isinstance(rule, PlasticityRule):  # none, or one of rates (rates.py)
            continue
        own = deliver_of(spec, deliver)
        kind = rule.compose(network.precision.real)
        real: Any = REAL[kind.real]
        values = rule.parameter_values(network.dt)
        n_rows, n_targets = own.source_hi - own.source_lo, spec.target_hi - spec.target_lo
        slots = int(own.delays[-1]) + 1 if len(own.delays) else 2
        post = np.zeros((len(kind.post), n_targets), real)
        for k, name in enumerate(kind.signals, len(kind.post) - len(kind.signals)):
            post[k] = type(rule).signals[name].default
        low, high = rule.bounds() or (0.0, np.finfo(real).max)
        stages.append(
            Learn(
                deliver=own,
                kind=kind,
                target_lo=spec.target_lo,
                target_hi=spec.target_hi,
                params=np.array([values[name] for name in kind.params], real),
                pre=np.zeros((len(kind.pre), n_rows), real),
                pre_history=np.zeros((slots, len(kind.pre), n_rows), real),
                post=post,
                local=np.zeros((len(kind.local), len(own.synapse)), real),
                every=sweep_steps(rule, network.dt, projection.name),
                limit=float(real(max(abs(low), abs(high)))),
                safe=float(real(low)),
                bad_count=np.zeros(1, np.int64),
                bad_step=np.full(1, -1, np.int64),
                label=projection.name,
            )
        )
    return stages
