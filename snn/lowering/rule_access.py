"""Reading and writing what a plasticity rule has: parameters, signals, values of synapses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError
from ..plasticity import PlasticityRule
from ..program import Array, Learn
from ..projection import Projection
from ..wiring.specification import GREATEST_WEIGHT
from ..wiring.synapses import deliver_of, gathered_values

if TYPE_CHECKING:
    from .built import Built

_FIXED = ("w_min", "w_max", "interval")  # the scale of the input or the stages follow from them


def read_rule(built: Built, projection: Projection, key: str) -> Array:
    """What a rule keeps for each synapse, or a signal for each target neuron; float64."""
    built.sync()
    stage = _stage(built, projection)
    if key in stage.kind.local:
        values: Array = stage.local[stage.kind.local.index(key)]
        ranks = built.network.ranks
        if not ranks.alone:
            values = gathered_values(built.spec(projection), stage.deliver, values, ranks)
    else:
        values = stage.post[stage.kind.post.index(key)]
    return values.astype(np.float64)


def write_rule(built: Built, projection: Projection, key: str, values: Array) -> None:
    """Set a signal of a rule, a number or one per target neuron; or a parameter, a number."""
    built.sync()
    stage = _stage(built, projection)
    if key in stage.kind.signals:
        _check_signal(projection, key, values)
        stage.post[stage.kind.post.index(key)] = values
    else:
        _write_parameter(projection, stage, key, values)
    if built.running:
        built.compiled().push()


def _stage(built: Built, projection: Projection) -> Learn:
    own = deliver_of(built.spec(projection), built.program.deliver)
    return next(stage for stage in built.program.learn if stage.deliver is own)


def _check_signal(projection: Projection, key: str, values: Array) -> None:
    n = projection.target.n
    what = f"projection {projection.name!r}: {key}: expected a finite number or {n} of them, one "
    if values.shape not in ((), (n,)):
        raise ConnectError(f"{what}per target neuron; got an array of shape {values.shape}")
    if not np.all(np.abs(values) <= GREATEST_WEIGHT):
        wrong = values[~(np.abs(values) <= GREATEST_WEIGHT)].ravel()[0]
        raise ConnectError(
            f"{what}per target neuron, at most {GREATEST_WEIGHT:g} in magnitude; got {wrong}"
        )


def _write_parameter(projection: Projection, stage: Learn, key: str, values: Array) -> None:
    rule = projection.plasticity
    assert isinstance(rule, PlasticityRule)
    what = f"projection {projection.name!r}: {key}"
    if key in _FIXED:
        raise ConnectError(f"{what} cannot be changed once the network is built")
    if values.ndim:
        raise ConnectError(f"{what} must be one number for all synapses; got {values.shape}")
    changed: Any = rule.replace(**{key: float(values)})
    table = changed.parameter_values(projection.network.dt)
    stage.params[:] = [table[name] for name in stage.kind.params]
    projection.plasticity = changed
