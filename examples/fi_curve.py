"""The f-I curve of the LIF neuron against its closed form (Gerstner et al. 2014, eq. 1.13)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms, mV, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

TAU, T_REF, THRESHOLD = 20 * ms, 5 * ms, 10 * mV  # threshold above rest, where reset is too
current = np.linspace(8, 40, 129) * mV

net = snn.Network(dt=0.1 * ms)
neurons = net.population(
    snn.LIF(tau_m=TAU, t_ref=T_REF, v_rest=-60 * mV, v_reset=-60 * mV, v_thresh=-50 * mV),
    len(current),
)
net.stimulate(neurons, "I", current)
spikes = net.record(neurons, "spikes")
net.run(2 * second)

rate = np.zeros(len(current))  # from the mean interval: no error of a whole spike in two seconds
for k in range(len(current)):
    times = spikes.times[spikes.ids == k]
    if len(times) > 1:
        rate[k] = 1000 * (len(times) - 1) / (times[-1] - times[0])

analytic = np.zeros(len(current))
fires = current > THRESHOLD
analytic[fires] = 1000 / (T_REF + TAU * np.log(current[fires] / (current[fires] - THRESHOLD)))
late = (1000 / rate[rate > 0] - 1000 / analytic[rate > 0]) / net.dt
print(f"intervals are {late.min():.2f} to {late.max():.2f} steps longer than the closed form's")

figure, ax = plt.subplots(figsize=(6, 4), layout="constrained")
ax.plot(current, analytic, color="#0072B2", label="closed form")
ax.plot(current[::4], rate[::4], "o", color="#D55E00", markersize=4, label="simulated")
ax.set(xlabel="input current (mV)", ylabel="firing rate (Hz)", title="LIF, refractory 5 ms")
ax.spines[["top", "right"]].set_visible(False)
ax.legend(frameon=False)
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "fi_curve.png", dpi=150)
