"""W5 in NEST, served to compare.py by another interpreter, as brian_peer.py serves Brian2.

    python benchmarks/nest_peer.py W5 --threads 1

prints `ready`, and then, for every line on standard input, builds a new network, simulates one
biological second and prints one JSON object. `run_s` is the simulation alone; recording costs
little in it. Needs nest (3.10) and nothing of this project but the files beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from microcircuit_tables import NAMES, sizes
from nest_w5 import DT, connect, nest, populations, reset

SCALE = 0.1


def sample(seed: int, threads: int) -> dict[str, Any]:
    """One network, started near -58 mV as in w5.py; its first step prepares and is not timed."""
    reset(seed, threads)
    first = nest.math.min(nest.random.normal(mean=-58.0, std=3.0), -50.0)
    neurons, recorders = populations(SCALE, DT, [first] * len(NAMES))
    connect(neurons, SCALE)
    nest.Simulate(DT)
    begin = time.perf_counter()
    nest.Simulate(1000.0)
    run = time.perf_counter() - begin
    spikes = [recorder.n_events for recorder in recorders]
    n = int(sizes(SCALE).sum())
    result = {"n": n, "spikes": sum(spikes), "rate_hz": sum(spikes) / n, "run_s": run}
    for name, group, count in zip(NAMES, neurons, spikes, strict=True):
        result[f"rate_hz_{name}"] = count / len(group)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workload", choices=["W5"])
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    print("ready", flush=True)
    for seed, _ in enumerate(sys.stdin, start=1):
        print(json.dumps(sample(seed, args.threads)), flush=True)


if __name__ == "__main__":
    main()
