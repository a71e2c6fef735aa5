"""This library against Brian2 or NEST, or against itself, in one interleaved run.

    python -m benchmarks.compare W1a W2 --peer-python path/to/python/with/brian2
    python -m benchmarks.compare W5 --peer nest --peer-python path/to/python/with/nest
    python -m benchmarks.compare --ours --backends numba --precisions float32 float16

Machines are noisy, so contestants take turns (A B A B ...), every round gives one ratio, and the
median of the ratios counts. Each side runs with every thread count of --threads and is judged by
its best. Both sides draw a new network every round and report the time of the simulation alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import date
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

import snn
from snn import backends
from snn.info import processor

from .common import WORKLOADS, measure_apart, table

PEERS = {"brian2": "brian_peer.py", "nest": "nest_peer.py"}  # the latter has W5 alone
# ours / Brian2, at most (NEST is measured against the same number)
WANTED = {"W1a": 0.5, "W1b": 0.5, "W2": 0.5, "W2b": 0.5, "W3": 0.4, "W4": 0.3, "W5": 0.4}


class Peer:
    """A workload of another simulator, in another process; `sample` simulates it anew."""

    def __init__(self, name: str, python: str, workload: str, threads: int) -> None:
        # Brian2 is fastest on one thread without OpenMP, which it calls 0 threads.
        asked = 0 if name == "brian2" and threads == 1 else threads
        self._name = name
        script = Path(__file__).with_name(PEERS[name])
        self._process = subprocess.Popen(
            [python, str(script), workload, "--threads", str(asked)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"the {self._name} process ended with {self._process.wait()}; see above")
        return line

    def sample(self) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write("run\n")
        self._process.stdin.flush()
        result: dict[str, Any] = json.loads(self._answer())
        return result

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


Samples = dict[int, list[dict[str, Any]]]  # by thread count, one per round


def best(samples: Samples) -> int:
    """The thread count with the least median time."""
    return min(samples, key=lambda threads: median(s["run_s"] for s in samples[threads]))


def against_peer(workload: str, args: argparse.Namespace) -> dict[str, Any]:
    """All rounds of one workload: medians, ratios and what each side simulated."""
    peer = args.peer
    peers = {t: Peer(peer, args.peer_python, workload, t) for t in args.threads}
    theirs: Samples = {t: [] for t in args.threads}
    ours: Samples = {t: [] for t in args.threads}
    for round_ in range(args.rounds):
        for t in args.threads:
            theirs[t].append(peers[t].sample())
            ours[t].append(measure_apart(workload, args.backend, t, args.precision, 1 + round_))
    for each in peers.values():
        each.close()
    a, b = ours[best(ours)], theirs[best(theirs)]
    ratios = [x["run_s"] / y["run_s"] for x, y in zip(a, b, strict=True)]
    return {
        "workload": workload,
        "ours_s": median(x["run_s"] for x in a),
        "ours_threads": best(ours),
        f"{peer}_s": median(y["run_s"] for y in b),
        f"{peer}_threads": best(theirs),
        "ratio": median(ratios),
        "ratios": [round(r, 3) for r in ratios],
        "wanted": WANTED[workload],
        "ours_rate_hz": median(x["rate_hz"] for x in a),
        f"{peer}_rate_hz": median(y["rate_hz"] for y in b),
        "ours": ours,
        peer: theirs,
    }


def compare_with_peer(args: argparse.Namespace) -> list[dict[str, Any]]:
    results = [against_peer(workload, args) for workload in args.workloads]
    peer = args.peer
    head = ["workload", "ours (s)", "threads", f"{peer} (s)", "threads", "ratio", "wanted"]
    rows = [[*head, "ours (Hz)", f"{peer} (Hz)"]]
    for r in results:
        rows.append(
            [
                r["workload"],
                f"{r['ours_s']:.4f}",
                str(r["ours_threads"]),
                f"{r[f'{peer}_s']:.4f}",
                str(r[f"{peer}_threads"]),
                f"{r['ratio']:.2f}",
                f"<= {r['wanted']}",
                f"{r['ours_rate_hz']:.2f}",
                f"{r[f'{peer}_rate_hz']:.2f}",
            ]
        )
    print(table(rows))
    return results


def compare_ours(args: argparse.Namespace) -> list[dict[str, Any]]:
    """Our own backends, precisions and thread counts, interleaved, with memory."""
    results = []
    rows = [["workload", "backend", "precision", "threads", "run (s)", "rate (Hz)"]]
    rows[0] += ["B/synapse", "state (B/neuron)", "peak (MB)"]
    for workload in args.workloads:
        configurations = list(product(args.backends, args.precisions, args.threads))
        runs: dict[Any, list[dict[str, Any]]] = {c: [] for c in configurations}
        for round_ in range(args.rounds):
            for backend, precision, threads in configurations:
                run = measure_apart(workload, backend, threads, precision, 1 + round_)
                runs[backend, precision, threads].append(run)
        for (backend, precision, threads), samples in runs.items():
            results += samples
            rows.append(
                [
                    workload,
                    backend,
                    precision,
                    str(threads),
                    f"{median(s['run_s'] for s in samples):.4f}",
                    f"{median(s['rate_hz'] for s in samples):.2f}",
                    f"{samples[0]['bytes_per_synapse']:.2f}",
                    f"{samples[0]['state_bytes_per_neuron']:.1f}",
                    f"{median(s['peak_rss_mb'] for s in samples):.0f}",
                ]
            )
    print(table(rows))
    return results


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("workloads", nargs="*", metavar="W", default=list(WORKLOADS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run to this file")
    parser.add_argument(
        "--peer-python",
        default=os.environ.get("SNN_PEER_PYTHON", sys.executable),
        help="an interpreter that has the peer; default: $SNN_PEER_PYTHON, else this one",
    )
    parser.add_argument("--peer", choices=list(PEERS), default="brian2", help="nest has W5 alone")
    parser.add_argument("--ours", action="store_true", help="compare our own configurations")
    parser.add_argument("--backends", nargs="+", default=backends.available())
    parser.add_argument("--precisions", nargs="+", default=["float32", "float16", "float64"])
    args = parser.parse_args()
    unknown = sorted(set(args.workloads) - set(WORKLOADS))
    if unknown:
        parser.error(f"unknown workloads {unknown}; there are: {', '.join(WORKLOADS)}")
    if args.peer == "nest" and not args.ours and args.workloads != ["W5"]:
        parser.error("--peer nest simulates W5 alone; name W5 as the only workload")
    return args


def main() -> None:
    args = arguments()
    results = compare_ours(args) if args.ours else compare_with_peer(args)
    if args.json:
        about = {
            "date": date.today().isoformat(),
            "device": processor(),
            "version": snn.__version__,
            "results": results,
        }
        args.json.write_text(json.dumps(about, indent=1) + "\n")


if __name__ == "__main__":
    main()
