"""Input from outside the network: constants, arrays and functions of time, and Poisson trains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import StimulusError
from .program import BLOCK, Array

_WORDS = 2.0**32  # a Poisson count is read off one 32-bit word


@dataclass(frozen=True, eq=False)
class PoissonInput:
    """`n` independent Poisson trains of `rate` each, onto every neuron, with one weight.

    Each step adds weight × count to the receptor, the count drawn per neuron from a Poisson law of
    mean n·rate·dt, cut where its tail falls under 2^-32 (the resolution of the draw).

    Parameters
    ----------
    rate : kHz (use Hz), a number or one per neuron, ≥ 0.
    n : trains per neuron, ≥ 0: a number or one per neuron.
    weight : in the receptor's unit, a number or one per neuron.
    """

    rate: float | Array
    n: float | Array = 1
    weight: float | Array = 1.0

    def __post_init__(self) -> None:
        for name in ("rate", "n", "weight"):
            value = np.asarray(getattr(self, name), np.float64)
            if value.ndim > 1 or not np.all(np.isfinite(value)):
                raise StimulusError(
                    f"PoissonInput: {name} must be finite, a number or one per neuron; "
                    f"got shape {value.shape}"
                )
            if name != "weight" and np.any(value < 0):
                raise StimulusError(f"PoissonInput: {name} must be >= 0; got {value.min()}")


@dataclass(frozen=True, eq=False)
class TimedArray:
    """Values over time: row k holds from k·dt to (k + 1)·dt, the last row from then on.

    Parameters
    ----------
    values : (n_times,) for all neurons alike, or (n_times, n_neurons).
    dt : ms, the spacing of the rows.
    """

    values: Array
    dt: float

    def __post_init__(self) -> None:
        values = np.asarray(self.values, np.float64)
        if values.ndim not in (1, 2) or len(values) == 0 or not np.all(np.isfinite(values)):
            raise StimulusError(
                "TimedArray: values must be finite, of shape (n_times,) or (n_times, n_neurons); "
                f"got shape {values.shape}"
            )
        if not self.dt > 0:
            raise StimulusError(f"TimedArray: dt must be > 0 ms; got {self.dt}")
        object.__setattr__(self, "values", values)

    def __call__(self, t: Array) -> Array:
        # Half a part in 10^9 keeps k·dt on row k whatever the rounding of the product.
        row = np.floor(np.asarray(t) / self.dt * (1 + 1e-12) + 1e-9).astype(np.int64)
        held: Array = self.values[np.clip(row, 0, len(self.values) - 1)]
        return held


TimeFunction = Callable[[Array], Any]


def evaluate_block(function: TimeFunction, first_step: int, dt: float, n: int, name: str) -> Array:
    """`function` at BLOCK steps from `first_step`: float64 (BLOCK, 1) or (BLOCK, n).

    The function gets times in ms, shape (BLOCK,), and returns (BLOCK,) or (BLOCK, n).
    """
    times = np.arange(first_step, first_step + BLOCK) * dt
    values = np.asarray(function(times), np.float64)
    if values.ndim <= 1:
        values = np.broadcast_to(values, BLOCK)[:, None] if values.size in (1, BLOCK) else values
    if values.ndim != 2 or values.shape[0] != BLOCK or values.shape[1] not in (1, n):
        raise StimulusError(
            f"{name}: the function of time must return shape ({BLOCK},) or ({BLOCK}, {n}) for "
            f"{BLOCK} times in ms; got {values.shape}"
        )
    if not np.all(np.isfinite(values)):
        raise StimulusError(
            f"{name}: the function of time gave non-finite values between {times[0]:g} and "
            f"{times[-1]:g} ms"
        )
    return values


def poisson_thresholds(mean: float) -> Array:
    """uint32 thresholds, ascending: a count is the number of thresholds <= a uniform 32-bit word.

    Threshold k is P(count <= k)·2^32, rounded; the table ends where that reaches 2^32.
    """
    from scipy.special import pdtr

    k = np.arange(int(mean + 12.0 * np.sqrt(mean) + 24.0))
    scaled = np.rint(pdtr(k, mean) * _WORDS)
    thresholds: Array = scaled[scaled < _WORDS].astype(np.uint32)
    return thresholds


def poisson_tables(mean: Array) -> tuple[Array, Array, Array]:
    """(thresholds, table starts, which table) for one mean or one per neuron; see PoissonDrive."""
    distinct, which = np.unique(mean, return_inverse=True)
    tables = [poisson_thresholds(m) for m in distinct]
    starts = np.concatenate([[0], np.cumsum([len(t) for t in tables])]).astype(np.int64)
    return np.concatenate(tables), starts, which.reshape(-1).astype(np.int32)
