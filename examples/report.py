"""A network and its activity on one page of HTML: four layers of cortex, in a twentieth of size.

    python examples/report.py figures

writes figures/report.html, which opens in any browser, without a server or a network connection.
"""

import sys
from pathlib import Path

import snn
from snn import ms, second

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
duration = float(sys.argv[2] if len(sys.argv) > 2 else 2) * second

net = snn.circuits.potjans_diesmann(0.05, seed=1)
for population in net.populations:
    net.record(population, "spikes")
net.record(net["4E"], "v", index=[0, 1, 2], every=1 * ms)
net.run(duration, progress=True)

path = snn.report(net, out / "report.html", title="A cortical microcircuit, at 5 % of its size")
print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
