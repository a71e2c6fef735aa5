"""The Potjans-Diesmann microcircuit by the field's recipe: speed, rates, irregularity, synchrony.

    python -m benchmarks.microcircuit --backend numba --threads 2 --scale 1.0 --seconds 10 --json

Compile, on a small network of the same kinds; build; start from optimised membrane potentials; drop
500 ms; time `--seconds` of biological time without recording; then record as many seconds, for the
statistics. One JSON object:

compile_s           compilation, or loading of compiled code
build_s             drawing of the synapses, and lowering
run_s, rtf          the run without recording; rtf = run_s / seconds (1: real time)
recorded_run_s      the recorded run
events_per_step     synaptic events: a spike times the synapses of its neuron
events_per_s        the same per second of run_s
rate_hz             spikes per neuron and second, by population; `rate_deviation` is the relative
                    difference from the rates of the model's PyNEST implementation at full scale
cv_isi              of the interspike intervals, mean over neurons of >= 3 spikes, by population
correlation         mean of all pairs of 250 neurons' spike counts in 2 ms, by population
synchrony           `snn.analysis.synchrony` of 1,000 neurons, by population

Populations are random networks: the first neurons of one are a random sample of it.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np

import snn
from snn.analysis import cv, mean_correlation, synchrony
from snn.circuits import potjans_diesmann
from snn.circuits.potjans_diesmann import NAMES, RATES
from snn.info import device

from .common import synapse_bytes

DROPPED = 500.0  # ms
SMALL = 0.01  # scale of the network to compile with
CORRELATED, SYNCHRONOUS = slice(250), slice(1000)  # neurons of every population


def timed(net: snn.Network, duration: float) -> float:
    """Run for `duration` ms; the seconds that took."""
    begin = time.perf_counter()
    net.run(duration)
    return time.perf_counter() - begin


def build(scale: float, args: argparse.Namespace) -> snn.Network:
    """The network with its synapses drawn."""
    keywords = {key: getattr(args, key) for key in ("backend", "threads", "precision", "seed")}
    net = potjans_diesmann(scale, args.drive, **keywords)
    _ = net.program  # reading it draws the synapses
    return net


def measure(args: argparse.Namespace) -> dict[str, Any]:
    """Everything that is reported, on a network that is built anew."""
    duration = args.seconds * snn.second
    begin = time.perf_counter()
    timed(build(SMALL, args), 10.0)
    compiled = time.perf_counter() - begin
    begin = time.perf_counter()
    net = build(args.scale, args)
    built = time.perf_counter() - begin
    program = net.program
    timed(net, DROPPED)
    run = timed(net, duration)
    spikes = {p.name: net.record(p, "spikes") for p in net.populations}
    start = net.time
    recorded = timed(net, duration)
    synapses = sum(len(d.synapse) for d in program.deliver)
    events = count_events(net, spikes)
    result = {
        "scale": args.scale,
        "drive": args.drive,
        "n": sum(p.n for p in net.populations),
        "synapses": synapses,
        "backend": net.backend,
        "precision": args.precision,
        "threads": args.threads,
        "seed": args.seed,
        "seconds": args.seconds,
        "compile_s": compiled,
        "build_s": built,
        "run_s": run,
        "rtf": run / args.seconds,
        "recorded_run_s": recorded,
        "events_per_step": events / round(duration / net.dt),
        "events_per_s": events / run,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "bytes_per_synapse": synapse_bytes(program) / synapses,
        **statistics(spikes, start, net.time),
        "version": snn.__version__,
        "device": device(net.backend),
    }
    if args.figure is not None:
        from .microcircuit_figure import draw

        draw(spikes, result, net.time, args.figure)
    return result


def count_events(net: snn.Network, spikes: dict[str, Any]) -> float:
    """Synaptic events of the recorded run, each population with its mean number of targets."""
    return sum(len(q) / q.source.n * len(spikes[q.source.population.name]) for q in net.projections)


def statistics(spikes: dict[str, Any], start: float, stop: float) -> dict[str, dict[str, float]]:
    """Rates and the like of a recording of start..stop ms: measure -> population -> value."""
    seconds = (stop - start) / snn.second
    rates = {name: len(r) / r.n / seconds for name, r in spikes.items()}
    window = start, stop
    published = dict(zip(NAMES, RATES.tolist(), strict=True))
    return {
        "rate_hz": rates,
        "rate_deviation": {name: rate / published[name] - 1 for name, rate in rates.items()},
        "cv_isi": {name: mean_cv(r) for name, r in spikes.items()},
        "correlation": {
            name: mean_correlation(r, 2.0, CORRELATED, window) for name, r in spikes.items()
        },
        "synchrony": {
            name: synchrony(r, neurons=SYNCHRONOUS, t_range=window) for name, r in spikes.items()
        },
    }


def mean_cv(spikes: Any) -> float:
    """The mean over neurons with at least three spikes; NaN if there is none."""
    found = cv(spikes)
    found = found[~np.isnan(found)]
    return float(found.mean()) if len(found) else float("nan")


def tidy(value: Any) -> Any:
    """For JSON: floats rounded to six digits, NaN as None."""
    if isinstance(value, dict):
        return {key: tidy(v) for key, v in value.items()}
    if isinstance(value, float):
        return float(f"{value:.6g}") if np.isfinite(value) else None
    return value


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.microcircuit",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--threads", type=int, help="default: the backend's choice")
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--drive", choices=["poisson", "dc"], default="poisson")
    parser.add_argument("--seconds", type=float, default=10.0, help="biological, of each run")
    parser.add_argument("--figure", type=Path, help="where to save a picture of the activity")
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    args = parser.parse_args()
    result = tidy(measure(args))
    if args.json:
        print(json.dumps(result))
        return
    for key, value in result.items():
        print(f"{key:18} {value}")


if __name__ == "__main__":
    main()
