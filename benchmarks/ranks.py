"""Weak scaling over MPI ranks: python -m benchmarks.ranks --n 20000 --ranks 1 2

The balanced network of benchmarks.scale with so many neurons for every rank, each rank with one
thread, the number of inputs of a neuron fixed. Prints a table and writes JSON with --out: time to
draw the synapses, RTF (wall-clock / biological time), what exchanges take of a step (waiting for
other ranks included), memory of a rank. Efficiency is the RTF of one rank / that of many, from the
medians of rounds in turn.

`--delay` is that of every synapse in ms, a whole number of steps of 0.1 ms between exchanges.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import snn
from snn.circuits import vogels_abbott_cuba
from snn.info import device

WARM = 50.0  # ms that are not timed: compilation, and the start of the activity


def run(args: argparse.Namespace) -> None:
    """What every rank does; the first prints a line of JSON."""
    comm = snn.mpi.world()
    share = 80.0 / args.degree
    weights = 1.62 * share, -9.0 * share
    options = {"backend": "numba", "comm": comm, "threads": 1}
    net = vogels_abbott_cuba(args.n * comm.size, args.degree, *weights, **options)
    for projection in net.projections:
        projection.initial_delay = args.delay
    comm.Barrier()
    begin = time.perf_counter()
    program = net.program
    built = time.perf_counter()
    net.run(WARM)
    exchange = getattr(net._ready().compiled(), "exchange", None)
    before = (exchange.count, exchange.seconds) if exchange else (0, 0.0)
    comm.Barrier()
    warm = time.perf_counter()
    net.run(args.ms)
    seconds = time.perf_counter() - warm
    steps = round(args.ms / net.dt)
    synapses = sum(map(len, net.projections))
    result = {
        "ranks": comm.size,
        "neurons": args.n * comm.size,
        "synapses": synapses,
        "synapses_here": sum(len(d.synapse) for d in program.deliver),
        "build_s": built - begin,
        "rtf": seconds / args.ms * 1000,
        "step_us": seconds / steps * 1e6,
        "exchanges": exchange.count - before[0] if exchange else 0,
        "exchange_us_per_step": (exchange.seconds - before[1]) / steps * 1e6 if exchange else 0.0,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if net.ranks.first:
        print(json.dumps(result), flush=True)


def measure(args: argparse.Namespace, ranks: int) -> dict[str, Any]:
    """One run of `ranks` processes."""
    options = [f"--{name}={getattr(args, name)}" for name in ("n", "degree", "ms", "delay")]
    python = Path(sys.executable)
    beside = python.with_name("mpiexec")  # that of the wheel
    starter = str(beside) if beside.exists() else "mpiexec"
    command = [starter, "-n", str(ranks), str(python), "-m", "benchmarks.ranks", "--rank"]
    done = subprocess.run([*command, *options], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ranks", description=__doc__)
    parser.add_argument("--n", type=int, default=20_000, help="neurons of a rank")
    parser.add_argument("--degree", type=float, default=1000.0, help="inputs of a neuron")
    parser.add_argument("--ms", type=float, default=500.0, help="biological time that is timed")
    parser.add_argument("--delay", type=float, default=1.5)
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--rank", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.rank:
        run(args)
        return
    rounds = [[measure(args, ranks) for ranks in args.ranks] for _ in range(args.rounds)]
    rows = [{k: median(r[k] for r in column) for k in column[0]} for column in zip(*rounds)]  # noqa: B905
    print("ranks   neurons  build s      RTF exchange µs/step   eff.")
    for row in rows:
        row["efficiency"] = rows[0]["rtf"] / row["rtf"]
        row["build_efficiency"] = rows[0]["build_s"] / row["build_s"]
        print(
            f"{row['ranks']:5} {row['neurons']:9,} {row['build_s']:8.2f} {row['rtf']:8.3f} "
            f"{row['exchange_us_per_step']:16.1f} {row['efficiency']:6.2f}"
        )
    result = {"rows": rows, "rounds": rounds, "device": device("numba"), "version": snn.__version__}
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
