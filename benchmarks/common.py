"""What every benchmark shares: the workloads by name, and one measured run as a dictionary."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import snn
from snn.info import device

from .w1 import w1a, w1b
from .w2 import w2, w2b
from .w3 import w3
from .w4 import w4
from .w5 import w5

WORKLOADS: dict[str, Callable[..., snn.Network]] = {
    "W1a": w1a,
    "W1b": w1b,
    "W2": w2,
    "W2b": w2b,
    "W3": w3,
    "W4": w4,
    "W5": w5,
}


def measure(
    workload: str, backend: str, threads: int | None, precision: str, seed: int
) -> dict[str, Any]:
    """One biological second of a workload: the measurements and what they belong to.

    build_s is the drawing of the synapses and the lowering, compile_s the first step (compilation,
    or loading of compiled code), run_s the 1 s that follows; spikes are those of that second.
    peak_rss_mb is the most memory that this process had, so measure once per process.
    """
    begin = time.perf_counter()
    net = WORKLOADS[workload](backend=backend, threads=threads, precision=precision, seed=seed)
    spikes = [net.record(population, "spikes") for population in net.populations]
    program = net.program
    built = time.perf_counter()
    net.run(net.dt)
    compiled = time.perf_counter()
    net.run(1 * snn.second)
    done = time.perf_counter()
    n = sum(population.n for population in net.populations)
    synapses = sum(len(d.synapse) for d in program.deliver)
    count = sum(len(recording) for recording in spikes)
    state = sum(a.nbytes for arena in program.arenas for a in arena.state.values())
    result = {
        "workload": workload,
        "n": n,
        "synapses": synapses,
        "backend": net.backend,
        "precision": precision,
        "threads": threads,
        "seed": seed,
        "build_s": built - begin,
        "compile_s": compiled - built,
        "run_s": done - compiled,
        "spikes": count,
        "rate_hz": count / n,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "bytes_per_synapse": synapse_bytes(program) / synapses,
        "state_bytes_per_neuron": state / n,
        "version": snn.__version__,
        "device": device(net.backend),
    }
    for projection in net.projections:
        if projection.plasticity is not None:
            result["mean_weight_EE"] = float(projection["weight"].mean())
    return {key: round(v, 6) if isinstance(v, float) else v for key, v in result.items()}


def synapse_bytes(program: Any) -> int:
    """What the synapses of a program take, with the tables of their rows."""
    return sum(
        d.synapse.nbytes + d.weight.nbytes + d.seg.nbytes + d.row_start.nbytes
        for d in program.deliver
    )


def measure_apart(
    workload: str, backend: str, threads: int | None, precision: str, seed: int
) -> dict[str, Any]:
    """`measure` in a process of its own: its own memory peak, and nothing warm from another run."""
    options = ["--backend", backend, "--precision", precision, "--seed", str(seed)]
    options += [] if threads is None else ["--threads", str(threads)]
    return json_of("benchmarks.run", workload, "--json", *options)


def json_of(module: str, *arguments: str) -> dict[str, Any]:
    """What `python -m module arguments` prints: one JSON object."""
    command = [sys.executable, "-m", module, *arguments]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def table(rows: list[list[str]]) -> str:
    """Rows in columns, the first left-aligned, the others right-aligned; row 0 is the head."""
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    rows = [rows[0], ["-" * w for w in widths], *rows[1:]]
    return "\n".join(
        "  ".join(
            cell.ljust(w) if c == 0 else cell.rjust(w)
            for c, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
