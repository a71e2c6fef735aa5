"""A parameter sweep on the processors of one machine: the plane of g and eta of Brunel (2000).

Needs joblib: pip install .[sweep]
"""

import sys
from itertools import product
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from joblib import Parallel, delayed

from snn import ms
from snn.analysis import cv, firing_rate
from snn.circuits import brunel2000
from snn.circuits.brunel2000 import REGIMES

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
STEPS = int(sys.argv[2]) if len(sys.argv) > 2 else 9  # per axis
G, ETA = np.linspace(3, 7, STEPS), np.linspace(0.5, 4.5, STEPS)
WARM, DURATION = 200 * ms, 300 * ms


def simulate(g, eta):
    """Rate in Hz, and CV of the intervals of neurons with at least three spikes (NaN: none)."""
    net = brunel2000(scale=0.2, g=g, eta=eta, threads=1)  # built where it runs
    net.run(WARM)
    spikes = net.record(net["E"], "spikes")
    net.run(DURATION)
    irregular = cv(spikes)
    known = irregular[~np.isnan(irregular)]
    return firing_rate(spikes).mean(), known.mean() if len(known) else np.nan


if __name__ == "__main__":
    found = Parallel(n_jobs=-1, verbose=5)(delayed(simulate)(g, eta) for g, eta in product(G, ETA))
    rate, irregular = np.array(found).reshape(STEPS, STEPS, 2).T  # (eta, g)
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained", sharey=True)
    norms = {"norm": "symlog", "vmin": 0}, {"vmin": 0, "vmax": 1}
    labels = "rate (Hz)", "CV of interspike intervals"
    for ax, values, norm, label in zip(axes, (rate, irregular), norms, labels, strict=True):
        image = ax.pcolormesh(G, ETA, values, cmap="viridis", shading="nearest", **norm)
        figure.colorbar(image, ax=ax, label=label)
        for name, point in REGIMES.items():
            ax.annotate(name, point, ha="center", va="center", bbox={"fc": "white", "lw": 0})
        ax.set_facecolor("0.7")  # where no neuron fires often enough
        ax.set_xlabel("g, inhibition relative to excitation")
    axes[0].set_ylabel("external rate / threshold rate")
    out.mkdir(parents=True, exist_ok=True)
    figure.savefig(out / "sweep_joblib.png", dpi=150)
