"""Everything that is measured on a GPU, in one go: python -m benchmarks.gpu

Each item runs in a process of its own and gives one JSON object; all go to benchmarks/results/
under the card's name as they come, and to a table. What does not fit into `--seconds` is named.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from snn.backends.cupy import device

ROOT = Path(__file__).resolve().parent.parent
CUPY = ["--backend", "cupy"]
TILES, EAGER = {"SNN_TILES": "1"}, {"SNN_GRAPHS": "0"}

Item = tuple[str, list[str], dict[str, str]]  # name, module and arguments, environment


def items() -> list[Item]:
    """What is measured, the most telling first."""
    found: list[Item] = []

    def add(name: str, module: str, *arguments: str, **environment: str) -> None:
        found.append((name, [f"benchmarks.{module}", *arguments], environment))

    add("PD profile", "launches", "PD")
    add("PD poisson", "microcircuit", "--json", "--seconds", "10", *CUPY)
    add("PD dc", "microcircuit", "--json", "--seconds", "10", "--drive", "dc", *CUPY)
    for name in ("W1a", "W1b", "W2", "W2b", "W3", "W4", "W5"):
        add(name, "run", name, "--json", *CUPY)
    add("W1b profile", "launches", "W1b")
    add("W2 profile", "launches", "W2")
    large = ["--n", "1000000", "--degree", "1000"]
    add("1e9 constants", "construction", "constants", *large, *CUPY)
    add("1e9 drawn", "construction", "drawn", *large, *CUPY)
    add("1M x 1000", "scale", *large, *CUPY)
    add("1M x 1000 tiles", "scale", *large, *CUPY, **TILES)
    add("1M x 1000 float16", "scale", *large, "--precision", "float16", *CUPY)
    add("4M x 10", "scale", "--n", "4000000", "--degree", "10", *CUPY)
    half = ["--precision", "float16"]
    add("4M x 10 float16", "scale", "--n", "4000000", "--degree", "10", *half, *CUPY)
    add("W1b eager", "run", "W1b", "--json", *CUPY, **EAGER)
    add("W1b tiles", "run", "W1b", "--json", *CUPY, **TILES)
    add("W1b float16", "run", "W1b", "--json", *half, *CUPY)
    return found


Ended = subprocess.CompletedProcess[str]


def ended(command: list[str], environment: dict[str, str], limit: float) -> Ended | None:
    """A process that has ended; None if it was ended because it took longer than `limit` s."""
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        return None


def python(arguments: list[str], environment: dict[str, str], limit: float) -> dict[str, Any]:
    """The JSON object that a module prints, or what went wrong."""
    done = ended([sys.executable, "-m", *arguments], environment, limit)
    if done is None:
        return {"error": f"took longer than {limit:.0f} s"}
    if done.returncode:
        return {"error": done.stderr[-2000:]}
    try:
        result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        return {"error": f"no JSON in {done.stdout[-500:]!r}"}
    return result


def sanitized(tool: str, environment: dict[str, str], limit: float) -> dict[str, Any]:
    """compute-sanitizer over small networks of every kernel."""
    program = shutil.which("compute-sanitizer")
    if program is None:
        return {"skipped": "compute-sanitizer is not installed"}
    command = [program, "--tool", tool, "--error-exitcode", "9"]
    done = ended([*command, sys.executable, "-m", "tests.smoke", "cupy"], environment, limit)
    if done is None:
        return {"skipped": f"took longer than {limit:.0f} s"}
    last = done.stdout.strip().splitlines()[-1:]
    return {"ok": done.returncode == 0, "said": last[0] if last else done.stderr[-500:]}


def shown(result: dict[str, Any]) -> str:
    """The figures of a result that matter most, on one line."""
    keys = ("error", "skipped", "ok", "rtf", "run_s", "build_s", "step_us", "rate_hz",
            "synapses_per_s", "peak_over_final", "step in graphs", "step one by one",
            "empty launch", "mean_weight_EE")  # fmt: skip
    picked = {k: v for k, v in result.items() if k in keys}
    picked |= {k: v for k, v in result.items() if k[:1].isdigit()}  # launches
    return ", ".join(f"{k} {v}" for k, v in picked.items())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0, help="for all of it")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    args = parser.parse_args()
    reason = device.problem()
    if reason is not None:
        sys.exit(f"benchmarks.gpu: no GPU can be used: {reason}")
    card = device.describe()[0]
    report: dict[str, Any] = {
        "device": card,
        "cuda": device.versions(),
        "date": datetime.date.today().isoformat(),
        "results": {},
    }
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / f"gpu-{card.split(',')[0].lower().replace(' ', '-')}.json"
    end = time.monotonic() + args.seconds
    print(f"{card}; {report['cuda']}\n", flush=True)
    failed = False
    tools: list[Item] = [(tool, [], {}) for tool in ("memcheck", "racecheck")]
    tools += [("memcheck", [], TILES)]
    for name, arguments, environment in [*items(), *tools]:
        left = end - time.monotonic()
        if left < 10:
            result: dict[str, Any] = {"skipped": "no time was left"}
        elif arguments:
            result = python(arguments, environment, min(left, 150.0))
        else:
            result = sanitized(name, environment, min(left, 90.0))
            name += " tiles" if environment else ""
        failed = failed or "error" in result or result.get("ok") is False
        report["results"][name] = result
        path.write_text(json.dumps(report, indent=1) + "\n")
        print(f"{name:20} {shown(result)}", flush=True)
    print(f"\n{path}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
