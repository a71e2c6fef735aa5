"""How long distances, windows, time surfaces and UMAP take, and how much memory.

    python -m benchmarks.embedding > benchmarks/results/embedding.json

Spikes are drawn: neurons near 5 Hz in 20 groups, whose rates fluctuate together. Each case runs in
a process of its own, after a small one that compiles; the seconds of that are first_s.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

import snn
from snn import analysis
from snn.info import device

from .common import json_of

GROUPS, RATE, STRETCH = 20, 0.005, 50.0  # kHz, ms


def grouped(n: int, duration: float, seed: int = 1) -> tuple[Any, Any, int]:
    """(times, ids, n): Poisson trains of n neurons; a group has a new rate every 50 ms."""
    draw = np.random.default_rng(seed)
    stretches = int(duration / STRETCH)
    rate = RATE * draw.gamma(0.5, 2.0, (GROUPS, stretches))
    count = draw.poisson(rate[np.arange(n) % GROUPS] * STRETCH)
    ids, stretch = (np.repeat(index.ravel(), count.ravel()) for index in np.indices(count.shape))
    return (stretch + draw.random(len(ids))) * STRETCH, ids, n


def distance_matrix(scale: float) -> tuple[dict[str, Any], Callable[[], Any]]:
    n = max(4, round(1000 * scale))
    spikes = grouped(n, 10_000.0)
    what = {"neurons": n, "spikes": len(spikes[0]), "distance": "spike_distance"}
    return what, lambda: analysis.spike_distance(spikes)


def window_vectors(scale: float) -> tuple[dict[str, Any], Callable[[], Any]]:
    n, windows = max(20, round(5000 * scale)), max(40, round(2000 * scale))
    spikes = grouped(n, windows * STRETCH)
    what = {"neurons": n, "spikes": len(spikes[0]), "windows": windows}
    return what, lambda: analysis.windows(spikes, STRETCH, t_range=(0, windows * STRETCH))


def surface(scale: float) -> tuple[dict[str, Any], Callable[[], Any]]:
    n = max(20, round(20_000 * scale))
    spikes, at = grouped(n, 10_000.0), np.arange(0.0, 10_000.0, 10.0)
    what = {"neurons": n, "spikes": len(spikes[0]), "moments": len(at)}
    return what, lambda: analysis.time_surface(spikes, at, 20.0)


def umap_windows(scale: float) -> tuple[dict[str, Any], Callable[[], Any]]:
    what, make = window_vectors(scale)
    vectors = make()
    return what, lambda: analysis.embed(vectors)


def umap_trains(scale: float) -> tuple[dict[str, Any], Callable[[], Any]]:
    n = max(60, round(20_000 * scale))
    spikes = grouped(n, 10_000.0)
    vectors = analysis.train_vectors(spikes, STRETCH, t_range=(0, 10_000.0))
    vectors = vectors[np.diff(vectors.indptr) > 0]  # silent neurons have no direction
    what = {"neurons": n, "spikes": len(spikes[0]), "vectors": vectors.shape[0]}
    return what, lambda: analysis.embed(vectors, metric="cosine")


CASES = {
    "distances": distance_matrix,
    "windows": window_vectors,
    "time_surface": surface,
    "umap_windows": umap_windows,
    "umap_trains": umap_trains,
}
FIRST = {"umap_trains": 0.25}  # a share of the case; above 4,096 vectors UMAP compiles other code


def measure(case: str) -> dict[str, Any]:
    """Seconds of a case, and the most memory this process had: its own data and compilers too."""
    begin = time.perf_counter()
    CASES[case](FIRST.get(case, 0.02))[1]()
    first = time.perf_counter() - begin
    what, work = CASES[case](1.0)
    begin = time.perf_counter()
    work()
    return {
        "case": case,
        **what,
        "first_s": round(first, 2),
        "run_s": round(time.perf_counter() - begin, 2),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "version": snn.__version__,
        "device": device("numpy"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embedding", description=__doc__)
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--here", action="store_true", help="in this process, the first case alone")
    args = parser.parse_args()
    if args.here:
        print(json.dumps(measure(args.cases[0])))
        return
    results = [json_of("benchmarks.embedding", "--cases", c, "--here") for c in args.cases]
    print(json.dumps({"date": date.today().isoformat(), "results": results}, indent=1))


if __name__ == "__main__":
    main()
