"""The STDP window: the weight change of one spike pair for every lag, against its closed form."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms, mV

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

TAU, A_PLUS, A_MINUS, W0 = 20 * ms, 0.010 * mV, 0.0105 * mV, 0.5 * mV
lag = np.arange(-80, 81) * 0.5 * ms + 0.1 * ms  # post spike minus arrival; never 0
n = len(lag)

net = snn.Network(dt=0.1 * ms)
pre = net.population(snn.SpikeSource(np.full(n, 100.0), np.arange(n)), n, name="pre")
# The teacher makes the postsynaptic neuron fire one step after its own spike.
teacher = net.population(snn.SpikeSource(100.0 + lag, np.arange(n)), n, name="teacher")
post = net.population(
    snn.LIF(),
    n,
    name="post",
    receptors={"ge": snn.Exponential(5 * ms), "kick": snn.Delta(onto="v")},
)
net.connect(teacher, post, "kick", snn.OneToOne(), weight=50 * mV)
rule = snn.STDP(tau_pre=TAU, tau_post=TAU, a_plus=A_PLUS, a_minus=A_MINUS, w_max=1 * mV)
synapses = net.connect(pre, post, "ge", snn.OneToOne(), weight=W0, plasticity=rule)
spikes = net.record(post, "spikes")
net.run(250 * ms)

assert np.array_equal(np.sort(spikes.ids), np.arange(n)), "every neuron fires once"
change = synapses["weight"] - W0
analytic = np.where(lag > 0, A_PLUS * np.exp(-lag / TAU), -A_MINUS * np.exp(lag / TAU))
print(f"largest difference: {np.abs(change - analytic).max():.1e} mV of {A_PLUS} mV")

snn.plot.use_style()
figure, ax = plt.subplots(figsize=(6, 4))
ax.axhline(0, color="0.7", linewidth=0.8)
ax.axvline(0, color="0.7", linewidth=0.8)
for side in (lag < 0, lag > 0):
    ax.plot(lag[side], 1e3 * analytic[side], color="#0072B2", label="closed form")
ax.plot(lag[::4], 1e3 * change[::4], "o", color="#D55E00", markersize=4, label="simulated")
ax.set(xlabel="post spike − arrival of the pre spike (ms)", ylabel="weight change (µV)")
handles, labels = ax.get_legend_handles_labels()
ax.legend(handles[1:], labels[1:])
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "stdp_window.png", dpi=150)
