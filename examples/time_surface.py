"""Waves on a sheet of neurons as time surfaces: what fired last, fading, shows where they go."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import analysis, ms, mV, plot

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
SIDE, RADIUS, TAU = 40, 2.5, 10 * ms  # neurons; neurons; of the time surface

row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
apart = np.hypot(row[:, None] - row, column[:, None] - column)
pre, post = np.nonzero((apart > 0) & (apart < RADIUS))

net = snn.Network(dt=0.1 * ms, seed=1)
sheet = net.population(snn.LIF(t_ref=25 * ms), SIDE * SIDE, "sheet", {"e": snn.Delta(onto="v")})
near = snn.FromPairs(pre, post)
net.connect(sheet, sheet, "e", near, weight=3.5 * mV, delay=1.2 * ms * apart[pre, post])
stones = [(10 * ms, SIDE * 10 + 10), (10 * ms, SIDE * 30 + 28), (55 * ms, 0)]  # when and where
thrown = snn.SpikeSource([t for t, _ in stones], np.arange(len(stones)))
hand = net.population(thrown, len(stones), "hand")
for k, (_, where) in enumerate(stones):
    hit = np.flatnonzero(apart[where] < RADIUS)
    net.connect(hand, sheet, "e", snn.FromPairs(np.full(len(hit), k), hit), weight=20 * mV)
spikes = net.record(sheet, "spikes")
net.run(100 * ms)

moments = np.array([20.0, 32.0, 72.0]) * ms
plot.use_style()
figure, axes = plt.subplot_mosaic("ABC;DDD", figsize=(8, 5.8))
for ax, t, surface in zip(
    axes.values(), moments, analysis.time_surface(spikes, moments, TAU), strict=False
):
    plot.time_surface(surface, shape=(SIDE, SIDE), colorbar=False, ax=ax)
    ax.set_title(f"{t:.0f} ms")
at = np.arange(0, 100, 0.5) * ms
over_time = analysis.time_surface(spikes, at, TAU)[:, 10 * SIDE : 11 * SIDE]
plot.time_surface(over_time, at, ax=axes["D"])
axes["D"].set(title="row 10 over time", ylabel="column of neurons")
print(f"{len(spikes)} spikes of {sheet.n} neurons")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "time_surface.png", dpi=150)
