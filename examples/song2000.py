"""Synapses compete by STDP until a neuron fires irregularly: Song, Miller & Abbott (2000)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from snn import Hz, circuits, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
duration = float(sys.argv[2] if len(sys.argv) > 2 else 1500) * second
PARTS, RATES = 50, (15 * Hz, 40 * Hz)  # of every input


def intervals(spikes, start, stop):
    return np.diff(spikes.times[(spikes.times >= start) & (spikes.times < stop)])


def simulate(rate):
    """Conductances / g_max (PARTS + 1, n); intervals before and at the end of learning, in ms."""
    net = circuits.song2000(rate, seed=1)
    (synapses,) = net.projections
    spikes = net.record(net["neuron"], "spikes")
    net.run(20 * second, learn=False)
    g = [synapses["weight"]]
    for _ in range(PARTS):
        net.run(duration / PARTS)
        g.append(synapses["weight"])
    before = intervals(spikes, 0, 20 * second)
    return np.array(g) / 0.015, before, intervals(spikes, 0.8 * net.time, net.time)


figure, axes = plt.subplots(2, 3, figsize=(11, 6), layout="constrained", sharex="col")
for row, rate in zip(axes, RATES, strict=True):
    g, before, after = simulate(rate)
    cv = [isi.std() / isi.mean() for isi in (before, after)]
    low, high = (g[-1] < 0.1).mean(), (g[-1] > 0.9).mean()
    print(
        f"inputs of {rate / Hz:.0f} Hz: {low:.0%} of the synapses end below 0.1 g_max, {high:.0%}"
    )
    print(f"  above 0.9 g_max; CV of intervals {cv[0]:.2f} before, {cv[1]:.2f} at the end")
    hist, trace, interval = row
    hist.hist(g[-1], np.linspace(0, 1, 41), color="#0072B2")
    hist.set(ylabel=f"synapses, inputs at {rate / Hz:.0f} Hz")
    time = np.linspace(0, duration, PARTS + 1) / second
    trace.plot(time, g[:, ::40], color="0.6", linewidth=0.7)
    trace.plot(time, g.mean(1), color="#D55E00", label="mean of all")
    trace.set(ylabel="g / g_max of 25 synapses", ylim=(-0.05, 1.25))
    trace.legend(loc="upper right")
    bins = np.linspace(0, 400, 81)
    labels = (f"before: CV {cv[0]:.2f}", f"at the end: CV {cv[1]:.2f}")
    style = {"density": True, "histtype": "step", "color": ["0.5", "#0072B2"]}
    interval.hist([before, after], bins, label=labels, **style)
    interval.set(ylabel="density (1/ms)", yscale="log")
    interval.legend()
for ax, text in zip(row, ("g / g_max", "time (s)", "interval between spikes (ms)"), strict=True):
    ax.set_xlabel(text)
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "song2000.png", dpi=150)
