"""What learning costs: W1a and W1b beside the same networks with STDP, W2 and W2b.

    python -m benchmarks.learning --threads 1 2 --repeats 5

Each repeat runs the static network and then the plastic one, in processes of their own; the ratio
is the median over repeats. Wanted: at most 2.5 at 20,000 neurons. --json prints one object a line.
"""

from __future__ import annotations

import argparse
import json
from statistics import median
from typing import Any

from .common import measure_apart, table

PAIRS = {"W1a": "W2", "W1b": "W2b"}


def cost(static: str, plastic: str, threads: int, repeats: int, backend: str) -> dict[str, Any]:
    """Seconds of both, and their ratio, of one biological second."""
    runs = [
        [
            measure_apart(workload, backend, threads, "float32", seed)["run_s"]
            for workload in (static, plastic)
        ]
        for seed in range(1, repeats + 1)
    ]
    ratios = [after / before for before, after in runs]
    return {
        "workload": plastic,
        "backend": backend,
        "threads": threads,
        "static_s": median(before for before, _ in runs),
        "plastic_s": median(after for _, after in runs),
        "ratio": median(ratios),
        "ratios": [round(ratio, 3) for ratio in ratios],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description=__doc__)
    parser.add_argument("--backend", default="numba")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = [["workload", "threads", "static (s)", "plastic (s)", "ratio"]]
    for static, plastic in PAIRS.items():
        for threads in args.threads:
            result = cost(static, plastic, threads, args.repeats, args.backend)
            if args.json:
                print(json.dumps(result), flush=True)
            seconds = [f"{result[key]:.3f}" for key in ("static_s", "plastic_s")]
            rows.append([plastic, str(threads), *seconds, f"{result['ratio']:.2f}"])
    if not args.json:
        print(table(rows))


if __name__ == "__main__":
    main()
