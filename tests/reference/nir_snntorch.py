"""Make nir_snntorch.json: what snnTorch computes for three NIR graphs.

    python tests/reference/nir_snntorch.py > tests/reference/nir_snntorch.json

with an interpreter that has snntorch (1.0.0 made the file), nirtorch, nir and torch. snnTorch takes
a step of 0.1 ms, and passes spikes from layer to layer within a step. All graphs have spikes into
an Input of 12: "feedforward" two layers of LIF with an Affine and a Linear, "cuba" one of CubaLIF,
"recurrent" one of LIF that is connected to itself. Weights are multiples of 1/64, so that sums are
exact.
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from itertools import pairwise
from typing import Any

import nir
import numpy as np

DT, STEPS, N_IN = 1e-4, 400, 12  # s


def weights(rng: np.random.Generator, n_out: int, n_in: int, low: float, high: float) -> Any:
    return (np.rint(rng.uniform(low, high, (n_out, n_in)) * 64) / 64).astype(np.float32)


def lif(n: int, tau: Any, threshold: float) -> nir.LIF:
    """The r by which a spike of weight w raises v by w, as snnTorch has it."""
    tau = np.broadcast_to(tau, n).astype(np.float32)
    of_threshold = np.full(n, threshold, np.float32)
    zero = np.zeros(n, np.float32)
    return nir.LIF(tau, tau / np.float32(DT), zero, of_threshold, zero)


def cubalif(n: int, tau_syn: float, tau_mem: float, threshold: float) -> nir.CubaLIF:
    """The r and w_in by which a spike of weight w raises i, and i raises v, by themselves."""
    syn, mem = np.full(n, tau_syn, np.float32), np.full(n, tau_mem, np.float32)
    zero, step = np.zeros(n, np.float32), np.float32(DT)
    return nir.CubaLIF(
        syn, mem, mem / step, zero, np.full(n, threshold, np.float32), zero, syn / step
    )


def graphs() -> dict[str, nir.NIRGraph]:
    """All graphs, drawn from one seed."""
    rng = np.random.default_rng(4)
    bias = (np.arange(16) / 1024).astype(np.float32)
    taus = np.linspace(0.005, 0.02, 16)
    ends = {"input": nir.Input(np.array([N_IN])), "output": nir.Output(np.array([6]))}
    chain = ["input", "fc1", "lif1", "fc2", "lif2", "output"]
    feedforward = {
        **ends,
        "fc1": nir.Affine(weights(rng, 16, N_IN, -0.2, 0.5), bias),
        "lif1": lif(16, taus, 1.0),
        "fc2": nir.Linear(weights(rng, 6, 16, -0.3, 0.6)),
        "lif2": lif(6, 0.01, 1.5),
    }
    recurrent = {
        "input": nir.Input(np.array([N_IN])),
        "fc": nir.Linear(weights(rng, 16, N_IN, -0.1, 0.4)),
        "lif.lif": lif(16, 0.01, 1.0),
        "lif.w_rec": nir.Linear(weights(rng, 16, 16, -0.3, 0.2)),
        "output": nir.Output(np.array([16])),
    }
    cuba = {
        "input": nir.Input(np.array([N_IN])),
        "fc": nir.Linear(weights(rng, 8, N_IN, -0.1, 0.3)),
        "cuba": cubalif(8, 0.004, 0.012, 4.0),
        "output": nir.Output(np.array([8])),
    }
    edges = [
        ("input", "fc"),
        ("fc", "lif.lif"),
        ("lif.lif", "lif.w_rec"),
        ("lif.w_rec", "lif.lif"),
        ("lif.lif", "output"),
    ]
    return {
        "feedforward": nir.NIRGraph(feedforward, list(pairwise(chain))),
        "recurrent": nir.NIRGraph(recurrent, edges),
        "cuba": nir.NIRGraph(cuba, list(pairwise(["input", "fc", "cuba", "output"]))),
    }


def spikes_in() -> np.ndarray:
    """(STEPS, N_IN) of 0 and 1."""
    return (np.random.default_rng(5).random((STEPS, N_IN)) < 0.05).astype(np.float32)


def run_feedforward(graph: nir.NIRGraph) -> dict[str, list[list[int]]]:
    """{layer: [[step, neuron], ...]} of what snnTorch makes of a graph."""
    import snntorch
    import torch
    from snntorch.import_nir import import_from_nir

    with redirect_stdout(sys.stderr):
        net = import_from_nir(graph)
    seen: dict[str, list[Any]] = {}

    def keep(name: str) -> Any:
        def hook(module: Any, given: Any, out: Any) -> None:
            spikes = out[0] if isinstance(out, tuple) else out
            seen.setdefault(name, []).append(spikes.detach()[0])

        return hook

    for name, module in net.named_modules():
        if isinstance(module, (snntorch.Leaky, snntorch.Synaptic)):
            module.register_forward_hook(keep(name))
    state = None
    with torch.no_grad():
        for row in torch.from_numpy(spikes_in()):
            _, state = net(row[None], state)
    return {k: torch.stack(v).nonzero().tolist() for k, v in seen.items()}


def run_recurrent(graph: nir.NIRGraph) -> dict[str, list[list[int]]]:
    """The same of an RLeaky with the graph's numbers: snnTorch 1.0.0's own import passes nothing
    on in a graph that has a loop."""
    import snntorch
    import torch

    cell, loop = graph.nodes["lif.lif"], graph.nodes["lif.w_rec"]
    n = len(cell.tau)
    layer = snntorch.RLeaky(
        beta=float(1 - DT / cell.tau[0]),
        threshold=float(cell.v_threshold[0]),
        reset_mechanism="zero",
        reset_delay=False,
        linear_features=n,
    )
    layer.recurrent.weight.data = torch.from_numpy(loop.weight)
    layer.recurrent.bias.data = torch.zeros(n)
    given = torch.from_numpy(spikes_in()) @ torch.from_numpy(graph.nodes["fc"].weight).T
    spikes, v = torch.zeros(1, n), torch.zeros(1, n)
    seen = []
    with torch.no_grad():
        for row in given:
            spikes, v = layer(row[None], spikes, v)
            seen.append(spikes[0])
    return {"lif.lif": torch.stack(seen).nonzero().tolist()}


if __name__ == "__main__":
    made = graphs()
    found = {
        "feedforward": run_feedforward(made["feedforward"]),
        "cuba": run_feedforward(made["cuba"]),
        "recurrent": run_recurrent(made["recurrent"]),
    }
    print(json.dumps(found, separators=(",", ":")))
