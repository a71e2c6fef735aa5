"""SRM0 with an ideal threshold and with escape noise: Gerstner et al. (2014), ch. 6 and 9."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import Hz, kHz, ms, mV, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
N = 20  # neurons at each drive
drive = np.linspace(2 * mV, 16 * mV, 29)
cell = {"tau_m": 10 * ms, "eta_0": 15 * mV, "tau_eta": 15 * ms, "t_ref": 2 * ms}
MODELS = {"ideal threshold": snn.SRM0(**cell)}
for width in (0.5 * mV, 2 * mV, 4 * mV):
    soft = snn.EscapeSRM0(**cell, delta_u=width, rho_0=0.2 * kHz)
    MODELS[f"escape noise, $\\Delta_u$ = {width / mV:g} mV"] = soft

net = snn.Network(dt=0.1 * ms, seed=1)
spikes = {}
for name, model in MODELS.items():
    added = net.population(model, N * len(drive), name=name)
    net.stimulate(added, "I", np.repeat(drive, N))
    spikes[name] = net.record(added, "spikes")
arrivals = np.array([10.0, 40.0, 43.0, 46.0, 49.0, 52.0, 90.0]) * ms
pre = net.population(snn.SpikeSource(arrivals, 0 * arrivals.astype(int)), 1)
one = net.population(MODELS["ideal threshold"], 1)
net.connect(pre, one, "ge", snn.AllToAll(), weight=14 * mV)
h, eta = net.record(one, "h"), net.record(one, "eta")
net.run(2 * second)

snn.plot.use_style()
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
shown = h.times < 130 * ms
potential, after = h.values[shown, 0], eta.values[shown, 0]
time, rest, theta = h.times[shown], one["u_rest"], one["theta"]
left.plot(time, rest + potential + after, color="#0072B2", label="u = rest + h + $\\eta$")
left.plot(time, rest + potential, color="0.6", linewidth=1, label="rest + h")
left.axhline(theta, color="#D55E00", linestyle="--", label="threshold")
left.plot(arrivals, np.full(len(arrivals), rest - 14 * mV), "k|", label="spikes that arrive")
left.set(xlabel="time (ms)", ylabel="potential (mV)", ylim=(rest - 15.5 * mV, theta + 12 * mV))
left.legend(fontsize=8, ncols=2, loc="upper right")
for name, colour in zip(MODELS, ("black", "#0072B2", "#009E73", "#D55E00"), strict=True):
    counts = np.bincount(spikes[name].ids // N, minlength=len(drive))
    right.plot(drive / mV, counts / (N * 2 * second) / Hz, ".-", color=colour, label=name)
right.axvline((theta - rest) / mV, color="0.8", zorder=0)
right.set(xlabel="drive R I (mV); grey: to threshold", ylabel="firing rate (Hz)")
right.legend(fontsize=8)
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "escape_noise.png", dpi=150)
