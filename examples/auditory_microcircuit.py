"""Forward suppression in auditory cortex, with and without PV or SST cells: Park & Geffen 2020."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from snn import circuits, ms, pA, plot

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
SEEDS = range(int(sys.argv[2]) if len(sys.argv) > 2 else 8)
LIGHT = {"control": {}, "PV inactivated": {"PV": -100 * pA}, "SST inactivated": {"SST": -1000 * pA}}
COLOURS = ("black", "#0072B2", "#D55E00")
TONES = [(160 * ms, 210 * ms), (230 * ms, 280 * ms)]
PANELS = {"E": "pyramidal", "PV": "PV", "SST": "SST"}


def simulate(light, seed):
    """Spike times of column 2's populations, and their sizes."""
    net = circuits.auditory_microcircuit(light=light, seed=seed)
    spikes = {name: net.record(net[f"{name}2"], "spikes") for name in PANELS}
    net.run(330 * ms)
    return {name: (recorded.times, recorded.n) for name, recorded in spikes.items()}


def response(times, tone):
    return np.sum((times > tone[0]) & (times < tone[1]))


plot.use_style()
figure, axes = plt.subplots(2, 2, figsize=(9, 6))
bins, ratios = np.arange(140, 321, 5) * ms, []
for (label, light), colour in zip(LIGHT.items(), COLOURS, strict=True):
    runs = [simulate(light, seed) for seed in SEEDS]
    for ax, name in zip(axes.flat, PANELS, strict=False):
        times = np.concatenate([run[name][0] for run in runs])
        rate = np.histogram(times, bins)[0] / (5e-3 * runs[0][name][1] * len(runs))
        ax.stairs(rate, bins, baseline=None, color=colour, label=label, linewidth=1.5)
    each = [response(run["E"][0], TONES[1]) / response(run["E"][0], TONES[0]) for run in runs]
    ratios.append(each)
    print(f"{label:>15}: the second tone's response is {np.mean(each):.2f} of the first's")

for ax, title in zip(axes.flat, PANELS.values(), strict=False):
    for tone in TONES:
        ax.axvspan(*tone, color="0.9", zorder=0)
    ax.set(title=f"{title} cells, tones in grey", xlabel="time (ms)", ylabel="rate (Hz)")
axes[0, 0].legend(fontsize=9)
bar = axes[1, 1]
mean, error = np.mean(ratios, axis=1), np.std(ratios, axis=1) / np.sqrt(len(SEEDS))
bar.bar(range(3), mean, yerr=error, color=COLOURS, capsize=4, ecolor="0.5")
bar.set_xticks(range(3), [name.replace(" ", "\n") for name in LIGHT])
bar.set(title="forward suppression", ylabel="second / first response")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "auditory_microcircuit.png", dpi=150)
