"""A network that hears the same twice returns to the same points in the space of its windows."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy.spatial.distance import cdist

import snn
from snn import Hz, analysis, ms, mV, plot, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
SCORE, PIECE = "ABA", 1 * second  # a piece, another, and the first again; the noise is always new
WIDTH, STEP, FIBRES = 150 * ms, 20 * ms, 100

draw = np.random.default_rng(1)
heard = {}
for piece in "AB":  # each fibre's rate is drawn anew every 100 ms
    rate = np.repeat(draw.gamma(0.5, 2.0, (10, FIBRES)) * 40 * Hz, 1000, axis=0)
    heard[piece] = draw.random(rate.shape) < rate * 0.1 * ms
step, fibre = np.nonzero(np.concatenate([heard[piece] for piece in SCORE]))

net = snn.Network(dt=0.1 * ms, seed=1)
fibres = net.population(snn.SpikeSource(step * 0.1 * ms, fibre), FIBRES, "fibres")
synapses = {"ge": snn.Exponential(5 * ms), "gi": snn.Exponential(10 * ms)}
E = net.population(snn.LIF(t_ref=5 * ms), 200, "E", synapses, v=snn.Uniform(-60 * mV, -50 * mV))
I = net.population(snn.LIF(t_ref=5 * ms), 50, "I", synapses, v=snn.Uniform(-60 * mV, -50 * mV))
for cells in (E, I):
    net.connect(fibres, cells, "ge", snn.FixedProbability(0.1), weight=4 * mV)
    net.connect(E, cells, "ge", snn.FixedProbability(0.1), weight=0.8 * mV, delay=1.5 * ms)
    net.connect(I, cells, "gi", snn.FixedProbability(0.2), weight=-4 * mV, delay=1.5 * ms)
    net.stimulate(cells, "ge", snn.PoissonInput(rate=10 * Hz, n=100, weight=1.0 * mV))
spikes = net.record(E, "spikes")
net.run(len(SCORE) * PIECE, progress=True)

vectors = analysis.windows(spikes, WIDTH, STEP)
opens = np.arange(len(vectors)) * STEP
apart = cdist(vectors, vectors)
late = int(2 * PIECE / STEP)
first = range(len(vectors) - late)  # windows of the first A; `late` windows on they come again
again = np.mean([apart[k, k + late] for k in first])
other = np.mean([np.delete(apart[k], [k, k + late]) for k in first])
print(f"{len(spikes) / E.n / 3:.1f} Hz; the same window again: {again:.2f}, others: {other:.2f}")

plot.use_style()
figure, axes = plt.subplot_mosaic("AA;BC", figsize=(8, 6.5))
plot.raster(spikes, ax=axes["A"])
image = axes["B"].imshow(apart, origin="lower", extent=(0, opens[-1], 0, opens[-1]), cmap="magma")
axes["B"].set(xlabel="window at (ms)", ylabel="window at (ms)", title="stripes: A again")
figure.colorbar(image, ax=axes["B"], label="distance of windows")
heard_in = ((opens + WIDTH / 2) // PIECE).astype(int)
names = {0: "A", 1: "B", 2: "A again"}
plot.embedding(analysis.embed(vectors), labels=heard_in, names=names, path=True, ax=axes["C"])
axes["C"].set_title(f"same window again: {again:.2f}, others: {other:.2f}")
for k, piece in enumerate(SCORE):
    axes["A"].text((k + 0.5) * PIECE, E.n + 4, piece, ha="center", weight="bold")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "spike2vec_replay.png", dpi=150)
