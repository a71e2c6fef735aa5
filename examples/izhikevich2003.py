"""A thousand cortical neurons with alpha and gamma rhythms: figure 3 of Izhikevich (2003)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy.signal import welch

from snn import ms, plot, second
from snn.circuits import izhikevich2003

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
DURATION = 20 * second  # the paper shows the first second

net = izhikevich2003(seed=1)
spikes = {p.name: net.record(p, "spikes") for p in net.populations}
vm = net.record(net["E"], "v", index=[0], every=1 * ms)
net.run(DURATION, progress=True)
for name, r in spikes.items():
    print(f"{name}: {len(r) / r.n / DURATION * second:.1f} Hz")

count = sum(np.bincount(r.steps, minlength=int(DURATION)) for r in spikes.values())
frequency, power = welch(count - count.mean(), fs=1000, nperseg=500)
for name, low, high in (("alpha", 5, 15), ("gamma", 20, 60)):
    band = (frequency >= low) & (frequency <= high)
    print(f"{name}: the spectrum peaks at {frequency[band][power[band].argmax()]:.0f} Hz")

plot.use_style()
figure, (top, middle, bottom) = plt.subplots(3, 1, figsize=(8, 8), height_ratios=(4, 1.2, 1.8))
plot.raster(spikes, t_range=(0, 1 * second), ax=top)
plt.setp(top.lines[:2], markersize=1.5)
top.set_xlabel("")
early = vm.times < 1 * second
spike = np.isin(vm.times, spikes["E"].times[spikes["E"].ids == 0])
middle.plot(vm.times, np.where(spike, 30.0, vm.values[:, 0]), color="#0072B2", linewidth=0.8)
middle.set(xlim=(0, 1000), xlabel="time (ms)", ylabel="v of neuron 1 (mV)")
bottom.plot(frequency, power, color="black")
for name, low, high in (("alpha", 7, 13), ("gamma", 25, 50)):
    bottom.axvspan(low, high, color="0.88")
    bottom.text(high + 0.5, 0.92 * power.max(), name)
bottom.set(xlim=(0, 100), xlabel="frequency (Hz)", ylabel="power (spikes² / Hz)")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "izhikevich2003.png", dpi=150)
