"""Synapses drawn per second, and the memory that takes: python -m benchmarks.construction constants

One JSON object, on one core, for FixedProbability. The code is compiled or loaded first, on a small
network of the same kinds. `peak_over_final` is the most memory that the process gained while it
built, over the bytes of the network that it gained.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from typing import Any

import snn
from snn.info import processor

N = 20_000
P = 0.1  # 40 million synapses

CASES: dict[str, dict[str, Any]] = {
    "constants": {"weight": 0.1},
    "drawn": {  # weights and delays
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


def peak_bytes() -> int:
    """The most memory that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(case: str, backend: str) -> dict[str, Any]:
    build(200, backend, CASES[case])
    before, begin = peak_bytes(), time.perf_counter()
    net = build(N, backend, CASES[case])
    seconds, gained = time.perf_counter() - begin, peak_bytes() - before
    synapses = sum(len(d.synapse) for d in net.program.deliver)
    return {
        "case": case,
        "backend": net.backend,
        "synapses": synapses,
        "build_s": round(seconds, 3),
        "synapses_per_s": round(synapses / seconds),
        "bytes_per_synapse": round(net.program.nbytes / synapses, 3),
        "peak_over_final": round(gained / net.program.nbytes, 3),
        "version": snn.__version__,
        "device": processor(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.construction")
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("--backend", default="auto")
    args = parser.parse_args()
    print(json.dumps(measure(args.case, args.backend)))


if __name__ == "__main__":
    main()
