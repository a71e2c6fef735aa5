"""Where a step goes on the GPU: python -m benchmarks.launches W1b [--scale 1.0]

Every launch of a step is captured many times into a graph of its own and timed there, beside whole
steps in graphs and one by one. What is left between their sum and a whole step is the device's own
cost of a launch. One JSON object, in microseconds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from statistics import median
from typing import Any

from snn.circuits import potjans_diesmann
from snn.info import device

from .common import WORKLOADS

REPEATS = 100  # launches in a graph
ROUNDS = 7
WARM = 20.0  # ms, after which spikes are as usual


def microseconds(work: Callable[[], Any], stream: Any) -> float:
    """Median time on the device of what `work` puts into a stream."""
    import cupy

    taken = []
    for _ in range(ROUNDS):
        begin, end = cupy.cuda.Event(), cupy.cuda.Event()
        begin.record(stream)
        work()
        end.record(stream)
        end.synchronize()
        taken.append(cupy.cuda.get_elapsed_time(begin, end) * 1000)
    return median(taken)


def profile(net: Any) -> dict[str, float]:
    """Microseconds of each launch of a step, of a step in graphs and of one outside."""
    net.run(WARM)
    compiled = net._ready().compiled()
    queue, result = compiled.queue, {}
    stream = queue.stream
    for k, launch in enumerate(compiled.launches(learn=True)):
        graph = queue.capture([launch] * REPEATS)
        name = f"{k} {launch.kernel.name}"
        result[name] = microseconds(lambda g=graph: g.launch(stream), stream) / REPEATS
    nothing = queue.capture([compiled._clock.tick(0, False)] * REPEATS)
    result["empty launch"] = microseconds(lambda: nothing.launch(stream), stream) / REPEATS
    learn = bool(net.program.learn)
    result["step in graphs"] = (
        microseconds(lambda: compiled._graph(128, learn).launch(stream), stream) / 128
    )
    sequence = compiled._sequence(64, learn)
    result["step one by one"] = (
        microseconds(lambda: [queue(launch) for launch in sequence], stream) / 64
    )
    return {name: round(value, 3) for name, value in result.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.launches", description=__doc__)
    parser.add_argument("workload", choices=[*WORKLOADS, "PD"])
    parser.add_argument("--backend", default="cupy")
    parser.add_argument("--precision", default="float32")
    args = parser.parse_args()
    make: Any = potjans_diesmann if args.workload == "PD" else WORKLOADS[args.workload]
    net = make(backend=args.backend, precision=args.precision)
    times = profile(net)
    print(json.dumps({"workload": args.workload, **times, "device": device(net.backend)}))


if __name__ == "__main__":
    main()
