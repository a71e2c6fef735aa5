"""Benchmarks 1 to 3 of Brette et al. (2007): conductances, currents, Hodgkin-Huxley neurons."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from snn import ms, plot, second
from snn.circuits import vogels_abbott_coba, vogels_abbott_cobahh, vogels_abbott_cuba

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
BENCHMARKS = {
    "COBA": vogels_abbott_coba,
    "CUBA": vogels_abbott_cuba,
    "COBAHH": vogels_abbott_cobahh,
}
START, STOP, SHOWN = 200 * ms, 1 * second, 200  # SHOWN neurons of the raster

plot.use_style()
figure, axes = plt.subplots(2, 3, figsize=(11, 6), height_ratios=(2, 1))
for (upper, lower), (name, make) in zip(axes.T, BENCHMARKS.items(), strict=True):
    net = make(seed=2)
    every = [net.record(p, "spikes") for p in net.populations]
    few = net.record(net["E"][:SHOWN], "spikes")
    vm = net.record(net["E"], "v", index=[0, 1, 2])
    net.run(STOP, progress=True)
    n = sum(r.n for r in every)
    rate = sum(np.sum(r.times >= START) for r in every) / n / (STOP - START) * second
    print(f"{name}: {rate:.1f} Hz")
    plot.raster(few, t_range=(START, STOP), ax=upper)
    plt.setp(upper.lines, markersize=1.5)
    upper.set_title(f"{name}: {rate:.1f} Hz")
    upper.set_ylabel(f"{SHOWN} excitatory neurons")
    above = None if name == "COBAHH" else [every[0].times[every[0].ids == k] for k in range(3)]
    plot.traces(vm, ticks=above, ax=lower)
    lower.set_xlim(START, START + 300 * ms)
    lower.set_ylabel("neuron")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "vogels_abbott.png", dpi=150)
