"""20,000 LIF neurons and 4 million synapses for one second, drawn on one page."""

import sys
import time
from pathlib import Path

from snn import plot, second
from snn.circuits import headline

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
scale = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0

net = headline(scale, seed=1)
spikes = {p.name: net.record(p, "spikes") for p in net.populations}
vm = net.record(net["E"], "v", index=[0, 1, 2])

net.run(net.dt)  # compiles, so that the time below is that of the simulation
start = time.perf_counter()
net.run(1 * second - net.dt, progress=True)
print(f"1 s simulated in {time.perf_counter() - start:.3f} s")
print(net)

labels = [f"v of E[{k}]" for k in vm.index]
figure = plot.overview(
    spikes, vm, t_range=(0, 1000), title="headline network", labels=labels, colours=plot.COLOURS[:1]
)
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "headline.png", dpi=150)
