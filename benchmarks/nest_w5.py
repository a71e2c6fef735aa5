"""W5 in NEST: Potjans-Diesmann at a tenth of its size, Poisson drive; rates and statistics.

    python benchmarks/nest_w5.py --seconds 10 --seeds 1 2 3 > tests/reference/microcircuit.json

with an interpreter that has nest (3.10), numpy and scipy. The first 500 ms are dropped. A list
with, for every seed, the eight populations' rates (Hz), CV of the interspike intervals (mean over
neurons) and synchrony (of 1,000 neurons), and the seconds that building and simulating took.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["PYNEST_QUIET"] = "1"  # its greeting would stand before the JSON
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for snn

import nest
import numpy as np
from microcircuit_tables import (
    DELAYS,
    K_EXT,
    NAMES,
    RATE_EXT,
    TAU_SYN,
    V_MEAN,
    V_SD,
    W,
    lost_current,
    mean_weights,
    sizes,
    synapse_numbers,
)

from snn.analysis import cv, synchrony

DT, DROPPED = 0.1, 500.0  # ms
NEURON = {
    "C_m": 250.0,
    "tau_m": 10.0,
    "E_L": -65.0,
    "V_th": -50.0,
    "V_reset": -65.0,
    "t_ref": 2.0,
    "tau_syn_ex": TAU_SYN,
    "tau_syn_in": TAU_SYN,
}


def populations(scale: float, start: float, v: list[Any]) -> tuple[list[Any], list[Any]]:
    """The neurons and their spike recorders, with the drive from outside.

    start : ms, when recording begins. v : the first membrane potentials of each population, mV.
    """
    neurons, recorders = [], []
    for i, n in enumerate(sizes(scale).tolist()):
        group = nest.Create("iaf_psc_exp", n, NEURON)
        group.V_m = v[i]
        group.I_e = float(lost_current(scale)[i])
        drive = nest.Create("poisson_generator", params={"rate": RATE_EXT * K_EXT[i] * scale})
        nest.Connect(drive, group, syn_spec={"weight": W / np.sqrt(scale), "delay": DELAYS[0]})
        recorder = nest.Create("spike_recorder", params={"start": start})
        nest.Connect(group, recorder)
        neurons.append(group)
        recorders.append(recorder)
    return neurons, recorders


def connect(neurons: list[Any], scale: float) -> None:
    """All pairs that have synapses: fixed totals with multapses, weights that keep their sign."""
    numbers = np.rint(synapse_numbers() * scale**2).astype(int)
    weights = mean_weights() / np.sqrt(scale)
    for i, target in enumerate(neurons):
        for j, source in enumerate(neurons):
            if numbers[i, j] == 0:
                continue
            mean, delay = float(weights[i, j]), DELAYS[j % 2]
            drawn = nest.random.normal(mean=mean, std=0.1 * abs(mean))
            synapse = {
                "weight": nest.math.max(drawn, 0.0) if mean > 0 else nest.math.min(drawn, 0.0),
                "delay": nest.math.max(nest.random.normal(mean=delay, std=0.5 * delay), DT),
            }
            rule = {"rule": "fixed_total_number", "N": int(numbers[i, j])}
            nest.Connect(source, target, rule, synapse)


def reset(seed: int, threads: int) -> None:
    """Forget every network, and draw the next one from `seed`."""
    nest.verbosity = nest.VerbosityLevel.ERROR  # what it reports goes to standard output
    nest.ResetKernel()
    nest.set(resolution=DT, rng_seed=seed, local_num_threads=threads)


def simulate(scale: float, seconds: float, seed: int, threads: int) -> dict[str, Any]:
    """One network, built anew: what is reported of it."""
    reset(seed, threads)
    begin = time.perf_counter()
    optimised = [nest.random.normal(mean=m, std=s) for m, s in zip(V_MEAN, V_SD, strict=True)]
    neurons, recorders = populations(scale, DROPPED, optimised)
    connect(neurons, scale)
    built = time.perf_counter()
    nest.Simulate(DROPPED)
    dropped = time.perf_counter()
    nest.Simulate(1000.0 * seconds)
    result: dict[str, Any] = {
        "seed": seed,
        "n": int(sizes(scale).sum()),
        "build_s": built - begin,
        "run_s": time.perf_counter() - dropped,
    }
    measured: dict[str, dict[str, float]] = {"rate_hz": {}, "cv_isi": {}, "synchrony": {}}
    stop = DROPPED + 1000.0 * seconds
    for name, group, recorder in zip(NAMES, neurons, recorders, strict=True):
        events = recorder.events
        spikes = events["times"], events["senders"] - group[0].global_id, len(group)
        sample, window = slice(1000), (DROPPED, stop)
        measured["rate_hz"][name] = len(spikes[0]) / len(group) / seconds
        measured["cv_isi"][name] = float(np.nanmean(cv(spikes)))
        measured["synchrony"][name] = synchrony(spikes, neurons=sample, t_range=window)
    return result | {
        key: {name: round(value, 4) for name, value in values.items()}
        for key, values in measured.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    runs = [simulate(args.scale, args.seconds, seed, args.threads) for seed in args.seeds]
    about = {"nest": nest.__version__, "scale": args.scale, "seconds": args.seconds}
    print(json.dumps({**about, "runs": runs}, indent=1))


if __name__ == "__main__":
    main()
