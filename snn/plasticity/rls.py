"""Recursive least squares: a neuron's synaptic input is made to follow a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np

from ..errors import ModelError
from ..parameters import Param, Parametrised
from ..program import Array
from .targets import Spaced

GENEROUS = 64.0  # default bounds of weights, in units of the greatest initial one
STORAGE = ("float16", "float32", "float64")


class RLS(Parametrised):
    """Recursive least squares on the plastic inputs of each target neuron.

    Every so often, at the end of a step, a target neuron with the plastic presynaptic neurons
    1 ... L, whose spikes give the traces r (kHz: a jump of 1 / tau, decay with tau), does

        k = P r    v = 1 / (1 + r · k)    e = u - target    P -= v k kᵀ    w -= e v k / tau

    where u is its synaptic input: tau w · r, plus the input through the receptors `others`. P
    begins as the inverse of penlambda I + penmu (J₊ + J₋), where J₊ (J₋) is 1 for pairs of
    synapses that are both excitatory (inhibitory) at first: the squares of the weights and of their
    sums by sign are penalised, in units of weight × tau. tau is that of the receptor, which must be
    a current-based Exponential.

    targets : the wanted input, in the receptor's unit: a function of time (ms, (m,)) to (m, n_post)
        or (m,), such as those of `snn.targets` or a TimedArray; or an array (m, n_post) or (m,),
        whose row k is wanted at start + (k + 1) every. With a period, time is counted from its
        start. A function must give the same values whenever it is asked for the same times.
    every : ms between updates, at the times that it divides.
    start, stop, period : learn at times start < t <= stop, ms, in every period. Default: always.
    others : names of receptors of the target neurons, current-based, that count as input.
    P : how P is stored: "float16" (stochastic rounding), "float32", "float64" (in networks of
        that precision); None: in the network's compute type. L (L + 1) / 2 values a neuron. In 16
        bits, errors of 0.1 % stay in P: keep to penalties under which it does not shrink to a small
        fraction of what it was at first, as with the default one; 1e-3 is too small.
    w_min, w_max : weights are clipped there, which `print(net)` counts. The fixed-point input needs
        bounds; by default 64 times the greatest initial weight, of either sign.

    Traces go on in runs with learn=False. Raises ModelError for values that make no sense;
    `Network.connect` raises ConnectError for targets or a receptor that do not fit.

    Source: Arthur, Kim, Chen, Preibisch & Darshan 2023, Front. Neuroinform. 17:1099510, and its
    package TrainSpikingNet.jl, whose defaults these are.
    """

    keyword_only = True
    every = Param(10.0, "ms", "between updates", above=0.0)
    penlambda = Param(0.8, "1", "ridge penalty of the weights", above=0.0)
    penmu = Param(0.01, "1", "penalty of the summed weights of a sign", low=0.0)
    start = Param(0.0, "ms", low=0.0)
    stop = Param(None, "ms", above=0.0, optional=True)
    period = Param(None, "ms", above=0.0, optional=True)
    w_min = Param(None, "weight", "least weight", optional=True)
    w_max = Param(None, "weight", "greatest weight", optional=True)

    requirements = {
        "start < stop": lambda p: p.stop is None or p.start < p.stop,
        "stop <= period": lambda p: p.stop is None or p.period is None or p.stop <= p.period,
        "start < period": lambda p: p.period is None or p.start < p.period,
        "w_min < w_max": lambda p: p.w_min is None or p.w_max is None or p.w_min < p.w_max,
    }

    def __init__(
        self,
        *,
        targets: Any,
        others: Sequence[str] = (),
        P: str | None = None,
        **values: Any,
    ) -> None:
        if P is not None and P not in STORAGE:
            raise ModelError(f"RLS: P={P!r} is not one of: {', '.join(STORAGE)}")
        if isinstance(others, str) or not all(isinstance(name, str) for name in others):
            raise ModelError(
                f"RLS: others must be names of receptors such as ['ge']; got {others!r}"
            )
        self.targets = targets if callable(targets) else _rows(targets)
        self.others, self.P = tuple(others), P
        super().__init__(**values)
        self.require_numbers()
        if (self.params["w_min"] is None) != (self.params["w_max"] is None):
            raise ModelError("RLS: give w_min and w_max both, or neither")
        self._check_rows()

    def _check_rows(self) -> None:
        """An array of targets says how long learning goes on."""
        if callable(self.targets):
            return
        end = self.start + len(self.targets) * self.every
        stop = self.params["stop"]
        if stop is None:
            stop = self.params["stop"] = self.params["period"] or end
        if abs(stop - end) > 1e-6 * self.every:
            raise ModelError(
                f"RLS: targets has {len(self.targets)} rows, one for every {self.every:g} ms from "
                f"start = {self.start:g} ms to {end:g} ms; it must end at {stop:g} ms"
            )

    def options(self) -> dict[str, Any]:
        return {"targets": self.targets, "others": self.others, "P": self.P}

    def function(self) -> Callable[[Array], Any]:
        """The targets as a function of time in ms."""
        given: Any = self.targets
        if callable(given):
            return cast("Callable[[Array], Any]", given)
        return Spaced(self.targets, self.start, self.every)

    def limits(self, greatest: float) -> tuple[float, float]:
        """The least and the greatest weight, where no initial one exceeds `greatest` in magnitude.

        Both are 0 where bounds are missing and cannot be derived.
        """
        if self.params["w_max"] is None:
            return -GENEROUS * greatest, GENEROUS * greatest
        return self.params["w_min"], self.params["w_max"]

    def __repr__(self) -> str:
        given = [
            f"{name}={value:g}"
            for name, value in self.params.items()
            if value is not None and value != type(self).parameters[name].default
        ]
        given += [f"others={self.others}"] if self.others else []
        given += [f"P={self.P!r}"] if self.P else []
        return f"RLS({', '.join(given)})"


def _rows(targets: Any) -> Array:
    """An array of targets as float64 (m, n) or (m,)."""
    try:
        rows = np.array(targets, np.float64)
    except (TypeError, ValueError):
        rows = np.full((), np.nan)
    if rows.ndim not in (1, 2) or len(rows) == 0 or not np.all(np.isfinite(rows)):
        raise ModelError(
            "RLS: targets must be a function of time, a TimedArray, or a finite array of shape "
            f"(m, n_post) or (m,); got {type(targets).__name__} of shape {rows.shape}"
        )
    return rows
