"""The workloads in Brian2's C++ standalone mode, served to compare.py by another interpreter.

    python benchmarks/brian_peer.py W1a --threads 0

builds the network once, prints `ready`, and then, for every line on standard input, simulates one
biological second and prints one JSON object. Needs brian2 and nothing of this project. Every run
draws a new network, because the seed is left free (W5 keeps its synapses, see brian_w5.py). `run_s`
is Brian2's own measure of the simulation alone. Compiler flags are Brian2's defaults (-O3
-march=native -ffast-math ...), floats are float32, and weights that are constants stay constants in
its code.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from typing import Any

import brian2 as b2
import numpy as np
from brian2 import ms, mV, nS, pF
from brian_w5 import microcircuit

# The neurons, what acts on them, and what is reported by name: mean weights of synapses that learn,
# rates of groups of neurons.
Built = tuple[Any, list[Any], dict[str, Any]]


def connect(pre: Any, post: Any, p: float, on_pre: str, **keywords: Any) -> Any:
    synapses = b2.Synapses(pre, post, on_pre=on_pre, **keywords)
    synapses.connect(p=p)
    return synapses


def cuba(n: int, k: int, w_e: float, w_i: float, stdp: bool = False) -> Built:
    """W1 and W2: current-based LIF, forward Euler; weights in mV."""
    neurons = b2.NeuronGroup(
        n,
        """dv/dt = (ge + gi - (v + 49*mV)) / (20*ms) : volt (unless refractory)
           dge/dt = -ge / (5*ms) : volt
           dgi/dt = -gi / (10*ms) : volt""",
        threshold="v > -50*mV",
        reset="v = -60*mV",
        refractory=5 * ms,
        method="euler",
    )
    neurons.v = "-60*mV + rand() * 10*mV"
    n_e, p = 4 * n // 5, k / n
    excitatory, inhibitory = neurons[:n_e], neurons[n_e:]
    objects = [connect(inhibitory, neurons, p, f"gi_post += {w_i}*mV")]
    more = {}
    if stdp:
        more["EE"] = plastic(excitatory, p, w_e)
        objects += [more["EE"], connect(excitatory, inhibitory, p, f"ge_post += {w_e}*mV")]
    else:
        objects += [connect(excitatory, neurons, p, f"ge_post += {w_e}*mV")]
    return neurons, objects, more


def plastic(excitatory: Any, p: float, w: float) -> Any:
    """Pair STDP, all-to-all, additive, with Brian2's event-driven traces; weights in mV."""
    synapses = connect(
        excitatory,
        excitatory,
        p,
        f"""ge_post += w*mV
            apre += 0.01 * {2 * w}
            w = clip(w + apost, 0, {2 * w})""",
        model="""w : 1
                 dapre/dt = -apre / (20*ms) : 1 (event-driven)
                 dapost/dt = -apost / (20*ms) : 1 (event-driven)""",
        on_post=f"""apost += -0.0105 * {2 * w}
                    w = clip(w + apre, 0, {2 * w})""",
    )
    synapses.w = w
    return synapses


def izhikevich(n: int = 10_000, k: int = 100) -> Built:
    """W3: Izhikevich (2003) at 1 ms, two half steps for v, Gaussian drive, weights per synapse."""
    n_e, p = 4 * n // 5, k / n
    neurons = b2.NeuronGroup(
        n,
        "v : 1\nu : 1\ninput : 1\na : 1 (constant)\nd : 1 (constant)\nnoise : 1 (constant)",
        threshold="v > 30",
        reset="v = -65; u += d",
    )
    neurons.run_regularly(
        """drive = input + noise * randn()
           v += 0.5 * (0.04 * v**2 + 5 * v + 140 - u + drive)
           v += 0.5 * (0.04 * v**2 + 5 * v + 140 - u + drive)
           u += a * (0.2 * v - u)
           input = 0""",
        when="groups",
    )
    neurons.v, neurons.u = -65, -13
    for group, a, d, noise in (neurons[:n_e], 0.02, 8, 5), (neurons[n_e:], 0.1, 2, 2):
        group.a, group.d, group.noise = a, d, noise
    excitatory = connect(neurons[:n_e], neurons, p, "input_post += w", model="w : 1 (constant)")
    inhibitory = connect(neurons[n_e:], neurons, p, "input_post += w", model="w : 1 (constant)")
    excitatory.w, inhibitory.w = "2 * rand()", "-4 * rand()"
    return neurons, [excitatory, inhibitory], {}


