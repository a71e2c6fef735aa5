"""Spikes travel along a chain of neurons; a sharp volley along a synfire chain, a blunt one not."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import kHz, ms, mV, plot
from snn.circuits import chain

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
N, WIDTH, WEIGHT = 10, 100, 55 * mV


def synfire(sd):
    """Spikes of the chain; 60 spikes reach the first group near 30 ms, with a deviation of `sd`."""
    net = chain(N, WIDTH, WEIGHT, drive=0, t_ref=15 * ms, seed=2)
    neurons = net["E"]
    net.stimulate(neurons, "ge", snn.PoissonInput(rate=1 * kHz, weight=1.2 * mV))
    times = np.sort(np.random.default_rng(1).normal(30 * ms, sd, 60))
    volley = net.population(snn.SpikeSource(times.round(1), np.arange(60)), 60)
    net.connect(volley, neurons[:WIDTH], "ge", snn.AllToAll(), weight=WEIGHT / WIDTH)
    spikes = net.record(neurons, "spikes")
    net.run(130 * ms)
    return spikes


net = chain(N)
vm, first = net.record(net["E"], "v", index=[0, N - 1]), net.record(net["E"], "spikes")
net.run(130 * ms)
reached = [first.times[first.ids == k][0] for k in range(N)]
print(f"from neuron to neuron in {np.diff(reached).mean():.2f} ms")

plot.use_style()
figure, axes = plt.subplot_mosaic("aa;bc", figsize=(9, 7))
plot.traces(vm, labels=["neuron 1", f"neuron {N}"], ax=axes["a"])
axes["a"].set_title(f"chain of {N} neurons: the first, which is driven, and the last")
for key, sd in (("b", 1 * ms), ("c", 3 * ms)):
    spikes = synfire(sd)
    size, end = np.bincount(spikes.ids // WIDTH, minlength=N), spikes.ids >= (N - 1) * WIDTH
    outcome = f"sd {spikes.times[end].std():.1f} ms in group {N}" if end.any() else "they die out"
    plot.raster(spikes, t_range=(25, 85), ax=axes[key])
    plt.setp(axes[key].lines, markersize=2)
    axes[key].set_yticks(WIDTH * (np.arange(N) + 0.5), range(1, N + 1))
    axes[key].set_ylabel(f"group of {WIDTH} neurons")
    axes[key].set_title(f"60 spikes, sd {sd:g} ms: {outcome}")
    print(f"60 spikes, sd {sd:g} ms: spikes of each group {size}")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "chain.png", dpi=150)
