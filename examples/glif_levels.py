"""The five levels of GLIF neurons at one current, with their thresholds: Teeter et al. (2018)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import snn
from snn import ms, mV, pA

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
LEVELS = {
    snn.GLIF1: "LIF",
    snn.GLIF2: "LIF-R (reset rules)",
    snn.GLIF3: "LIF-ASC (after-spike currents)",
    snn.GLIF4: "LIF-R-ASC (both)",
    snn.GLIF5: "LIF-R-ASC-A (the threshold follows v)",
}

net = snn.Network(dt=0.05 * ms)
current = snn.TimedArray([0 * pA, 400 * pA, 400 * pA, 400 * pA, 0 * pA], dt=50 * ms)
recorded = []
for level in LEVELS:
    cell = net.population(level(), 1, name=level.__name__)
    net.stimulate(cell, "I", current)
    names = [name for name in ("v", "theta_s", "theta_v") if name in level.states]
    states = {name: net.record(cell, name) for name in names}
    recorded.append((level, states, net.record(cell, "spikes")))
net.run(300 * ms)

snn.plot.use_style()
figure, axes = plt.subplots(5, 1, figsize=(8, 9), sharex=True, sharey=True)
for ax, (level, states, spikes) in zip(axes, recorded, strict=True):
    time = states["v"].times
    v = states["v"].values[:, 0].copy()
    threshold = level().theta_inf + 0 * v
    for name in states.keys() - {"v"}:
        threshold += states[name].values[:, 0]
    v[spikes.steps] = 0 * mV  # what is recorded after a spike is the reset
    ax.plot(time, v, color="#0072B2", linewidth=1, label="v")
    ax.plot(time, threshold, color="#D55E00", linewidth=1.2, linestyle="--", label="threshold")
    ax.set_title(f"{level.__name__}, {LEVELS[level]}: {len(spikes)} spikes")
    ax.set_ylabel("potential (mV)")
axes[0].legend(loc="upper right", fontsize=9, ncols=2)
axes[-1].set_xlabel("time (ms)")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "glif_levels.png", dpi=150)
