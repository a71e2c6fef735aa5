"""Normalised projections lowered to Normalize stages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError
from ..plasticity import PlasticityRule
from ..program import Array, Learn, Normalize, host
from ..wiring import forms
from .arenas import REAL

if TYPE_CHECKING:
    from ..network import Network

_BITS = 62  # of a sum
_EXACT = 1e-6  # the sum may be wrong by this fraction of the wanted one at most


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
        degrees = in_degrees(stage)
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
