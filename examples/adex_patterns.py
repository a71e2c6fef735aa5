"""The firing patterns of the AdEx neuron: Naud et al. (2008), Biol. Cybern. 99:335, table 1."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import AdEx, ms, mV

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

PATTERNS = AdEx.patterns
names = AdEx.presets["tonic"]
values = {k: np.array([AdEx.presets[p][k] for p in PATTERNS]) for k in names}

net = snn.Network(dt=0.02 * ms)
cells = net.population(AdEx(**values, integrator="rk4"), len(PATTERNS))
net.stimulate(cells, "I", np.array([AdEx.preset_current[p] for p in PATTERNS]))
vm, spikes = net.record(cells, "v"), net.record(cells, "spikes")
net.run(400 * ms)
v = vm.values.copy()
v[spikes.steps, spikes.ids] = 0 * mV  # what is recorded after a spike is the reset

snn.plot.use_style()
figure, axes = plt.subplots(4, 2, figsize=(9, 9), sharex=True, sharey=True)
for k, (ax, preset) in enumerate(zip(axes.flat, PATTERNS, strict=True)):
    ax.plot(vm.times, v[:, k], color="#0072B2", linewidth=0.8)
    n, current = np.sum(spikes.ids == k), AdEx.preset_current[preset]
    ax.set_title(
        f"{preset.replace('_', ' ')}: {n} spike{'s'[: n - 1]} at {current:g} pA", fontsize=10
    )
    ax.set(xlabel="time (ms)", ylabel="v (mV)")
    ax.label_outer()
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "adex_patterns.png", dpi=150)
