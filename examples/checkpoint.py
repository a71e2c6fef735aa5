"""Save a network half-way, load it, and continue both: the same bits, on any backend."""

import sys
from pathlib import Path

import numpy as np

import snn
from snn import ms
from snn.circuits import headline

out = Path(sys.argv[1] if len(sys.argv) > 1 else "figures")
out.mkdir(parents=True, exist_ok=True)

net = headline(scale=0.1, seed=7)
net.run(100 * ms)
net.save(out / "half_way.h5")
net.run(100 * ms)

again = snn.Network.load(out / "half_way.h5", backend="numpy")
print(f"loaded at t = {again.time:g} ms")
again.run(100 * ms)

for name in ("E", "I"):
    for state in ("v", "ge", "gi"):
        one, other = net[name][state], again[name][state]
        assert np.array_equal(one.view(np.int32), other.view(np.int32)), f"{name}.{state}"
print(f"t = {net.time:g} ms: every state has the same bits on {net.backend} and {again.backend}")
