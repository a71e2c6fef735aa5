"""Synapses drawn per second, and the memory that takes: python -m benchmarks.construction constants

One JSON object, for FixedProbability, on one core or on the GPU. The code is compiled or loaded
first, on a small network of the same kinds. `peak_over_final` is the most memory that was gained
while building (of the process, or of the device), over the bytes of the network.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from typing import Any

import snn
from snn.info import device

N, DEGREE = 20_000, 2000.0  # 40 million synapses

CASES: dict[str, dict[str, Any]] = {
    "constants": {"weight": 0.1},
    "drawn": {  # weights and delays
        "weight": snn.Normal(0.1, 0.01, clip=(0.0, None)),
        "delay": snn.Uniform(0.1, 3.0),
    },
}


def build(n: int, degree: float, backend: str, values: dict[str, Any]) -> snn.Network:
    net = snn.Network(dt=0.1, backend=backend, threads=1)
    neurons = net.population(snn.LIF(), n, name="N")
    net.connect(neurons, neurons, "ge", snn.FixedProbability(min(1.0, degree / n)), **values)
    _ = net.program  # reading it draws the synapses
    return net


def peak_bytes(backend: str) -> int:
    """The most memory that this process had so far, on the device where the backend has one."""
    if backend != "cupy":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    import cupy

    cupy.cuda.Device().synchronize()
    return int(cupy.get_default_memory_pool().total_bytes())  # the pool gives nothing back


def measure(case: str, backend: str, n: int, degree: float) -> dict[str, Any]:
    build(200, 20.0, backend, CASES[case])
    before, begin = peak_bytes(backend), time.perf_counter()
    net = build(n, degree, backend, CASES[case])
    gained = peak_bytes(backend) - before
    seconds = time.perf_counter() - begin
    synapses = sum(len(d.synapse) for d in net.program.deliver)
    return {
        "case": case,
        "backend": net.backend,
        "n": n,
        "synapses": synapses,
        "build_s": round(seconds, 3),
        "synapses_per_s": round(synapses / seconds),
        "bytes_per_synapse": round(net.program.nbytes / synapses, 3),
        "peak_over_final": round(gained / net.program.nbytes, 3),
        "version": snn.__version__,
        "device": device(net.backend),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.construction")
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--n", type=int, default=N, help="neurons")
    parser.add_argument("--degree", type=float, default=DEGREE, help="mean synapses of a neuron")
    args = parser.parse_args()
    print(json.dumps(measure(args.case, args.backend, args.n, args.degree)))


if __name__ == "__main__":
    main()
