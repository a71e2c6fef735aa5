"""Make rates.json: mean firing rates (and W2's mean weight) of the benchmark workloads in Brian2.

    python tests/reference/rates.py > tests/reference/rates.json

with an interpreter that has brian2. Every one of RUNS runs of one biological second draws a new
network. For each workload: the mean over runs, and the standard deviation between runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import mean, stdev

PEER = Path(__file__).resolve().parents[2] / "benchmarks" / "brian_peer.py"
RUNS = 12
KEPT = {"W5"}  # whose synapses Brian2 draws once in a process


def runs(workload: str) -> list[dict[str, float]]:
    processes = RUNS if workload in KEPT else 1
    lines: list[str] = []
    for _ in range(processes):
        done = subprocess.run(
            [sys.executable, str(PEER), workload],
            input="run\n" * (RUNS // processes),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        lines += done.stdout.splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def main() -> None:
    result: dict[str, dict[str, float]] = {}
    for workload in ("W1a", "W1b", "W2", "W3", "W4", "W5"):
        samples = runs(workload)
        result[workload] = {"runs": len(samples)}
        for key in samples[0]:
            if key.startswith(("rate_hz", "mean_weight")):
                values = [s[key] for s in samples]
                result[workload] |= {
                    key: round(mean(values), 5),
                    f"{key}_sd": round(stdev(values), 5),
                }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
