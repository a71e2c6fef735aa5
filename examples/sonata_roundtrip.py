"""A balanced network as a SONATA circuit on disk, read again: the same spikes."""

import sys
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt

import snn
from snn import io, ms, mV

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
out.mkdir(parents=True, exist_ok=True)

net = snn.Network(dt=0.1 * ms, seed=1)
cell = snn.LIF(v_rest=-49 * mV, t_ref=5 * ms)
E = net.population(cell, 800, name="E", v=snn.Uniform(-60 * mV, -50 * mV))
I = net.population(cell, 200, name="I", v=snn.Uniform(-60 * mV, -50 * mV))
pairs, delay = snn.FixedProbability(0.02), snn.Uniform(0.5 * ms, 3 * ms)
for post in (E, I):
    net.connect(E, post, "ge", pairs, weight=snn.Normal(3.2 * mV, 0.5 * mV), delay=delay)
    net.connect(I, post, "gi", pairs, weight=-18 * mV, delay=1 * ms)

config = io.write_sonata(net, out / "sonata")
again = io.read_sonata(config)
for path in sorted((out / "sonata").rglob("*.*")):
    print(f"{path.relative_to(out)}: {path.stat().st_size / 1e3:.1f} kB")

recorded = []
for each in (net, again):
    recorded.append({name: each.record(each[name], "spikes") for name in ("E", "I")})
    each.run(200 * ms)
io.write_sonata_spikes(out / "sonata" / "spikes.h5", recorded[1])
read = io.read_sonata_spikes(out / "sonata" / "spikes.h5")

fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
for k, (name, color, marks) in enumerate((("E", "#0072B2", 100), ("I", "#D55E00", 40))):
    one, two, file = recorded[0][name], recorded[1][name], read[name]
    assert np.array_equal(one.times, two.times) and np.array_equal(one.ids, two.ids)
    assert np.array_equal(file.times, one.times) and np.array_equal(file.ids, one.ids)
    for spikes, style in (
        (one, {"marker": "o", "ms": 6, "mfc": "none", "mec": "0.6"}),
        (file, {"marker": ".", "ms": 4, "color": color}),
    ):
        some = spikes.ids < marks
        at = spikes.ids[some] + 100 * k
        label = f"{name}, {'original' if spikes is one else 'reloaded'}: {len(spikes.times)} spikes"
        ax.plot(spikes.times[some], at, ls="", label=label, **style)
ax.set(xlabel="time (ms)", ylabel="neuron (100 of E, 40 of I)", xlim=(0, 200), ylim=(-2, 142))
ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=8, frameon=False)
fig.savefig(out / "sonata_roundtrip.png", dpi=150)
