"""The speed of every workload and of construction, as tables: python -m benchmarks.table"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from snn.info import processor

from .common import WORKLOADS, measure_apart, table

ROOT = Path(__file__).resolve().parent.parent


def main(backend: str = "auto") -> None:
    print(f"{processor()}; 1 s of biological time, float32\n")
    head = ["workload", "neurons", "synapses", "rate (Hz)", "build (s)", "first step (s)"]
    rows = [[*head, "run (s)", "× real time", "B/synapse", "peak (MB)"]]
    for name in WORKLOADS:
        r = measure_apart(name, backend, None, "float32", 1)
        rows.append(
            [
                name,
                f"{r['n']:,}",
                f"{r['synapses']:,}",
                f"{r['rate_hz']:.2f}",
                f"{r['build_s']:.2f}",
                f"{r['compile_s']:.2f}",
                f"{r['run_s']:.3f}",
                f"{1 / r['run_s']:.1f}",
                f"{r['bytes_per_synapse']:.2f}",
                f"{r['peak_rss_mb']:.0f}",
            ]
        )
    print(table(rows) + "\n", flush=True)
    command = [sys.executable, "-m", "benchmarks.construction", "--backend", backend]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    rows = [["FixedProbability with", "synapses", "build (s)", "M synapses/s on one core"]]
    for line in done.stdout.splitlines():
        r = json.loads(line)
        rate = f"{r['synapses_per_s'] / 1e6:.1f}"
        rows.append([r["case"], f"{r['synapses']:,}", f"{r['build_s']:.2f}", rate])
    print(table(rows))


if __name__ == "__main__":
    main()
