"""A balanced network of any size: python -m benchmarks.scale --n 1000000 --degree 1000

The LIF network of W1, its weights smaller by the root of the in-degree, near 5 Hz. One JSON object:
building, the run, time of a step and of a synaptic event (neurons and all), memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from typing import Any

import snn
from snn.circuits import vogels_abbott_cuba
from snn.info import device

from .common import synapse_bytes

WARM = 200.0  # ms that are not timed: compilation, and the start of the activity


def measure(args: argparse.Namespace) -> dict[str, Any]:
    begin = time.perf_counter()
    share = (80.0 / args.degree) ** 0.5
    net = vogels_abbott_cuba(
        args.n,
        args.degree,
        1.62 * share,
        -6.0 * share,
        backend=args.backend,
        threads=args.threads,
        precision=args.precision,
    )
    program = net.program
    built = time.perf_counter()
    net.run(WARM)
    warm = time.perf_counter()
    net.run(args.ms)
    seconds = time.perf_counter() - warm
    spikes = [net.record(p, "spikes") for p in net.populations]
    net.run(args.ms)
    rate = sum(map(len, spikes)) / args.n / args.ms * 1000
    synapses = sum(len(d.synapse) for d in program.deliver)
    steps = round(args.ms / net.dt)
    events = rate * synapses * args.ms / 1000
    result = {
        "n": args.n,
        "synapses": synapses,
        "backend": net.backend,
        "precision": args.precision,
        "threads": args.threads,
        "build_s": built - begin,
        "rtf": seconds / args.ms * 1000,
        "step_us": seconds / steps * 1e6,
        "event_ns": seconds / max(events, 1.0) * 1e9,
        "rate_hz": rate,
        "bytes_per_synapse": synapse_bytes(program) / synapses,
        "peak_rss_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "state_bytes": sum(a.nbytes for arena in program.arenas for a in arena.state.values()),
        "version": snn.__version__,
        "device": device(net.backend),
    }
    return {k: float(f"{v:.6g}") if isinstance(v, float) else v for k, v in result.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--degree", type=float, default=1000.0)
    parser.add_argument("--ms", type=float, default=200.0, help="biological time that is timed")
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--precision", default="float32")
    print(json.dumps(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
