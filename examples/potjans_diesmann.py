"""Four layers of cortex, as in figure 6 of Potjans & Diesmann (2014), at a tenth of their size."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from snn import ms, plot, second
from snn.circuits import potjans_diesmann
from snn.circuits.potjans_diesmann import NAMES, RATES

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
scale = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1
START, STOP = 200 * ms, 1 * second

net = potjans_diesmann(scale, seed=1)
spikes = {p.name: net.record(p, "spikes") for p in reversed(net.populations)}  # 23E on top
net.run(STOP, progress=True)

seconds = (STOP - START) / second
rate = {name: np.sum(r.times >= START) / r.n / seconds for name, r in spikes.items()}
for name, full in zip(NAMES, RATES, strict=True):
    print(f"{name:>4}  {rate[name]:5.2f} Hz; {full:5.2f} Hz at full scale")

plot.use_style()
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 6), width_ratios=(3, 1))
plot.raster(spikes, t_range=(STOP - 400 * ms, STOP), ax=left)
plt.setp(left.lines, markersize=1.5)
edge = np.cumsum([0] + [r.n for r in spikes.values()])[::2]
left.set_yticks((edge[1:] + edge[:-1]) / 2, ["L6", "L5", "L4", "L2/3"], color="black")
left.tick_params(axis="y", length=0)  # no patches of a population's colour beside layers
left.set_ylabel("layer; excitatory above inhibitory")
left.set_title(f"{edge[-1]:,} neurons")

row = np.arange(8)
right.barh(row, list(rate.values()), color=[plot.colours(net)[name] for name in rate])
right.plot(RATES[::-1], row, "k|", markersize=12, markeredgewidth=1.5, label="at full scale")
right.set_yticks(row, list(rate))
right.set_xlabel("rate (Hz)")
right.legend(fontsize=8, loc="upper right")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "potjans_diesmann.png", dpi=150)
