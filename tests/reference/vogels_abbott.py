"""Make vogels_abbott.json: mean firing rates of the benchmarks of Brette et al. (2007) in Brian2.

    python tests/reference/vogels_abbott.py > tests/reference/vogels_abbott.json

with an interpreter that has brian2. Every one of RUNS runs draws a new network, whose in-degrees
alone move its rate by a tenth; 200 ms are dropped, the 1 s that follows counts. Brian2's refractory
period counts the spike's own step, ours (and NEST's) does not: it is a step longer here.

For each benchmark: the mean rate and the standard deviation between the runs that were still active
in their last 100 ms (COBA of this size falls silent now and then), and the number of these.
"""

from __future__ import annotations

import json
import tempfile
from statistics import mean, stdev
from typing import Any

import brian2 as b2
import numpy as np
from brian2 import ms

RUNS, N, N_E, P = 96, 4000, 3200, 0.02
DT, DROPPED, MEASURED = 0.1, 200.0, 1000.0  # ms
SYNAPSES = """dge/dt = -ge / (5*ms) : siemens
              dgi/dt = -gi / (10*ms) : siemens"""


def cuba() -> Any:
    neurons = b2.NeuronGroup(
        N,
        """dv/dt = (ge + gi - (v + 49*mV)) / (20*ms) : volt (unless refractory)
           dge/dt = -ge / (5*ms) : volt
           dgi/dt = -gi / (10*ms) : volt""",
        threshold="v > -50*mV",
        reset="v = -60*mV",
        refractory=(5 + DT) * ms,
        method="euler",
    )
    neurons.v = "-60*mV + rand() * 10*mV"
    return neurons


def coba() -> Any:
    neurons = b2.NeuronGroup(
        N,
        "dv/dt = (10*nS*(-60*mV - v) - ge*v + gi*(-80*mV - v)) / (200*pF) : volt"
        f" (unless refractory)\n{SYNAPSES}",
        threshold="v > -50*mV",
        reset="v = -60*mV",
        refractory=(5 + DT) * ms,
        method="euler",
    )
    return start(neurons)


def cobahh() -> Any:
    neurons = b2.NeuronGroup(
        N,
        f"""dv/dt = (10*nS*(-60*mV - v) - ge*v + gi*(-80*mV - v) + 20000*nS * m**3 * h * (50*mV - v)
                     + 6000*nS * n**4 * (-90*mV - v)) / (200*pF) : volt
            u = (v + 63*mV) / mV : 1
            dm/dt = (1.28 / exprel((13 - u)/4) * (1 - m) - 1.4 / exprel((u - 40)/5) * m) / ms : 1
            dh/dt = (0.128 * exp((17 - u)/18) * (1 - h) - 4 / (1 + exp((40 - u)/5)) * h) / ms : 1
            dn/dt = (0.16 / exprel((15 - u)/5) * (1 - n) - 0.5 * exp((10 - u)/40) * n) / ms : 1
            {SYNAPSES}""",
        threshold="v > -20*mV",
        refractory=(3 + DT) * ms,
        method="exponential_euler",
    )
    return start(neurons)


def start(neurons: Any) -> Any:
    """Active from the first step, as nothing else would make it so."""
    neurons.v = "-65*mV + randn() * 5*mV"
    neurons.ge = "clip(40 + 15 * randn(), 0, inf) * nS"
    neurons.gi = "clip(200 + 120 * randn(), 0, inf) * nS"
    return neurons


BENCHMARKS = {
    "cuba": (cuba, "1.62*mV", "-9*mV"),
    "coba": (coba, "6*nS", "67*nS"),
    "cobahh": (cobahh, "6*nS", "67*nS"),
}


def rates(name: str) -> list[float]:
    """Hz, one of every run that stayed active."""
    build, w_e, w_i = BENCHMARKS[name]
    b2.device.reinit()
    b2.set_device("cpp_standalone", build_on_run=False)
    b2.defaultclock.dt = DT * ms
    with tempfile.TemporaryDirectory() as folder:
        neurons = build()
        excitatory = b2.Synapses(neurons[:N_E], neurons, on_pre=f"ge_post += {w_e}")
        inhibitory = b2.Synapses(neurons[N_E:], neurons, on_pre=f"gi_post += {w_i}")
        for synapses in (excitatory, inhibitory):
            synapses.connect(p=P)
        monitor = b2.SpikeMonitor(neurons)
        b2.Network(neurons, excitatory, inhibitory, monitor).run((DROPPED + MEASURED) * ms)
        b2.device.build(directory=folder, run=False, with_output=False)
        result = []
        for _ in range(RUNS):
            b2.device.run(folder, with_output=False)
            times = np.asarray(monitor.t / ms)
            if np.any(times > DROPPED + MEASURED - 100.0):
                result.append(float(np.sum(times >= DROPPED)) / N / (MEASURED / 1000.0))
    return result


def main() -> None:
    b2.BrianLogger.log_level_error()
    found: dict[str, Any] = {"brian2": b2.__version__, "runs": RUNS}
    for name in BENCHMARKS:
        values = rates(name)
        found[name] = {
            "active": len(values),
            "rate_hz": round(mean(values), 4),
            "sd": round(stdev(values), 4),
        }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
