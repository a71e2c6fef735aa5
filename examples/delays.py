"""Axonal delays: a wave that travels along a ring at the axons' conduction velocity."""

import sys
from pathlib import Path

import numpy as np

import snn
from snn import ms, mV

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

N, REACH, SPACING, VELOCITY = 400, 10, 0.05, 0.5  # neurons, neighbours, mm, mm/ms

step = np.concatenate([np.arange(-REACH, 0), np.arange(1, REACH + 1)])
pre = np.repeat(np.arange(N), len(step))
post = (pre + np.tile(step, N)) % N
delay = np.tile(np.abs(step) * SPACING / VELOCITY, N)  # 0.1 ms per neuron of distance

net = snn.Network(dt=0.1 * ms)
start = net.population(snn.SpikeSource([5 * ms], [0]), 1, name="start")
ring = net.population(
    snn.LIF(t_ref=50 * ms), N, name="ring", receptors={"kick": snn.Delta(onto="v")}
)
net.connect(start, ring[N // 2 - 5 : N // 2 + 5], "kick", snn.AllToAll(), weight=20 * mV)
net.connect(ring, ring, "kick", snn.FromPairs(pre, post), weight=4 * mV, delay=delay * ms)
spikes = net.record(ring, "spikes")
net.run(30 * ms)

outside = spikes.times > spikes.times[0]
distance = np.abs(spikes.ids[outside] - N // 2) * SPACING
speed = np.polyfit(spikes.times[outside], distance, 1)[0]
print(f"{len(spikes)} neurons fired once; the wave runs at {speed:.3f} of {VELOCITY} mm/ms")

ax = snn.plot.raster(spikes, t_range=(0, 30))
for side in (-1, 1):
    front = N // 2 + side * np.array([0, 20]) * VELOCITY / SPACING
    ax.plot(5.1 + np.array([0, 20]), front, "--", color="0.6", zorder=0)
ax.set_title(f"a pulse on a ring; dashed: {VELOCITY} mm/ms", fontsize=10)
out.mkdir(parents=True, exist_ok=True)
ax.get_figure().savefig(out / "delays.png", dpi=150)
