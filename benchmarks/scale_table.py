"""From a million synapses to a billion: python -m benchmarks.scale_table --threads 2 --out FOLDER

Runs benchmarks/scale.py once for every size, each in a process of its own, prints a table and
writes scale-2.json and scale-2.png (time of a synaptic event and of building a synapse, against the
number of synapses). The largest takes 5 GB and some minutes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from .common import json_of

SIZES = (  # neurons, in-degree, ms
    (2_236, 447, 4000),
    (10_000, 1000, 2000),
    (31_623, 1000, 1000),
    (100_000, 1000, 500),
    (316_228, 1000, 300),
    (1_000_000, 1000, 200),
)
COLUMNS = ("n", "synapses", "build_s", "peak_rss_gb", "bytes_per_synapse", "rate_hz", "rtf")


def plot(results: list[dict[str, Any]], path: Path) -> None:
    """Log-log: nanoseconds of an event and of building a synapse, against synapses."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(5.5, 3.8), layout="constrained")
    synapses = [r["synapses"] for r in results]
    axes.loglog(synapses, [r["event_ns"] for r in results], "o-", label="a synaptic event")
    build = [r["build_s"] / r["synapses"] * 1e9 for r in results]
    axes.loglog(synapses, build, "s--", label="building a synapse")
    axes.set_xlabel("synapses")
    axes.set_ylabel("time (ns)")
    axes.grid(which="both", alpha=0.3)
    axes.legend(frameon=False)
    axes.set_title(f"{results[0]['device']}, threads: {results[0]['threads']}", fontsize=10)
    figure.savefig(path, dpi=150)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale_table", description=__doc__)
    parser.add_argument("--backend", default="numba")
    parser.add_argument("--threads", default="1")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    args = parser.parse_args(arguments)
    options = ["--backend", args.backend, "--threads", args.threads]
    results = []
    print(*(f"{name:>17}" for name in (*COLUMNS, "event_ns")))
    for size in SIZES:
        n, degree, ms = map(str, size)
        size_options = ["--n", n, "--degree", degree, "--ms", ms]
        results.append(json_of("benchmarks.scale", *size_options, *options))
        row = [results[-1][name] for name in (*COLUMNS, "event_ns")]
        print(*(f"{value:>17,.4g}" for value in row), flush=True)
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / f"scale-{args.threads}.json"
    path.write_text(json.dumps(results, indent=1) + "\n")
    plot(results, path.with_suffix(".png"))


if __name__ == "__main__":
    main()
