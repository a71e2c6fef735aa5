"""The four states of a sparsely connected network: figure 8 of Brunel (2000)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from snn import ms, plot
from snn.circuits import brunel2000
from snn.circuits.brunel2000 import REGIMES

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
scale = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
NAMES = {
    "A": "synchronous, regular",
    "B": "fast oscillation, irregular",
    "C": "asynchronous, irregular",
    "D": "slow oscillation, irregular",
}
BIN, SHOWN = 0.5 * ms, 50  # neurons in the raster

plot.use_style()
figure, axes = plt.subplots(4, 2, figsize=(9, 8), height_ratios=(2, 1, 2, 1))
for k, (regime, (g, eta)) in enumerate(REGIMES.items()):
    raster, activity = axes[2 * (k // 2) : 2 * (k // 2) + 2, k % 2]
    start = 300 * ms
    stop = start + (100 if regime == "A" else 200) * ms
    net = brunel2000(regime, scale, seed=1)
    net.run(start)
    spikes = [net.record(p, "spikes") for p in net.populations]
    few = net.record(net["E"][:SHOWN], "spikes")
    net.run(stop - start, progress=True)
    n = sum(r.n for r in spikes)
    rate = sum(map(len, spikes)) / n / (stop - start) * 1000
    print(f"{regime}: g = {g:g}, eta = {eta:g}: {rate:.1f} Hz, {NAMES[regime]}")
    plot.raster(few, t_range=(start, stop), ax=raster)
    raster.set_title(f"{regime}: {NAMES[regime]} (g = {g:g}, η = {eta:g})")
    raster.set(xlabel="", ylabel=f"{SHOWN} neurons", xticklabels=[], yticks=[])
    plt.setp(raster.lines, markersize=2)
    edges = np.arange(start, stop + BIN / 2, BIN)
    counts = sum(np.histogram(r.times + net.dt / 2, edges)[0] for r in spikes)
    activity.stairs(counts / n / BIN * 1000, edges, color="black", fill=True)
    activity.set(xlim=(start, stop), xlabel="time (ms)", ylabel="activity (Hz)")
    activity.locator_params(axis="x", nbins=5)
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "brunel2000.png", dpi=150)
