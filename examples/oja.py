"""Oja's rule: the weights of a linear unit turn to the first principal component of its input."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

STEPS = 6000
rng = np.random.default_rng(1)
data = rng.multivariate_normal([0, 0], [[1.0, 0.7], [0.7, 0.8]], STEPS)

net = snn.Network(dt=1 * ms)
inputs = net.population(snn.Readout(), 2, name="inputs")
units = net.population(snn.Readout(), 5, name="units")  # each from other weights
net.stimulate(inputs, "I", snn.TimedArray(data, dt=1 * ms))
start = rng.uniform(-1.2, 1.2, (2, units.n))
synapses = net.connect(
    inputs, units, "I", snn.AllToAll(), weight=start.ravel(), plasticity=snn.Oja(rate=3e-3)
)
weights = [start]
for _ in range(STEPS // 20):
    net.run(20 * ms)
    weights.append(synapses["weight"].reshape(2, units.n))
course = np.array(weights)  # (times, inputs, units)

variance, axes = np.linalg.eigh(np.cov(data.T))
first = axes[:, -1]
cosine = np.abs(np.einsum("tiu,i->tu", course, first)) / np.linalg.norm(course, axis=1)
print(f"|cos| to the first principal component: {cosine[-1].min():.4f} or more")

snn.plot.use_style()
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
left.plot(*data[::4].T, ".", color="0.8", markersize=3)
left.axline((0, 0), first, color="k", linewidth=1, label="first principal component")
left.add_patch(plt.Circle((0, 0), 1, fill=False, color="0.5", linestyle=":"))
for unit in range(units.n):
    (line,) = left.plot(*course[:, :, unit].T, linewidth=1.5)
    left.plot(*course[0, :, unit], "o", color=line.get_color(), markersize=5)
    left.plot(*course[-1, :, unit], "*", color=line.get_color(), markersize=12)
    right.plot(np.arange(len(course)) * 0.02, np.linalg.norm(course[:, :, unit], axis=1))
left.set(xlabel="weight (or rate) of input 1", ylabel="weight (or rate) of input 2")
left.set(aspect="equal", xlim=(-2.2, 2.2), ylim=(-2.2, 2.2))
left.set_title("five units, from circle to star")
left.legend(fontsize=8, loc="upper left")
right.axhline(1, color="0.5", linestyle=":")
right.set(xlabel="time (s)", ylabel="norm of the weights", ylim=(0, None))
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "oja.png", dpi=150)
