"""FORCE: a chaotic network of rate units learns to put out four sinusoids (Sussillo & Abbott)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

N, G, P, PERIOD = 500, 1.5, 0.1, 600 * ms


def target(t):
    a = 2 * np.pi * t / PERIOD
    return 1.3 / 1.5 * (np.sin(a) + np.sin(2 * a) / 2 + np.sin(3 * a) / 6 + np.sin(4 * a) / 3)


net = snn.Network(dt=1 * ms, seed=2)
units = net.population(snn.Rate(tau=10 * ms), N, name="units", x=snn.Normal(0, 0.5))
output = net.population(snn.Readout(), 1, name="output")
recurrent = snn.Normal(0, G / np.sqrt(P * N))
net.connect(units, units, "I", snn.FixedProbability(P), weight=recurrent)
rule = snn.FORCE(target, alpha=1.0, every=2 * ms)
readout = net.connect(units, output, "I", snn.AllToAll(), weight=0.0, plasticity=rule)
net.connect(output, units, "I", snn.AllToAll(), weight=snn.Uniform(-1, 1))
z = net.record(output, "r")
some = net.record(units, "r", index=range(5))

speed = []  # |dw/dt|, every 10 ms
for duration, learn in ((1200, False), (12 * PERIOD, True), (1800, False)):
    for _ in range(int(duration / 10)):
        before = readout["weight"]
        net.run(10 * ms, learn=learn)
        speed.append(np.linalg.norm(readout["weight"] - before) / 10)

stop = 1200 + 12 * PERIOD
f, late = target(z.times), z.times >= stop
error = np.mean((z.values[late, 0] - f[late]) ** 2) / np.var(f)
print(f"error after learning: {100 * error:.2f} % of the target's variance")
figure, axes = plt.subplots(3, 3, figsize=(11, 6), sharey="row", layout="constrained")
spans = {"before": (0, 1200), "learning begins": (1200, 2400), "after": (stop, stop + 1200)}
for column, (name, (a, b)) in zip(axes.T, spans.items(), strict=True):
    shown = (z.times >= a) & (z.times < b)
    t = z.times[shown] / 1000
    column[0].set_title(name)
    column[0].plot(t, f[shown], color="#009E73", linewidth=3, label="target f")
    column[0].plot(t, z.values[shown], color="#D55E00", linewidth=1, label="output z")
    column[1].plot(t, some.values[shown] / 2 + np.arange(5), color="#0072B2", linewidth=1)
    column[2].plot(np.arange(a, b, 10) / 1000, speed[int(a / 10) : int(b / 10)], color="#CC79A7")
    column[1].set(yticks=[])
    column[2].set(xlabel="time (s)")
for ax, label in zip(axes[:, 0], ("output", "rates of 5 units", "|dw/dt| (1/ms)"), strict=True):
    ax.set_ylabel(label)
axes[0, 0].legend(frameon=False, fontsize=8, loc="upper right")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "force.png", dpi=150)
