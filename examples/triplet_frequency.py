"""Plasticity depends on the frequency of pairing: triplet STDP, as in Pfister & Gerstner (2006)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms, mV, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
PAIRS, LAG, W0 = 60, 10 * ms, 1 * mV
# Layer 5 of visual cortex, Sjöström, Turrigiano & Nelson (2001), Neuron 32:1149, to which Pfister &
# Gerstner fitted the rule: Hz, then for each lag the relative change and its standard error.
RHO = np.array([0.1, 10, 20, 40, 50])
DATA = {LAG: ([-0.04, 0.14, 0.29, 0.53, 0.56], [0.05, 0.10, 0.14, 0.11, 0.26]),
        -LAG: ([-0.29, -0.41, -0.34, 0.56, 0.75], [0.08, 0.11, 0.10, 0.32, 0.19])}  # fmt: skip
each = np.array([10000, 1000, 200, 100, 75, 60, 50, 42, 36, 33, 30, 28, 25, 23, 21, 20]) * ms
period, lag = np.tile(each, 2), np.repeat([LAG, -LAG], len(each))  # of every pair of neurons
n = len(period)
rule = snn.TripletSTDP(preset="visual_cortex", w_ref=W0, w_max=4 * mV)
times = 100 * ms + np.arange(PAIRS)[:, None] * period
ids = np.tile(np.arange(n), PAIRS)
net = snn.Network(dt=1 * ms)
pre = net.population(snn.SpikeSource(times.ravel(), ids), n)
# The teacher makes the postsynaptic neuron fire one step after its own spike.
teacher = net.population(snn.SpikeSource((times + lag).ravel(), ids), n)
receptors = {"ge": snn.Exponential(5 * ms), "kick": snn.Delta(onto="v")}
post = net.population(snn.LIF(), n, receptors=receptors)
net.connect(teacher, post, "kick", snn.OneToOne(), weight=50 * mV)
synapses = net.connect(pre, post, "ge", snn.OneToOne(), weight=W0, plasticity=rule)
net.run(times.max() + 1 * second)
simulated = synapses["weight"] / W0 - 1


def earlier(tau):
    """A trace as 0, 1, ..., 59 earlier spikes leave it, a period after the last: geometric sums."""
    q = np.exp(-period / tau)
    return (q - q ** np.arange(1, PAIRS + 1)[:, None]) / (1 - q)


r1 = (earlier(rule.tau_plus) + (lag > 0)) * np.exp(-lag / rule.tau_plus)
o1 = (earlier(rule.tau_minus) + (lag < 0)) * np.exp(lag / rule.tau_minus)
up = r1 * (rule.a2_plus + rule.a3_plus * earlier(rule.tau_y))
down = o1 * (rule.a2_minus + rule.a3_minus * earlier(rule.tau_x))
analytic = (up - down).sum(0) / W0
print(f"largest difference: {np.abs(simulated - analytic).max():.1e} of the first weight")

figure, ax = plt.subplots(figsize=(6.5, 4.5), layout="constrained")
ax.axhline(0, color="0.7", linewidth=0.8)
for sign, color, order in ((LAG, "#0072B2", "before"), (-LAG, "#D55E00", "after")):
    rate, own = second / period[lag == sign], lag == sign
    ax.plot(rate, analytic[own], color=color, label=f"pre 10 ms {order} post, closed form")
    ax.plot(rate, simulated[own], ".", color=color, label="simulated")
    ax.errorbar(RHO, *DATA[sign], fmt="s", color=color, mfc="w", capsize=3, label="experiment")
ax.set(xlabel="frequency of pairing (Hz)", ylabel="relative change of the weight")
ax.legend(frameon=False, fontsize="small")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "triplet_frequency.png", dpi=150)