def adex(n: int = 4_000, k: int = 80) -> Built:
    """W4: AdEx (Brette & Gerstner 2005) with conductance synapses, forward Euler."""
    neurons = b2.NeuronGroup(
        n,
        """dv/dt = (g_L*(E_L - v) + g_L*D_T*exp((v - V_T)/D_T) - w + I
                    + ge*(0*mV - v) + gi*(-80*mV - v)) / C : volt
           dw/dt = (4*nS*(v - E_L) - w) / (144*ms) : amp
           dge/dt = -ge / (5*ms) : siemens
           dgi/dt = -gi / (10*ms) : siemens
           I : amp (constant)""",
        threshold="v > -40.4*mV",
        reset="v = -70.6*mV; w += 80.5*pA",
        method="euler",
        namespace={
            "C": 281 * pF,
            "g_L": 30 * nS,
            "E_L": -70.6 * mV,
            "V_T": -50.4 * mV,
            "D_T": 2 * mV,
        },
    )
    neurons.v, neurons.I = "-70.6*mV + rand() * 20.2*mV", "700*pA + rand() * 600*pA"
    n_e, p = 4 * n // 5, k / n
    excitatory = connect(neurons[:n_e], neurons, p, "ge_post += 0.6*nS")
    inhibitory = connect(neurons[n_e:], neurons, p, "gi_post += 6*nS")
    return neurons, [excitatory, inhibitory], {}


WORKLOADS: dict[str, tuple[float, Callable[[], Built]]] = {  # dt in ms, and the network
    "W1a": (0.1, lambda: cuba(4_000, 80, 1.62, -9.0)),
    "W1b": (0.1, lambda: cuba(20_000, 200, 0.648, -3.6)),
    "W2": (0.1, lambda: cuba(4_000, 80, 1.62, -9.0, stdp=True)),
    "W2b": (0.1, lambda: cuba(20_000, 200, 0.648, -3.6, stdp=True)),
    "W3": (1.0, izhikevich),
    "W4": (0.1, adex),
    "W5": (0.1, microcircuit),
}


def report(neurons: Any, objects: list[Any], named: dict[str, Any], monitor: Any) -> str:
    spikes = int(monitor.num_spikes)
    result = {
        "n": len(neurons),
        "synapses": sum(len(s) for s in objects if isinstance(s, b2.Synapses)),
        "spikes": spikes,
        "rate_hz": spikes / len(neurons),
        "run_s": float(b2.device._last_run_time),
    }
    for name, item in named.items():
        if isinstance(item, b2.Synapses):
            result[f"mean_weight_{name}"] = float(np.mean(item.w[:]))
        else:
            result[f"rate_hz_{name}"] = float(np.mean(monitor.count[item.start : item.stop]))
    return json.dumps(result)


def main() -> None:
    b2.BrianLogger.log_level_error()  # its report of a large v before a reset, among others
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workload", choices=sorted(WORKLOADS))
    parser.add_argument("--threads", type=int, default=0, help="OpenMP threads; 0: none")
    args = parser.parse_args()
    b2.set_device("cpp_standalone", build_on_run=False)
    b2.prefs.core.default_float_dtype = np.float32
    b2.prefs.devices.cpp_standalone.openmp_threads = args.threads
    dt, build = WORKLOADS[args.workload]
    b2.defaultclock.dt = dt * ms
    with tempfile.TemporaryDirectory() as folder:
        neurons, objects, named = build()
        monitor = b2.SpikeMonitor(neurons)
        b2.Network(neurons, objects, monitor).run(1 * b2.second)
        b2.device.build(directory=folder, run=False, with_output=False)
        print("ready", flush=True)
        for _ in sys.stdin:
            b2.device.run(folder, with_output=False)
            print(report(neurons, objects, named, monitor), flush=True)


if __name__ == "__main__":
    main()
