"""Networks that ranks divide, and what is seen of them.

`mpiexec -n 2 python -m tests.mpi_networks FOLDER` runs them and writes it. Arenas have several
hundred neurons, for every rank is to own some: ranges are multiples of 64.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import snn
from snn import Hz, analysis, ms, mV
from snn.analysis.synapses import delay_counts
from snn.plot.spy import spy_counts
from tests.networks import Full, cuba, everything

STDP = snn.STDP(tau_pre=20 * ms, tau_post=15 * ms, a_plus=0.2, a_minus=0.21, w_max=3 * mV)


def short(**options: Any) -> snn.Network:
    """Excitation after one step: an exchange in each."""
    net = cuba(700, **options)
    for population in net.populations:
        net.stimulate(population, "I", 25 * mV)
    net.record(net["I"], "v", index=[5, 100, 139], every=0.3 * ms)
    return net


def swinging(t: np.ndarray) -> np.ndarray:
    """Input that varies in time and from neuron to neuron."""
    return np.outer(np.sin(t) + 9, np.linspace(1, 2, 150)) * mV


def learning(**options: Any) -> snn.Network:
    """Traces of both sides, values of synapses, short-term dynamics; weights are recorded."""
    net = snn.Network(dt=0.1 * ms, **options)
    P = net.population(snn.Poisson(rate=50 * Hz), 300, "P")
    receptors = {"ge": snn.Exponential(5 * ms), "gi": snn.Exponential(10 * ms)}
    E = net.population(snn.LIF(), 290, "E", receptors, v=snn.Uniform(-70 * mV, -52 * mV))
    I = net.population(snn.NoisyLIF(), 150, "I", receptors)
    some, weight = snn.FixedProbability(0.1), snn.Uniform(0.5 * mV, 2.5 * mV)
    delay = snn.Uniform(0.4 * ms, 2 * ms)
    rewarded = snn.RewardSTDP(
        tau_pre=20 * ms, tau_post=15 * ms, a_plus=0.2, a_minus=0.1, w_max=3 * mV, tau_reward=30 * ms
    )
    fed = net.connect(P, E, "ge", some, weight, delay, STDP, "fed")
    net.connect(E, E[7:], "ge", some, weight, delay, rewarded, "rewarded")
    net.connect(P[3:], E[:200], "ge", some, weight, delay, Full(), "full")
    net.connect(E, I, "ge", some, 1 * mV, delay, snn.STP(U=0.4), "depressing")
    net.connect(I, E, "gi", some, -0.5 * mV, 0.7 * ms, name="inhibition")
    net.stimulate(E, "I", 17 * mV)
    net.stimulate(I, "I", swinging)
    net.normalize(fed, np.linspace(20, 50, 290), every=1.7 * ms)
    net.record(fed, "weight", every=2 * ms)
    net.record(net.projections[1], "c", index=[3, 7000, 12], every=1 * ms)
    net.record(net.projections[4], "weight", index=[900, 0], every=5 * ms)
    return net


def wired(**options: Any) -> snn.Network:
    """Every way to choose synapses, values by every distribution, scheduled spikes."""
    net = snn.Network(dt=0.1 * ms, **options)
    steps = np.repeat(np.arange(3, 190, 2), 9)
    S = net.population(snn.SpikeSource(0.1 * steps, np.arange(len(steps)) * 7 % 270), 270, "S")
    E = net.population(snn.LIF(), 300, "E")
    normal, uniform = snn.Normal(2, 0.5, clip=(1, 4)), snn.Uniform(0.3, 2.5)
    dense = np.random.default_rng(1).random((270, 300))
    rng = np.random.default_rng(2)
    pairs = snn.FromPairs(rng.integers(0, 270, 500), rng.integers(0, 30, 500) * 9)
    ways: list[tuple[Any, Any, Any]] = [
        (snn.FixedProbability(0.4), normal, uniform),
        (snn.FixedTotal(4000), snn.LogNormal(0, 0.3), uniform),
        (snn.FixedTotal(900, multapses=False), 1.0, uniform),
        (snn.FixedTotal(60_000, multapses=False), 0.1, 0.5),
        (snn.FixedInDegree(9), uniform, 0.3),
        (snn.FixedInDegree(40, multapses=False), 0.2, normal),
        (snn.FixedOutDegree(250, multapses=False), normal, 0.4),
        (snn.FixedOutDegree(3), uniform, uniform),
        (pairs, np.linspace(0.1, 2, 500), uniform),
        (pairs, normal, uniform),
        (snn.FromSparse(sparse.csr_array(np.where(dense < 0.05, dense, 0))), None, 0.6),
        (snn.AllToAll(), 0.01 * dense, normal),
    ]
    for k, (way, weight, delay) in enumerate(ways):
        net.connect(S, E, "ge", way, weight=weight, delay=delay, name=f"way {k}")
    E0 = net.connect(S, E[:270], "ge", snn.OneToOne(), 0.5, 0.9, name="one to one")
    net.connect(E, E, "ge", snn.FixedTotal(500, self_connections=False, multapses=False), 0.3, 0.8)
    net.connect(E, E, "ge", snn.AllToAll(self_connections=False), 0.01, 1.1, name="all")
    net.record(E0, "weight", index=[269, 0], every=9 * ms)
    return net


def brief(file: Path | None = None, **options: Any) -> dict[str, np.ndarray]:
    """A few steps of a network that learns: few exchanges, for more ranks than cores are slow."""
    net = snn.Network(dt=0.1 * ms, backend="numba", **options)
    P = net.population(snn.Poisson(rate=400 * Hz), 300, "P")
    E = net.population(snn.LIF(), 290, "E", {"ge": snn.Exponential(5 * ms)})
    delay = snn.Uniform(0.5 * ms, 1.5 * ms)
    fed = net.connect(P, E, "ge", snn.FixedInDegree(30), 1 * mV, delay, STDP)
    net.connect(E, E, "ge", snn.FixedProbability(0.1), 0.2 * mV, delay)
    net.stimulate(E, "I", 30 * mV)
    spikes = net.record(E, "spikes")
    net.run(6 * ms)
    seen = {"v": E["v"], "weight": fed["weight"], "wiring": analysis.wiring(net).synapses}
    seen["spy"], *_ = spy_counts(net, 20)
    seen |= {f"delays {p.name}": count for p, count in delay_counts(net.projections).items()}
    return seen | {"steps": spikes.steps, "seen": spikes.ids}


def written(net: snn.Network) -> None:
    """Change weights, states, signals and parameters between two runs."""
    for q in net.projections:
        if q.name in ("fed", "way 0", "all", "inhibition"):
            q["weight"] = q["weight"] * np.linspace(0.4, 0.9, len(q))
        elif q.name in ("rewarded", "full"):
            q["reward"] = np.linspace(-0.2, 0.3, q.target.n)
        elif q.name == "one to one":
            q["weight"] = 0.25
    E = net["E"]
    E["v"] = np.linspace(-60, -51, E.n)
    E["tau_m"] = 12 * ms
    net.stimulate(E, "ge", snn.PoissonInput(100 * Hz, n=3, weight=0.5))


def seen(make: Callable[..., snn.Network], file: Path | None = None, **options: Any) -> Any:
    """All of a network after runs with and without learning, with changes between them."""
    net = make(backend="numba", **options)
    for population in net.populations:
        net.record(population, "spikes")
    if file is not None:
        net.record(net["E"], "v", every=0.5 * ms, to=file.with_suffix(".v.h5"))
    net.run(7 * ms)
    written(net)
    net.run(6 * ms)
    net.run(3 * ms, learn=False)
    if file is not None:
        net.save(file)
    return continued(net)


def continued(net: snn.Network) -> dict[str, np.ndarray]:
    """All of a network when it has run on."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        net._ready().sync()
        for arena in net._ready().program.arenas:
            if "v" in arena.state:
                v = arena.state["v"]
                v[::50] = 0x7E00 if v.dtype == np.uint16 else np.nan
        net._ready().compiled().push()
        net.run(4.3 * ms)
    out = everything(net)
    for k, recording in enumerate(net.recordings):
        out[f"steps {k}"], out[f"seen {k}"] = recording.steps, recording.seen
    out["table"] = np.array(str(net).split("\n")[1:])
    if net.ranks.first:
        out["warnings"] = np.array([str(each.message) for each in warned])
    return out


FLOAT16 = {"precision": "float16"}
CASES: dict[str, Callable[..., Any]] = {
    "short": partial(seen, partial(short, **FLOAT16)),
    "learning": partial(seen, learning),
    "learning, two threads": partial(seen, partial(learning, threads=2)),
    "wired": partial(seen, wired),
    "brief": brief,
}


def main(out: Path, *names: str) -> None:
    """Run cases and write what each rank has seen; continue a checkpoint of one process."""
    comm = snn.mpi.world()
    found = {}
    for name in names:
        file = out / f"{name} {comm.size}.h5" if name == "learning" else None
        found |= {f"{name}: {k}": v for k, v in CASES[name](file=file, comm=comm).items()}
    if "learning" in names:
        functions = {"swinging": swinging}
        loaded = snn.Network.load(out / "alone.h5", models=[Full], functions=functions, comm=comm)
        found |= {f"loaded: {k}": v for k, v in continued(loaded).items()}
    np.savez(out / f"{comm.size} {comm.rank}.npz", **found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
