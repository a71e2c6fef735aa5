"""Statistics of 10⁶, 10⁷ and 10⁸ spikes: python -m benchmarks.analysis --out FOLDER

Runs every function below in a process of its own on spikes of 100,000 independent neurons at 10 Hz,
sorted by time as a recording is, and writes analysis.json: per function and number of spikes

seconds     the median of five calls
first_s     of the first call, which also gets its memory from the system
extra_gb    the most memory of the process, less what it had with the spikes alone
spikes_gb   the spikes themselves: times float64, ids int32

and prints a table. `--only FUNCTION --spikes N` measures one, as JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from snn import analysis
from snn.info import device
from snn.plot.raster import IMAGE, pixels

from .common import json_of, table

NEURONS, RATE = 100_000, 0.01  # kHz
CALLS = 5
FEW = 200_000  # spikes of a first call, which imports what the function needs
SIZES = (10**6, 10**7, 10**8)
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "firing_rate": analysis.firing_rate,
    "population_rate": analysis.population_rate,
    "counts": lambda t: analysis.counts(t, t.duration / 10),
    "isi": analysis.isi,
    "cv": analysis.cv,
    "cv2": analysis.cv2,
    "lv": analysis.lv,
    "lvr": analysis.lvr,
    "fano": lambda spikes: analysis.fano(spikes, 100.0),
    "mean_correlation": lambda spikes: analysis.mean_correlation(spikes, 5.0),
    "synchrony": analysis.synchrony,
    "spectrum": analysis.spectrum,
    "binned raster": lambda t: pixels(t, *IMAGE),
}


def poisson_trains(count: int, seed: int = 1) -> analysis.SpikeTrains:
    """`count` spikes of 100,000 neurons, each spike of any of them with equal chance."""
    rng = np.random.default_rng(seed)
    times = rng.standard_exponential(count)
    times /= NEURONS * RATE
    np.cumsum(times, out=times)
    ids = rng.integers(0, NEURONS, count, np.int32)
    return analysis.SpikeTrains(times, ids, NEURONS, 0.0, float(times[-1]) + 1.0)


def peak_gb() -> float:
    """The most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def measure(name: str, count: int) -> dict[str, Any]:
    """Some calls in this process, after one of few spikes."""
    FUNCTIONS[name](poisson_trains(FEW))
    spikes = poisson_trains(count)
    before = peak_gb()
    seconds = []
    for _ in range(CALLS):
        begin = time.perf_counter()
        FUNCTIONS[name](spikes)
        seconds.append(time.perf_counter() - begin)
    return {
        "function": name,
        "spikes": count,
        "seconds": round(float(np.median(seconds)), 4),
        "first_s": round(seconds[0], 4),
        "extra_gb": round(peak_gb() - before, 3),
        "spikes_gb": round((spikes.times.nbytes + spikes.ids.nbytes) / 1e9, 3),
    }


def rows(results: list[dict[str, Any]], sizes: list[int]) -> list[list[str]]:
    """A row per function: seconds at every size, then the memory at the largest."""
    found = {(r["function"], r["spikes"]): r for r in results}

    def most(name: str) -> str:
        return f"{found[name, sizes[-1]]['extra_gb']:.2g}"

    head = ["", *(f"{n:,} spikes (s)" for n in sizes), "extra GB at the largest"]
    body = [
        [name, *(f"{found[name, n]['seconds']:.3g}" for n in sizes), most(name)]
        for name in FUNCTIONS
    ]
    return [head, *body]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.analysis",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", choices=list(FUNCTIONS), help="measure one, here")
    parser.add_argument("--spikes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    args = parser.parse_args(arguments)
    if args.only is not None:
        print(json.dumps(measure(args.only, args.spikes[0])))
        return
    results = [
        json_of("benchmarks.analysis", "--only", name, "--spikes", str(count))
        for count in args.spikes
        for name in FUNCTIONS
    ]
    print(table(rows(results, args.spikes)))
    args.out.mkdir(parents=True, exist_ok=True)
    about = {"neurons": NEURONS, "rate_khz": RATE, "device": device("numpy")}
    text = json.dumps({**about, "results": results}, indent=1)
    (args.out / "analysis.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
