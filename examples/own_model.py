"""A model of one's own: Morris & Lecar (1981), Biophys. J. 35:193, in fifteen lines."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import NeuronModel, Param, State, ms
from snn.lang import exp, tanh
from snn.plot import COLOURS, traces

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")


class MorrisLecar(NeuronModel):
    """Barnacle muscle fibre; parameters of Rinzel & Ermentrout (1998), table 7.1, Hopf."""

    C = Param(20.0, "µF/cm²")
    V_2 = Param(18.0, "mV")
    phi = Param(0.04, "1/ms")
    t_ref = Param(5.0, "ms")  # one spike per crossing
    v = State(-60.0, "mV")
    n = State(0.0, "1")

    def derivatives(v, n, I, C, V_2, phi):
        m = 0.5 * (1.0 + tanh((v + 1.2) / V_2))
        steady = 0.5 * (1.0 + tanh((v - 2.0) / 30.0))
        rate = phi * 0.5 * (exp((v - 2.0) / 60.0) + exp((2.0 - v) / 60.0))
        ions = 4.4 * m * (v - 120.0) + 8.0 * n * (v + 84.0) + 2.0 * (v + 60.0)
        return (I - ions) / C, rate * (steady - n)

    def threshold(v):
        return v > 0.0


current = np.array([60.0, 90.0, 120.0])  # µA/cm²: the first rests
net = snn.Network(dt=0.05 * ms)
cells = net.population(MorrisLecar(integrator="rk4"), len(current))
net.stimulate(cells, "I", current)
v, n = net.record(cells, "v"), net.record(cells, "n")
net.run(500 * ms)

snn.plot.use_style()
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
traces(v, labels=[f"{i:g} µA/cm²" for i in current], ax=left)
for k in range(len(current)):
    right.plot(v.values[:, k], n.values[:, k], color=COLOURS[k], linewidth=0.8)
right.set(xlabel="v (mV)", ylabel="n, open fraction of K channels")
out.mkdir(parents=True, exist_ok=True)
figure.savefig(out / "own_model.png", dpi=150)
