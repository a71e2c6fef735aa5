"""A network that learns by recursive least squares, which tests share."""

from __future__ import annotations

from typing import Any

import numpy as np

import snn
from snn import ms

SINE = snn.targets.Sinusoids.random(150, 1.0, 200 * ms)


def recurrent(
    rule: dict[str, Any] | None = None, delay: Any = None, n: int = 150, **options: Any
) -> snn.Network:
    """Driven neurons with static inhibition and 36 to 39 plastic inputs each, of either sign."""
    net = snn.Network(dt=0.1 * ms, **options)
    receptors = {"fixed": snn.Exponential(3 * ms), "plastic": snn.Exponential(50 * ms)}
    cell = snn.LIF(tau_m=10 * ms, v_rest=0.0, v_reset=0.0, v_thresh=1.0, t_ref=0.1 * ms)
    N = net.population(cell, n, "N", receptors, v=snn.Uniform(0.0, 1.0))
    net.stimulate(N, "I", 1.1)
    net.connect(N, N, "fixed", snn.FixedProbability(0.2), weight=snn.Normal(-5e-3, 1e-3))
    rng = np.random.default_rng(1)
    pre = [rng.permutation(n)[: 39 - i % 4] for i in range(n)]
    post = np.repeat(np.arange(n), [len(each) for each in pre])
    pairs = snn.FromPairs(np.concatenate(pre), post)
    weight = np.where(np.concatenate(pre) < n // 2, 0.01, -0.01)
    given = {"targets": SINE, "every": 2 * ms, "penlambda": 1e-3, "others": ["fixed"]}
    plasticity = snn.RLS(**{**given, **(rule or {})})
    delay = snn.Uniform(0.1 * ms, 0.8 * ms) if delay is None else delay
    net.connect(N, N, "plastic", pairs, weight, delay, plasticity, name="rls")
    return net
