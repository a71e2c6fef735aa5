"""Normalising of weights in NumPy: the definition of program.Normalize."""

from __future__ import annotations

import numpy as np

from ...program import Array, Normalize


def normalize(stage: Normalize) -> None:
    """Scale the weights onto every target so that their magnitudes add up to its total.

    Weights are finite: the caller has replaced corrupt ones.
    """
    learn = stage.learn
    weight = learn.deliver.weight
    real = weight.dtype.type
    target = learn.deliver.synapse - learn.target_lo
    factor = factors(stage, sums(stage, target), real)[target]
    scaled = weight * factor
    scaled = np.where(scaled < real(stage.low), real(stage.low), scaled)
    weight[:] = np.where(scaled > real(stage.high), real(stage.high), scaled)


def sums(stage: Normalize, target: Array) -> Array:
    """The sum of |w| onto every target in units of 1 / scale, int64."""
    weight = stage.learn.deliver.weight
    units = np.rint(np.abs(weight).astype(np.float64) * stage.scale).astype(np.int64)
    total = np.zeros(len(stage.total), np.int64)
    np.add.at(total, target, units)
    return total


def factors(stage: Normalize, units: Array, real: type[np.floating]) -> Array:
    """What the weights onto every target are multiplied by, in the compute type."""
    sum = (units.astype(np.float64) / stage.scale).astype(real)
    factor = np.minimum(stage.total / sum, np.finfo(real).max)
    return np.where(sum > 0, factor, real(1.0))
