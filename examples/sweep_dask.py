"""A parameter sweep on many machines: where activity keeps itself up (Vogels & Abbott 2005).

    python examples/sweep_dask.py figures --scheduler tcp://address:8786

sends the runs to a Dask cluster, whose workers need this library; without an address, to processes
of this machine. Needs dask.distributed: pip install .[sweep]
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from dask.distributed import Client, as_completed

from snn import ms, nS
from snn.circuits import vogels_abbott_coba

WARM, DURATION = 200 * ms, 500 * ms


def simulate(w_e, w_i, seed):
    """Rate in Hz after 200 ms without any input, 0 if the network falls silent."""
    net = vogels_abbott_coba(w_e=w_e, w_i=w_i, seed=seed, threads=1)  # built where it runs
    spikes = [net.record(p, "spikes") for p in net.populations]
    net.run(WARM + DURATION)
    late = sum(np.sum(r.times >= WARM) for r in spikes)
    active = any(np.any(r.times >= WARM + DURATION - 100 * ms) for r in spikes)
    return late / sum(r.n for r in spikes) / DURATION * 1000 if active else 0.0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", nargs="?", type=Path, default=Path("figures"))
    parser.add_argument("--scheduler", help="address of a cluster; default: this machine's cores")
    parser.add_argument("--steps", type=int, default=12, help="values of each weight")
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    w_e, w_i = np.linspace(2, 10, args.steps) * nS, np.linspace(10, 120, args.steps) * nS
    rate = np.zeros((args.steps, args.steps))  # (w_i, w_e)
    with Client(args.scheduler) if args.scheduler else Client(threads_per_worker=1) as client:
        runs = {}
        for j, i, seed in np.ndindex(args.steps, args.steps, args.seeds):
            future = client.submit(simulate, float(w_e[i]), float(w_i[j]), seed + 1)
            runs[future] = j, i
        for future, result in as_completed(runs, with_results=True):
            rate[runs[future]] += result / args.seeds
    figure, ax = plt.subplots(figsize=(6, 4.5), layout="constrained")
    image = ax.pcolormesh(w_e, w_i, rate, norm="symlog", vmin=0, cmap="viridis", shading="nearest")
    figure.colorbar(image, ax=ax, label=f"rate, mean of {args.seeds} networks (Hz); 0: silent")
    ax.plot(6, 67, "w+", markersize=12, markeredgewidth=2)  # the benchmark's weights
    ax.set(xlabel="excitatory weight (nS)", ylabel="inhibitory weight (nS)")
    args.out.mkdir(parents=True, exist_ok=True)
    figure.savefig(args.out / "sweep_dask.png", dpi=150)
