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
    """Microseconds of a step in graphs, of one outside, and of each launch of a step.

    Whole steps come first: what follows wrecks the network. Launches that append spikes are timed
    with one before them that empties the row of the step, whose time is taken off.
    """
    net.run(WARM)
    compiled = net._ready().compiled()
    queue, learn = compiled.queue, bool(net.program.learn)

    def of_graph(graph: Any, parts: int) -> float:
        return microseconds(lambda: graph.launch(queue.stream), queue.stream) / parts

    def of_launches(launches: list[Any]) -> float:
        return of_graph(queue.capture(launches), REPEATS)

    sequence = compiled._sequence(64, learn)
    result = {
        "step in graphs": of_graph(compiled._graph(128, learn), 128),
        "step one by one": microseconds(lambda: [queue(x) for x in sequence], queue.stream) / 64,
        "empty launch": of_launches([compiled._clock.tick(0, False)] * REPEATS),
    }
    steps = range(REPEATS)
    launches = compiled.launches(learn)
    empty = [launches[0].having(n_pairs=0, ahead=k) for k in steps]
    emptying = of_launches(empty)
    for number, launch in enumerate(launches):
        name = f"{number} {launch.kernel.name}"
        if launch.kernel.name in ("deliver", "deliver_tiles", "arrive"):  # of the present step
            result[name] = of_launches([launch] * REPEATS)
            continue
        pairs = [x for k in steps for x in (empty[k], launch.having(ahead=k))]
        result[name] = of_launches(pairs) - emptying
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
