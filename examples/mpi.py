"""One network on several processes: mpiexec -n 4 python examples/mpi.py

Asynchronous irregular activity: Brunel (2000), J. Comput. Neurosci. 8:183, fig. 8C. Every rank runs
this script and owns a part of the neurons; spikes are exchanged once per least delay, here every 15
steps. The bits, and so the number printed last, are those of one process: python examples/mpi.py
"""

import hashlib
import sys
import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import snn
from snn import ms, mV

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
N, C_E, C_I, J, G, ETA, D = 10_000, 1000, 250, 0.1 * mV, 5.0, 2.0, 1.5 * ms

comm = snn.mpi.world()
net = snn.Network(dt=0.1 * ms, comm=comm)
cell = snn.LIF(tau_m=20 * ms, v_rest=0, v_reset=10 * mV, v_thresh=20 * mV, t_ref=2 * ms)
kick = {"s": snn.Delta(onto="v")}
E = net.population(cell, N, name="E", receptors=kick, v=snn.Uniform(0, 20 * mV))
I = net.population(cell, N // 4, name="I", receptors=kick, v=snn.Uniform(0, 20 * mV))
threshold_rate = 20 * mV / (J * C_E * 20 * ms)  # kHz: input that would just reach the threshold
for post in (E, I):
    net.connect(E, post, "s", snn.FixedInDegree(C_E), weight=J, delay=D)
    net.connect(I, post, "s", snn.FixedInDegree(C_I), weight=-G * J, delay=D)
    net.stimulate(post, "s", snn.PoissonInput(rate=ETA * threshold_rate, n=C_E, weight=J))
spikes = net.record(E, "spikes")
net.run(100 * ms)
begin = time.perf_counter()
net.run(500 * ms, progress=True)
seconds = time.perf_counter() - begin

if net.ranks.first:  # recordings are complete on every rank; one of them draws
    digest = hashlib.sha256(spikes.steps.tobytes() + spikes.ids.tobytes()).hexdigest()[:8]
    rate = np.sum(spikes.times >= 100) / N / 0.5
    print(f"{net.ranks.size} rank(s), {seconds:.2f} s, {rate:.1f} Hz, spikes {digest}")
    figure, (raster, activity) = plt.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    some = (spikes.ids < 50) & (spikes.times > 500)
    raster.plot(spikes.times[some], spikes.ids[some], "|", color="k", markersize=4)
    raster.set(ylabel="neuron of E", title=f"g = {G:g}, $ν_{{ext}} / ν_θ$ = {ETA:g}")
    count, edges = np.histogram(spikes.times, np.arange(500, 600.1, 0.5))
    activity.stairs(count / N / 0.5e-3, edges, fill=True, color="0.4")
    activity.set(xlabel="time (ms)", ylabel="rate (Hz)", xlim=(500, 600))
    out.mkdir(parents=True, exist_ok=True)
    figure.savefig(out / "mpi.png", dpi=150)
