"""One workload, once: python -m benchmarks.run W1b --backend numba --threads 2 --json"""

from __future__ import annotations

import argparse
import json

from .common import WORKLOADS, measure


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("workload", choices=sorted(WORKLOADS))
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--threads", type=int, help="default: the backend's choice")
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    result = measure(args.workload, args.backend, args.threads, args.precision, args.seed)
    if args.json:
        print(json.dumps(result))
        return
    for key, value in result.items():
        print(f"{key:18} {value}")


if __name__ == "__main__":
    main()
