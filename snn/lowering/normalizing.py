"""Normalised projections: what is asked of them, checked, and lowered to Normalize stages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError
from ..plasticity import PlasticityRule
from ..program import Array, Learn, Normalize, host
from ..projection import Normalization
from ..wiring import forms
from ..wiring.specification import GREATEST_WEIGHT
from .arenas import REAL
from .carriers import is_rate
from .checks import as_floats, check_projection_of
from .steps import whole_steps

if TYPE_CHECKING:
    from ..network import Network

_BITS = 62  # of a sum
_EXACT = 1e-6  # the sum may be wrong by this fraction of the wanted one at most


def check_normalization(
    network: Network, projection: Any, total: Any, every: float
) -> Normalization:
    """What is asked of a projection; ConnectError where it makes no sense."""
    check_projection_of(network, projection, ConnectError, "Network.normalize")
    what = f"projection {projection.name!r}"
    rule = projection.plasticity
    if is_rate(projection):
        raise ConnectError(
            f"{what} carries rates, and weights of rate projections cannot be normalised, only "
            "those onto receptors; a rule such as Oja(...) keeps its weights in place"
        )
    if not isinstance(rule, PlasticityRule) or rule.bounds() is None:
        raise ConnectError(
            f"{what} has no rule that changes weights, and only weights that learn are normalised; "
            "give connect one such as plasticity=STDP(...), or write them: P['weight'] = ..."
        )
    n = projection.target.n
    values = as_floats(total, ConnectError, f"{what}: total")
    if values.shape not in ((), (n,)):
        raise ConnectError(f"{what}: total must be a number or {n} values; got {values.shape}")
    if not (np.all(values > 0) and np.all(values <= GREATEST_WEIGHT)):
        raise ConnectError(
            f"{what}: total must be above 0 and at most {GREATEST_WEIGHT:g}, for it is a sum of "
            f"magnitudes; got {values.min():g} to {values.max():g}"
        )
    steps = whole_steps(every, network.dt, ConnectError, f"{what}: every")
    return Normalization(np.array(np.broadcast_to(values, n)), steps)


def lower_normalization(network: Network, learn: list[Learn]) -> list[Normalize]:
    """One Normalize stage per normalised projection; `learn`: the stages of the plastic ones."""
    plastic = [q for q in network.projections if isinstance(q.plasticity, PlasticityRule)]
    stages = []
    for projection, stage in zip(plastic, learn, strict=True):
        wanted, rule = projection.normalization, projection.plasticity
        bounds = rule.bounds() if isinstance(rule, PlasticityRule) else None
        if wanted is None or bounds is None:
            continue
        real: Any = REAL[stage.kind.real]
        low, high = (float(real(bound)) for bound in bounds)
        degrees = network.ranks.sum(in_degrees(stage))
        scale = scale_of(stage.limit, int(degrees.max(initial=0)))
        _check_resolution(stage, wanted.total, degrees, scale)
        stages.append(
            Normalize(
                learn=stage,
                every=wanted.every,
                total=wanted.total.astype(real),
                scale=scale,
                low=low,
                high=high,
                label=projection.name,
            )
        )
    return stages


def scale_of(limit: float, degree: int) -> float:
    """Units per unit of weight, a power of two: `degree` weights of at most `limit` fit 2^62."""
    exponent = math.frexp(limit)[1] + max(1, degree).bit_length()
    return math.ldexp(1.0, _BITS - exponent)


def _check_resolution(stage: Learn, total: Array, degrees: Array, scale: float) -> None:
    """ConnectError where weights rounded to units would not add up to the wanted sums."""
    error = 0.5 * degrees / scale / total
    worst = int(np.argmax(error))
    if error[worst] > _EXACT:
        raise ConnectError(
            f"projection {stage.label!r}: {degrees[worst]} weights of up to {stage.limit:g}, the "
            f"bound of its plasticity rule, cannot be normalised to {total[worst]:g}, for 64 bits "
            f"that hold the one do not resolve the other; lower the bound, to "
            f"{stage.limit * _EXACT / error[worst] / 2:.0e} or less"
        )


def in_degrees(stage: Learn) -> Array:
    """How many synapses each target of a Learn has, int64."""
    count = np.zeros(stage.target_hi - stage.target_lo, np.int64)
    for piece in forms.pieces(len(stage.deliver.synapse)):
        target = forms.targets(stage.deliver, piece) - np.int32(stage.target_lo)
        xp = forms.module_of(target)
        count += host(xp.bincount(target, minlength=len(count)))
    return count
