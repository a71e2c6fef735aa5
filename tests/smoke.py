"""Small networks that use every kernel, against numpy: python -m tests.smoke cupy

For tools that watch a process, such as compute-sanitizer. Exits with 1 where bits differ.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

import snn
from snn import ms, mV
from tests.networks import cuba, plastic, run_recorded


def mixed(**options: Any) -> snn.Network:
    """Noise, a spike source, input over time, wide weights, every way to count synapses."""
    net = snn.Network(dt=0.1 * ms, **options)
    S = net.population(snn.SpikeSource([1.0, 2.0, 2.0], [0, 1, 2]), 3, "S")
    N = net.population(snn.NoisyLIF(), 37, "N", {"ge": snn.Exponential(5 * ms)})
    A = net.population(snn.AdEx(), 21, "A")
    net.connect(S, N, "ge", snn.AllToAll(), weight=20 * mV)
    delay = snn.Uniform(0.1, 2.0)
    net.connect(N, N, "ge", snn.FixedTotal(200), weight=snn.Normal(0.5, 2.0), delay=delay)
    net.connect(N, N[:20], "ge", snn.FixedInDegree(5, multapses=False), weight=1 * mV, delay=delay)
    net.connect(N, N, "ge", snn.FixedOutDegree(4), weight=snn.LogNormal(-1.0, 0.5), delay=1.0)
    net.stimulate(N, "I", lambda t: 15.0 + 5.0 * np.sin(t))
    net.stimulate(A, "I", 900.0)
    net.record(A, "v", every=0.5 * ms)
    return net


NETWORKS: list[Callable[..., snn.Network]] = [cuba, plastic, mixed]


def differences(backend: str, duration: float = 10 * ms) -> list[str]:
    """What differs from numpy, over all the networks and precisions."""
    wrong = []
    for make in NETWORKS:
        for precision in ("float32", "float16"):
            a, b = (
                run_recorded(make(backend=name, precision=precision), duration)
                for name in ("numpy", backend)
            )
            wrong += [f"{make.__name__} {k}" for k in a if a[k].tobytes() != b[k].tobytes()]
    return wrong


if __name__ == "__main__":
    if sys.argv[1] == "cupy":  # a pool's slices hide overruns: every array gets memory of its own
        import cupy

        cupy.cuda.set_allocator(None)
    found = differences(sys.argv[1])
    print(f"{len(found)} differences from numpy {found[:5]}")
    sys.exit(1 if found else 0)
