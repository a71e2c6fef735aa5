"""A NIR graph, as snnTorch or Norse export it, read from its file, run, and exported again."""

import sys
from itertools import pairwise
from pathlib import Path

import nir
import numpy as np
from matplotlib import pyplot as plt

import snn

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
out.mkdir(parents=True, exist_ok=True)

rng = np.random.default_rng(3)
DT = 1e-4  # s; by r = tau / dt a spike of weight w raises v by w


def lif(n: int, tau: float) -> nir.LIF:
    return nir.LIF(np.full(n, tau), np.full(n, tau / DT), np.zeros(n), np.ones(n), np.zeros(n))


nodes = {
    "input": nir.Input(np.array([40])),
    "fc1": nir.Linear(rng.normal(0.03, 0.15, (60, 40))),
    "hidden": lif(60, 0.02),
    "fc2": nir.Affine(rng.normal(0.02, 0.15, (20, 60)), np.full(20, 0.002)),
    "second": lif(20, 0.01),
    "fc3": nir.Linear(np.repeat(np.eye(2), 10, axis=1)),  # ten of them onto either output
    "readout": nir.LI(np.full(2, 0.02), np.full(2, 20.0), np.zeros(2)),
    "output": nir.Output(np.array([2])),
}
names = list(nodes)
nir.write(out / "graph.nir", nir.NIRGraph(nodes, list(pairwise(names))))

steps, ids = np.nonzero(rng.random((3000, 40)) < 0.004)  # 40 Hz
net = snn.io.from_nir(out / "graph.nir", {"input": (steps * DT * 1e3, ids)}, dt=DT * 1e3)
print(net)
layers = {name: net.record(net[name], "spikes") for name in ("input", "hidden", "second")}
v = net.record(net["readout"], "v")
net.run(300)

again = snn.io.to_nir(net)
same = all(np.allclose(again.nodes[k].weight, nodes[k].weight) for k in ("fc1", "fc2", "fc3"))
print(f"exported again: {len(again.nodes)} nodes, weights {'equal' if same else 'differ'}")

fig, axes = plt.subplots(
    4, sharex=True, figsize=(7, 5.5), height_ratios=[2, 3, 1.4, 2], layout="constrained"
)
for ax, (name, spikes) in zip(axes, layers.items(), strict=False):
    ax.plot(spikes.times, spikes.ids, ".", ms=2.5, color="0.15")
    ax.set(ylabel=f"{name}\nneuron", ylim=(-1, spikes.n))
for k, color in enumerate(("#0072B2", "#D55E00")):
    axes[-1].plot(v.times, v.values[:, k], color=color, label=f"output {k}")
axes[-1].set(xlabel="time (ms)", ylabel="readout\nv (1)", xlim=(0, 300), ylim=(-0.1, 2))
axes[-1].legend(loc="upper left", fontsize=8, frameon=False, ncols=2)
fig.savefig(out / "nir_import.png", dpi=150)
