"""Make rules.json: what Brian2 computes for triplet and power-law STDP over given spikes.

    python tests/reference/rules.py > tests/reference/rules.json

with an interpreter that has brian2. Synapse k joins neurons that fire in given steps. In a step
arrivals act, then postsynaptic spikes, then the traces of both rise: the order of ties in our
library.
"""

from __future__ import annotations

import json
from typing import Any

import brian2 as b2
import numpy as np
from brian2 import ms

DT, STEPS, N = 0.1, 2000, 10  # ms
TRIPLET = {"tau_plus": 16.8, "tau_x": 101.0, "tau_minus": 33.7, "tau_y": 125.0,
           "a2_plus": 0.01, "a3_plus": 0.0062, "a2_minus": 0.007, "a3_minus": 0.0023,
           "w_min": 0.2, "w_max": 1.3}  # fmt: skip
POWER = {"tau_pre": 16.8, "tau_post": 33.7, "a_plus": 0.04, "a_minus": 0.05, "mu": 0.4,
         "w_min": 0.2, "w_max": 1.3}  # fmt: skip
TRACES = "\n".join(
    f"d{name}/dt = -{name} / ({tau}*ms) : 1 (event-driven)"
    for name, tau in (("r1", 16.8), ("r2", 101.0), ("o1", 33.7), ("o2", 125.0))
)
CHANGES = {
    "triplet": (
        "w = clip(w - o1 * (a2_minus + a3_minus * r2), w_min, w_max)",
        "w = clip(w + r1 * (a2_plus + a3_plus * o2), w_min, w_max)",
    ),
    "power-law": (
        "w = clip(w - a_minus * o1 * (w - w_min) / (w_max - w_min), w_min, w_max)",
        "w = clip(w + a_plus * r1 * ((w - w_min) / (w_max - w_min)) ** mu, w_min, w_max)",
    ),
}


def trains(rng: Any) -> list[list[int]]:
    """Steps of the spikes of every neuron, drawn once, then data."""
    drawn = rng.random((N, STEPS)) < 0.015
    drawn[:, 0] = False
    return [np.flatnonzero(row).tolist() for row in drawn]


def source(spikes: list[list[int]]) -> Any:
    ids = np.repeat(np.arange(N), [len(s) for s in spikes])
    return b2.SpikeGeneratorGroup(N, ids, np.concatenate(spikes) * DT * ms)


def simulate(spec: dict[str, Any], rule: str, pairing: str) -> list[float]:
    b2.defaultclock.dt = DT * ms
    pre, post = source(spec["pre"]), source(spec["post"])
    on_pre, on_post = CHANGES[rule]
    bump = "{0} = {0} + 1" if pairing == "all" else "{0} = 1"
    rise = {side: "\n".join(bump.format(k) for k in names)
            for side, names in (("pre", ("r1", "r2")), ("post", ("o1", "o2")))}  # fmt: skip
    synapses = b2.Synapses(
        pre,
        post,
        "w : 1\n" + TRACES,
        on_pre={"depress": on_pre, "bump": rise["pre"]},
        on_post={"potentiate": on_post, "bump_post": rise["post"]},
        namespace=TRIPLET if rule == "triplet" else POWER,
    )
    synapses.connect(j="i")
    synapses.w = spec["weight"]
    delay = np.array(spec["delay_steps"]) * DT * ms
    synapses.depress.delay, synapses.bump.delay = delay, delay
    pathways = (synapses.depress, synapses.potentiate, synapses.bump, synapses.bump_post)
    for order, pathway in enumerate(pathways):
        pathway.order = order
    b2.Network(pre, post, synapses).run((STEPS + 20) * DT * ms)
    return np.asarray(synapses.w[:]).round(12).tolist()


def main() -> None:
    b2.prefs.codegen.target = "numpy"
    rng = np.random.default_rng(7)
    spec = {
        "pre": trains(rng),
        "post": trains(rng),
        "delay_steps": rng.integers(1, 16, N).tolist(),
        "weight": 0.7,
    }
    learned = {f"{rule}, {pairing}": simulate(spec, rule, pairing)
               for rule in CHANGES for pairing in ("all", "nearest")}  # fmt: skip
    rules = {"dt": DT, "triplet": TRIPLET, "power-law": POWER}
    print(json.dumps({"brian2": b2.__version__, **rules, **spec, "learned": learned}))


if __name__ == "__main__":
    main()
