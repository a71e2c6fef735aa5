"""Synapses drawn per second: python -m benchmarks.construction

One JSON object a case, on one core, for FixedProbability: with constants, and with drawn weights
and delays. The code is compiled or loaded first, on a small network of the same kinds.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import snn
from snn.info import processor

N = 20_000
P = 0.1  # 40 million synapses

CASES: dict[str, dict[str, Any]] = {
    "constants": {"weight": 0.1},
    "drawn weights and delays": {
        "weight": snn.Normal(0.1, 0.01, clip=(0.0, None)),
        "delay": snn.Uniform(0.1, 3.0),
    },
}


def build(n: int, backend: str, values: dict[str, Any]) -> snn.Network:
    net = snn.Network(dt=0.1, backend=backend, threads=1)
    neurons = net.population(snn.LIF(), n, name="N")
    net.connect(neurons, neurons, "ge", snn.FixedProbability(P), **values)
    _ = net.program  # reading it draws the synapses
    return net


def measure(case: str, backend: str) -> dict[str, Any]:
    build(200, backend, CASES[case])
    begin = time.perf_counter()
    net = build(N, backend, CASES[case])
    seconds = time.perf_counter() - begin
    synapses = sum(len(d.synapse) for d in net.program.deliver)
    return {
        "case": case,
        "backend": net.backend,
        "synapses": synapses,
        "build_s": round(seconds, 3),
        "synapses_per_s": round(synapses / seconds),
        "version": snn.__version__,
        "device": processor(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.construction")
    parser.add_argument("--backend", default="auto")
    args = parser.parse_args()
    for case in CASES:
        print(json.dumps(measure(case, args.backend)), flush=True)


if __name__ == "__main__":
    main()
