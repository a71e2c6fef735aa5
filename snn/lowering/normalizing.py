"""Normalised projections lowered to Normalize stages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..plasticity import PlasticityRule
from ..program import Array, Learn, Normalize, host
from ..wiring import forms
from .arenas import REAL

if TYPE_CHECKING:
    from ..network import Network

_BITS = 62  # of a sum


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
        stages.append(
            Normalize(
                learn=stage,
                every=wanted.every,
                total=wanted.total.astype(real),
                scale=scale_of(stage.limit, int(in_degrees(stage).max(initial=0))),
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


def in_degrees(stage: Learn) -> Array:
    """How many synapses each target of a Learn has, int64."""
    count = np.zeros(stage.target_hi - stage.target_lo, np.int64)
    for piece in forms.pieces(len(stage.deliver.synapse)):
        target = forms.targets(stage.deliver, piece) - np.int32(stage.target_lo)
        xp = forms.module_of(target)
        count += host(xp.bincount(target, minlength=len(count)))
    return count
