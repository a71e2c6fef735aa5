"""The wiring of the cortical microcircuit, as blocks and as a spy plot, and that of assemblies."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import analysis, plot
from snn.circuits import potjans_diesmann
from snn.circuits.potjans_diesmann import PROBABILITIES

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
scale = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1

cortex = potjans_diesmann(scale)
found = analysis.wiring(cortex, pairs=True)
off = np.abs(found.probability - PROBABILITIES).max()
print(f"{found.synapses.sum():,} synapses; probabilities within {off:.4f} of the paper's table")


def assemblies(n=8, size=100):
    """Excitatory neurons in `n` groups that prefer their own, their neighbour, and inhibition."""
    net = snn.Network(seed=1)
    E = net.population(snn.LIF(), n * size, "E")
    I = net.population(snn.LIF(), n * size // 4, "I")
    for k in range(n):
        own, after = E[k * size : (k + 1) * size], (k + 1) % n * size
        net.connect(own, own, "ge", snn.FixedProbability(0.4), weight=1.0)
        net.connect(own, E[after : after + size], "ge", snn.FixedProbability(0.15), weight=1.0)
    net.connect(E, E, "ge", snn.FixedProbability(0.02), weight=0.5)
    net.connect(E, I, "ge", snn.FixedProbability(0.1), weight=1.0)
    net.connect(I, E, "ge", snn.FixedProbability(0.2), weight=-4.0)
    return net


plot.use_style()
figure, axes = plt.subplots(2, 2, figsize=(9, 7.5))
plot.wiring(found, show="probability", ax=axes[0, 0]).set_title("microcircuit")
plot.spy(cortex, ax=axes[0, 1]).set_title(f"its {found.synapses.sum() / 1e6:.1f} million synapses")
structured = assemblies()
plot.wiring(structured, show="weight", unit="mV", ax=axes[1, 0]).set_title("two populations")
plot.spy(structured, bins=250, ax=axes[1, 1]).set_title("its assemblies")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "wiring_blocks.png", dpi=150)
