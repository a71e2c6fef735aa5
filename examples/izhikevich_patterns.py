"""The cell types of Izhikevich (2003), fig. 2: one preset each."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import Izhikevich, ms

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

PATTERNS = {  # preset: (what it is, current before 50 ms, current after)
    "RS": ("regular spiking", 0, 10),
    "IB": ("intrinsically bursting", 0, 10),
    "CH": ("chattering", 0, 10),
    "FS": ("fast spiking", 0, 10),
    "TC": ("thalamo-cortical, rebound", -10, 0),
    "RZ": ("resonator", 0, 0.2),
    "LTS": ("low-threshold spiking", 0, 10),
}
before, after = np.array([p[1:] for p in PATTERNS.values()], float).T


def current(t):
    """A step at 50 ms; the resonator also gets a pulse that starts its sustained firing."""
    values = np.where(t[:, None] >= 50, after, before)
    values[(t >= 200) & (t < 203), list(PATTERNS).index("RZ")] += 8
    return values


names = Izhikevich.parameters
model = Izhikevich(**{k: np.array([Izhikevich.presets[p][k] for p in PATTERNS]) for k in names})
slope = 5 - model.b  # at rest 0.04 v² + (5 - b) v + 140 + I = 0
rest = (-slope - np.sqrt(slope**2 - 0.16 * (140 + before))) / 0.08

net = snn.Network(dt=0.1 * ms)
cells = net.population(model, len(PATTERNS), v=rest, u=model.b * rest)
net.stimulate(cells, "I", current)
vm, spikes = net.record(cells, "v"), net.record(cells, "spikes")
net.run(400 * ms)
v = vm.values.copy()
v[spikes.steps, spikes.ids] = 30.0  # what is recorded after a spike is the reset

snn.plot.use_style()
figure, axes = plt.subplots(4, 2, figsize=(9, 9), sharex=True, sharey=True)
for k, (ax, preset) in enumerate(zip(axes.flat, PATTERNS, strict=False)):
    ax.plot(vm.times, v[:, k], color="#0072B2", linewidth=0.8)
    ax.plot(vm.times, -100 + current(vm.times)[:, k], color="0.4", linewidth=0.8)
    ax.set_title(f"{preset}: {PATTERNS[preset][0]}, {np.sum(spikes.ids == k)} spikes")
    ax.set(xlabel="time (ms)", ylabel="v (mV)")
    ax.label_outer()
axes[3, 1].axis("off")
axes[3, 1].text(0.0, -50.0, "grey: input current (mV/ms), 100 lower")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "izhikevich_patterns.png", dpi=150)
