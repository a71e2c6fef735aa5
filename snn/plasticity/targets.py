"""Targets of `RLS`: what the synaptic input of neurons shall be, as functions of time.

targets.Sinusoids(phase, amplitude, period, mean)    what TrainSpikingNet.jl trains by default
targets.smoothed(times, values, width)               synaptic input that was seen, smoothed
targets.from_rates(rates, dt, sigma, ...)            the input that gives a neuron these rates
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import ModelError
from ..program import Array
from ..stimuli import TimedArray


@dataclass(frozen=True, eq=False)
class Sinusoids:
    """mean + amplitude sin(2 pi (t - phase) / period), one for every neuron.

    phase : ms, (n,). amplitude, mean : in the receptor's unit, a number or (n,). period : ms.
    """

    phase: Array
    amplitude: float | Array = 0.5
    period: float = 1000.0
    mean: float | Array = 0.0

    def __post_init__(self) -> None:
        phase = np.atleast_1d(np.asarray(self.phase, np.float64))
        if phase.ndim != 1 or not self.period > 0:
            raise ModelError(
                "Sinusoids: phase must have shape (n,) and period be > 0 ms; got shape "
                f"{phase.shape} and {self.period}"
            )
        for name in ("amplitude", "mean"):
            shape = np.shape(getattr(self, name))
            if shape not in ((), phase.shape):
                raise ModelError(
                    f"Sinusoids: {name} must be a number or have shape {phase.shape}; got {shape}"
                )
        object.__setattr__(self, "phase", phase)

    @classmethod
    def random(
        cls,
        n: int,
        amplitude: float | Array = 0.5,
        period: float = 1000.0,
        mean: float | Array = 0.0,
        seed: int = 1,
    ) -> Sinusoids:
        """Sinusoids of `n` neurons with phases drawn uniformly from a period."""
        phase = period * np.random.default_rng(seed).random(n)
        return cls(phase, amplitude, period, mean)

    def __call__(self, t: Array) -> Array:
        angle = (np.asarray(t, np.float64)[:, None] - self.phase) * (2 * np.pi / self.period)
        values: Array = np.asarray(self.amplitude) * np.sin(angle) + np.asarray(self.mean)
        return values


@dataclass(frozen=True, eq=False)
class Spaced:
    """Row k of `values` at the time start + (k + 1) every, ms, and around it."""

    values: Array
    start: float
    every: float

    def __call__(self, t: Array) -> Array:
        row = np.rint((np.asarray(t) - self.start) / self.every).astype(np.int64) - 1
        seen: Array = self.values[np.clip(row, 0, len(self.values) - 1)]
        return seen


def smoothed(times: Array, values: Array, width: float) -> TimedArray:
    """Synaptic input that was recorded, as the mean over a window of `width` ms around each time.

    times : ms, (m,), equally spaced; values : (m, n), as a StateRecording has them. The windows are
    cut off at the ends. Times of the result count from 0, as those of the recording do.
    """
    times, values = np.asarray(times, np.float64), np.asarray(values, np.float64)
    if len(times) < 2 or len(values) != len(times) or not np.allclose(np.diff(times, 2), 0):
        raise ModelError(
            "smoothed: expected values (m, n) at m >= 2 equally spaced times; got shapes "
            f"{times.shape} and {values.shape}"
        )
    spacing = times[1] - times[0]
    half = max(0, round(width / spacing / 2))
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    row = np.arange(len(times))
    lo, hi = np.maximum(row - half, 0), np.minimum(row + half + 1, len(times))
    means = (total[hi] - total[lo]) / (hi - lo).reshape(-1, *[1] * (values.ndim - 1))
    before = round(times[0] / spacing)
    return TimedArray(np.concatenate([np.repeat(means[:1], before, axis=0), means]), spacing)


def from_rates(
    rates: Array,
    dt: float,
    sigma: float,
    tau_m: float = 10.0,
    v_thresh: float = 1.0,
    v_reset: float = 0.0,
    t_ref: float = 0.0,
) -> TimedArray:
    """The mean input that makes a leaky integrate-and-fire neuron fire at given rates (a PSTH).

    rates : kHz, (m, n) or (m,), a row for every `dt` ms; those under 0.1 Hz count as 0.1 Hz.
    sigma : strength of the input's white noise, > 0, in the unit of v: the standard deviation of
        the free membrane potential times sqrt(2). The other parameters are the neuron's own.

    The rate of that neuron (Ricciardi 1977; Brunel 2000, J. Comput. Neurosci. 8:183, eq. 21) is
    inverted by bisection, to 1e-9 of the distance to threshold. What the input must have besides,
    such as a constant current, is the caller's to subtract.
    """
    wanted = np.maximum(np.asarray(rates, np.float64), 1e-4)
    if not sigma > 0 or not np.all(wanted * t_ref < 1):
        raise ModelError("from_rates: sigma must be > 0, and rates below 1 / t_ref")
    span = v_thresh - v_reset
    lo = np.full(wanted.shape, v_reset - 20 * sigma - 20 * span)
    hi = np.full(wanted.shape, v_thresh + 20 * sigma + span / (wanted.max() * tau_m) + 20 * span)
    while np.any(_rate(hi, sigma, tau_m, v_thresh, v_reset, t_ref) < wanted):
        hi = hi + 2 * (hi - v_reset)
    for _ in range(60):
        middle = (lo + hi) / 2
        low = _rate(middle, sigma, tau_m, v_thresh, v_reset, t_ref) < wanted
        lo, hi = np.where(low, middle, lo), np.where(low, hi, middle)
    return TimedArray((lo + hi) / 2, dt)


_NODES: Any = np.polynomial.legendre.leggauss(64)


def _rate(
    mu: Array, sigma: float, tau_m: float, v_thresh: float, v_reset: float, t_ref: float
) -> Array:
    """kHz: 1 / (t_ref + tau_m sqrt(pi) ∫ exp(x²) (1 + erf x) dx), x from reset to threshold."""
    from scipy.special import erfcx

    lo, hi = (v_reset - mu) / sigma, (v_thresh - mu) / sigma
    half, middle = (hi - lo) / 2, (hi + lo) / 2
    x = middle[..., None] + half[..., None] * _NODES[0]
    with np.errstate(over="ignore"):
        integral = half * np.sum(_NODES[1] * erfcx(-x), axis=-1)
    rate: Array = 1.0 / (t_ref + tau_m * np.sqrt(np.pi) * integral)
    return rate
