"""Make small_network.json: what Brian2 computes for a network without any randomness.

    python tests/reference/small_network.py > tests/reference/small_network.json

with an interpreter that has brian2. 30 LIF neurons, explicit pairs, weights, delays and constant
currents, forward Euler in float64; once with fixed weights and once with STDP from E to E. Brian2's
conventions differ from ours by a step in two places, which is accounted for here, not in the test:
its refractory period counts the spike's own step, and a delay of d - 1 steps there acts in the same
state update as one of d steps here. Learning sees arrivals d steps after the spike on both sides.
"""

from __future__ import annotations

import json
from typing import Any

import brian2 as b2
import numpy as np
from brian2 import ms

DT, DURATION, T_REF = 0.1, 300.0, 2.0  # ms
N_E, N_I = 20, 10
W_MAX, A_PLUS, A_MINUS, TAU = 1.5, 0.3, 0.35, 20.0  # mV, mV, mV, ms


def specification() -> dict[str, Any]:
    """Pairs, weights (mV), delays (steps), currents and first v (mV): drawn once, then data."""
    rng = np.random.default_rng(20)
    n = N_E + N_I
    adjacency = (rng.random((n, n)) < 0.2) & ~np.eye(n, dtype=bool)
    pre, post = np.nonzero(adjacency)
    excitatory = pre < N_E
    size = rng.uniform(0.3, 1.4, len(pre)).round(3)
    return {
        "pre": pre.tolist(),
        "post": post.tolist(),
        "weight": np.where(excitatory, size, (-2 * size).round(3)).tolist(),
        "delay_steps": rng.integers(1, 16, len(pre)).tolist(),
        "current": rng.uniform(8.0, 16.0, n).round(3).tolist(),
        "v0": rng.uniform(-60.0, -50.0, n).round(3).tolist(),
    }


def neurons(spec: dict[str, Any]) -> Any:
    group = b2.NeuronGroup(
        N_E + N_I,
        """dv/dt = (ge + gi + current - (v + 60)) / (20*ms) : 1 (unless refractory)
           dge/dt = -ge / (5*ms) : 1
           dgi/dt = -gi / (10*ms) : 1
           current : 1""",
        threshold="v > -50",
        reset="v = -60",
        refractory=(T_REF + DT) * ms,
        method="euler",
    )
    group.v, group.current = spec["v0"], spec["current"]
    return group


def fixed(group: Any, spec: dict[str, Any], chosen: Any, receptor: str) -> Any:
    synapses = b2.Synapses(group, group, "w : 1", on_pre=f"{receptor}_post += w")
    connect(synapses, spec, chosen)
    synapses.delay = (np.array(spec["delay_steps"])[chosen] - 1) * DT * ms
    return synapses


def plastic(group: Any, spec: dict[str, Any], chosen: Any) -> Any:
    """Arrivals act, then post spikes act, then traces bump: the order of ties in our library."""
    synapses = b2.Synapses(
        group,
        group,
        f"""w : 1
            dapre/dt = -apre / ({TAU}*ms) : 1 (event-driven)
            dapost/dt = -apost / ({TAU}*ms) : 1 (event-driven)""",
        on_pre={
            "arrive": "ge_post += w",
            "depress": f"w = clip(w - apost, 0, {W_MAX})",
            "bump": f"apre += {A_PLUS}",
        },
        on_post=f"""w = clip(w + apre, 0, {W_MAX})
                    apost += {A_MINUS}""",
    )
    connect(synapses, spec, chosen)
    delay = np.array(spec["delay_steps"])[chosen] * DT * ms
    synapses.arrive.delay = delay - DT * ms
    synapses.depress.delay, synapses.bump.delay = delay, delay
    for order, pathway in enumerate((synapses.depress, synapses.post, synapses.bump)):
        pathway.order = order
    return synapses


def connect(synapses: Any, spec: dict[str, Any], chosen: Any) -> None:
    pre, post = np.array(spec["pre"]), np.array(spec["post"])
    synapses.connect(i=pre[chosen], j=post[chosen])
    synapses.w = np.array(spec["weight"])[chosen]


def simulate(spec: dict[str, Any], learn: bool) -> dict[str, Any]:
    b2.defaultclock.dt = DT * ms
    group = neurons(spec)
    pre, post = np.array(spec["pre"]), np.array(spec["post"])
    within_e = (pre < N_E) & (post < N_E)
    monitor = b2.SpikeMonitor(group)
    parts = [fixed(group, spec, pre >= N_E, "gi")]
    parts.append(fixed(group, spec, (pre < N_E) & (post >= N_E), "ge"))
    learning = (plastic if learn else lambda *a: fixed(*a, "ge"))(group, spec, within_e)
    b2.Network(group, monitor, learning, *parts).run(DURATION * ms)
    steps = np.rint(np.asarray(monitor.t / ms) / DT).astype(int)
    order = np.lexsort((monitor.i[:], steps))
    result = {"step": steps[order].tolist(), "id": monitor.i[:][order].tolist()}
    if learn:
        result["weight_ee"] = np.asarray(learning.w[:]).round(9).tolist()
    return result


def main() -> None:
    b2.prefs.codegen.target = "numpy"
    spec = specification()
    constants = {"dt": DT, "duration": DURATION, "t_ref": T_REF, "n_e": N_E, "n_i": N_I}
    rule = {"w_max": W_MAX, "a_plus": A_PLUS, "a_minus": A_MINUS, "tau": TAU}
    runs = {"fixed": simulate(spec, learn=False), "plastic": simulate(spec, learn=True)}
    print(json.dumps({"brian2": b2.__version__, **constants, "stdp": rule, **spec, **runs}))


if __name__ == "__main__":
    main()
