"""PINning: synapses of a quarter of the units learn, and all units fire in sequence."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
N, PLASTIC, PERIOD = 100, 25, 1000 * ms
rng = np.random.default_rng(1)
phase, k = rng.uniform(0, 2 * np.pi, (6, N)), np.arange(1, 7)[:, None]


def targets(t):  # a bump that passes from unit to unit, and around
    distance = (t[:, None] / PERIOD - np.arange(N) / N + 0.5) % 1 - 0.5
    return 0.05 + 0.9 * np.exp(-(distance**2) / (2 * 0.08**2))


def frozen(t):  # an irregular input to each unit, the same in every period
    return 0.15 * np.sin(2 * np.pi * k * t[:, None, None] / PERIOD + phase).sum(axis=1)


net = snn.Network(dt=1 * ms)
units = net.population(snn.Rate(tau=10 * ms, transfer="logistic"), N, "units", x=snn.Normal(0, 1))
weight, rule = snn.Normal(0, 1.5 / np.sqrt(N)), snn.PINning(targets)
net.connect(units[:PLASTIC], units, "I", snn.AllToAll(), weight=weight, plasticity=rule)
net.connect(units[PLASTIC:], units, "I", snn.AllToAll(), weight=weight)
net.stimulate(units, "I", frozen)
rates = net.record(units, "r")
net.run(PERIOD, learn=False)
net.run(10 * PERIOD)
net.run(2 * PERIOD, learn=False)

before, after = rates.values[: int(PERIOD)], rates.values[-int(PERIOD) :]
wanted = targets(np.arange(PERIOD))
each = [np.corrcoef(after[:, i], wanted[:, i])[0, 1] for i in range(N)]
print(f"correlation of units with their targets: {np.mean(each):.3f} (least {min(each):.3f})")
figure, axes = plt.subplots(2, 3, figsize=(11, 6), layout="constrained")
shown = {"before": before, "targets": wanted, f"after, {PLASTIC} % plastic": after}
time = np.arange(PERIOD) / 1000
for column, (name, values) in zip(axes.T, shown.items(), strict=True):
    image = column[0].pcolormesh(time, np.arange(N), values.T, vmin=0, vmax=1)
    column[0].set(title=name, xlabel="time (s)", ylabel="unit")
    for row, i in enumerate(range(10, N, 20)):
        column[1].plot(time, row + 0.8 * wanted[:, i], color="0.7", linewidth=3, label="target")
        column[1].plot(time, row + 0.8 * values[:, i], color="#D55E00", label="unit")
    column[1].set(xlabel="time (s)", ylabel="rate of unit", ylim=(-0.1, 5.4))
    column[1].set(yticks=range(5), yticklabels=range(10, N, 20))
axes[1, 0].legend(*[h[:2] for h in axes[1, 0].get_legend_handles_labels()], ncols=2, frameon=False)
axes[1, 1].clear()
axes[1, 1].plot(each, "o", color="#0072B2", markersize=3)
axes[1, 1].set(xlabel="unit", ylabel="correlation with target", ylim=(0, 1.02))
figure.colorbar(image, ax=axes[0], label="rate")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "pinning.png", dpi=150)
