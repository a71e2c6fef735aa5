"""One network on several processes of MPI, each with a part of the neurons.

    mpiexec -n 4 python examples/mpi.py

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
from snn import ms

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")

net = snn.circuits.brunel2000("C", comm=snn.mpi.world())
spikes = net.record(net["E"], "spikes")
net.run(100 * ms)
begin = time.perf_counter()
net.run(500 * ms, progress=True)
seconds = time.perf_counter() - begin

if net.ranks.first:  # recordings are complete on every rank; one of them draws
    digest = hashlib.sha256(spikes.steps.tobytes() + spikes.ids.tobytes()).hexdigest()[:8]
    rate = np.sum(spikes.times >= 100) / spikes.n / 0.5
    print(f"{net.ranks.size} rank(s), {seconds:.2f} s, {rate:.1f} Hz, spikes {digest}")
    snn.plot.use_style()
    figure, (raster, activity) = plt.subplots(2, 1, sharex=True, figsize=(7, 5))
    some, late = spikes.ids < 50, (500 * ms, 600 * ms)
    few = {"E": (spikes.times[some], spikes.ids[some], 50)}
    snn.plot.raster(few, t_range=late, ax=raster)
    raster.set(xlabel="", title=r"g = 5, $\nu_{ext} / \nu_{thresh}$ = 2")
    snn.plot.activity({"E": spikes}, bin=0.5 * ms, t_range=late, ax=activity)
    out.mkdir(parents=True, exist_ok=True)
    figure.savefig(out / "mpi.png", dpi=150)
