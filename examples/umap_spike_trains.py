"""UMAP of spike trains: assemblies of the wiring, which the raster as numbered does not show."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy import sparse

import snn
from snn import Hz, analysis, ms, mV, plot, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
N, ASSEMBLIES = 400, 4

draw = np.random.default_rng(1)
assembly = draw.permutation(np.arange(N) % ASSEMBLIES)  # who belongs to which is not in the order
together = assembly[:, None] == assembly
wiring = sparse.csr_matrix((draw.random((N, N)) < np.where(together, 0.2, 0.02)) * 2.5)

net = snn.Network(dt=0.1 * ms, seed=2)
synapses = {"ge": snn.Exponential(5 * ms), "gi": snn.Exponential(10 * ms)}
E = net.population(snn.LIF(t_ref=5 * ms), N, "E", synapses, v=snn.Uniform(-60 * mV, -50 * mV))
I = net.population(snn.LIF(t_ref=5 * ms), 100, "I", synapses, v=snn.Uniform(-60 * mV, -50 * mV))
EE = net.connect(E, E, "ge", snn.FromSparse(wiring), delay=1.5 * ms)
net.connect(E, I, "ge", snn.FixedProbability(0.1), weight=1.5 * mV, delay=1.5 * ms)
for cells in (E, I):
    net.connect(I, cells, "gi", snn.FixedProbability(0.2), weight=-3 * mV, delay=1.5 * ms)
    net.stimulate(cells, "ge", snn.PoissonInput(rate=10 * Hz, n=100, weight=2.0 * mV))
spikes = net.record(E, "spikes")
net.run(10 * second, progress=True)

rate = np.bincount(spikes.ids, minlength=N) / 10
print("Hz of each assembly:", [round(float(rate[assembly == k].mean()), 1) for k in range(4)])
found = analysis.communities(EE)
points = analysis.embed(analysis.train_vectors(spikes, bin=20 * ms), metric="cosine")

plot.use_style()
figure, axes = plt.subplot_mosaic("AB;C.", figsize=(8, 7))
plot.raster(spikes, t_range=(0, 1 * second), ax=axes["A"])
plot.color_time(spikes, order=np.argsort(found), t_range=(0, 1 * second), ax=axes["B"])
names = {k: f"community {k + 1}: {rate[found == k].mean():.1f} Hz" for k in np.unique(found)}
plot.embedding(points, labels=found, names=names, ax=axes["C"])
axes["C"].get_legend().set_in_layout(False)
axes["A"].set_title("as numbered")
axes["B"].set_title("by community of the wiring")
axes["C"].set_title("spike trains (10 s), by community")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "umap_spike_trains.png", dpi=150)
