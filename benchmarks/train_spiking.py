"""Training of a spiking network by recursive least squares: seconds per loop, and what is learned.

    python -m benchmarks.train_spiking --backend numba --threads 2 --loops 100 --P float16

The network, targets and parameters are the defaults of TrainSpikingNet.jl (Arthur, Kim, Chen,
Preibisch & Darshan 2023): 4,096 LIF neurons, half of them inhibitory, in a balanced state by static
synapses (probability 0.1, 3 ms), and 2 L = 58 plastic inputs each (150 ms). A loop is 2 s: a
stimulus from 0.8 s to 1 s, then 1 s in which every neuron's synaptic input learns a sinusoid of
its own phase, every 10 ms. The correlation of a loop is the mean over neurons of that between
target and input, averaged over 100 ms around each time of learning. The README of that package
reports 7.1 s per loop on its authors' machine, and a correlation of 0.73 after 100 loops.

Options for a smaller network: --n, --loops. One JSON object at the end with --json.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import numpy as np

import snn
from snn import ms, second
from snn.info import device

RATIO, TAU_M, TAU_BALANCED, TAU_PLASTIC = 0.1, 10 * ms, 3 * ms, 150 * ms
STIMULUS, LEARN, LOOP = 0.8 * second, 1 * second, 2 * second
EVERY, WINDOW, SAMPLE = 10 * ms, 100 * ms, 1 * ms


def balanced(n: int, **options: Any) -> snn.Network:
    """The static network: half of `n` neurons excitatory, in a balanced state."""
    net = snn.Network(dt=0.1 * ms, **options)
    cell = snn.LIF(tau_m=TAU_M, v_rest=0.0, v_reset=0.0, v_thresh=1.0, t_ref=0.1 * ms)
    receptors = {"balanced": snn.Exponential(TAU_BALANCED), "plastic": snn.Exponential(TAU_PLASTIC)}
    N = net.population(cell, n, "N", receptors, v=snn.Normal(0.0, 1.0))
    half = n // 2
    root = np.sqrt(round(RATIO * half))
    strength = 2.0 / root * TAU_M / TAU_BALANCED  # a jump of the input, threshold 1
    E, I = N[:half], N[half:]
    some = snn.FixedProbability(RATIO, self_connections=False)
    for pre, post, factor in ((E, E, 0.15), (E, I, 1.0), (I, E, -0.75), (I, I, -1.0)):
        net.connect(pre, post, "balanced", some, weight=factor * strength)
    net.stimulate(N, "I", np.where(np.arange(n) < half, 1.5, 1.0) * 0.08 * root)
    return net


def mean_input(n: int, **options: Any) -> Any:
    """The mean synaptic input of every neuron of the static network, (n,)."""
    net = balanced(n, **options)
    net.run(1 * second)
    seen = net.record(net["N"], "balanced", every=SAMPLE)
    net.run(1 * second)
    return seen.values.mean(axis=0)


def plastic_pairs(n: int, seed: int) -> tuple[Any, Any, Any]:
    """(pre, post, weight): L excitatory and L inhibitory inputs of every neuron."""
    half = n // 2
    L = round(2 * np.sqrt(round(RATIO * half)))
    rng = np.random.default_rng(seed)
    chosen = [rng.choice(half, L, False) + k * half for _ in range(n) for k in (0, 1)]
    weight = 2 * TAU_M / (2 * np.sqrt(L)) / TAU_PLASTIC
    signs = np.tile(np.repeat([1.0, -1.0], L), n)
    return np.concatenate(chosen), np.repeat(np.arange(n), 2 * L), weight * signs


def stimulus(n: int, seed: int) -> Any:
    """A function of time: noise that decays within 20 ms, from 0.8 s to 1 s of every loop."""
    steps = round((LEARN - STIMULUS) / 0.1)
    rng = np.random.default_rng(seed)
    noise = np.zeros((steps, n), np.float32)
    for k in range(steps - 1):
        noise[k + 1] = noise[k] * (1 - 0.1 / 20) + 0.2 * np.sqrt(0.1) * rng.standard_normal(n)

    def input_at(t: Any) -> Any:
        step = np.rint((t % LOOP - STIMULUS) / 0.1).astype(int)
        inside = (step >= 0) & (step < steps)
        return np.where(inside[:, None], noise[np.clip(step, 0, steps - 1)], 0.0)

    return input_at


def network(n: int, seed: int, P: str | None = None, **options: Any) -> snn.Network:
    """The network that is trained."""
    wanted = snn.targets.Sinusoids.random(
        n, 0.5, 1 * second, mean_input(n, seed=seed, **options), seed
    )
    net = balanced(n, seed=seed, **options)
    N = net["N"]
    pre, post, weight = plastic_pairs(n, seed)
    rule = snn.RLS(
        targets=wanted, every=EVERY, start=LEARN, stop=LOOP, period=LOOP, others=["balanced"], P=P
    )
    pairs = snn.FromPairs(pre, post)
    net.connect(N, N, "plastic", pairs, weight=weight, plasticity=rule, name="plastic")
    net.stimulate(N, "I", stimulus(n, seed))
    return net


def correlations(net: snn.Network, wanted: Any, total: Any) -> Any:
    """Of every neuron, between its target and its input of the last loop; `total`: a row per ms."""
    input = total[-round((LOOP - LEARN) / SAMPLE) :]
    sums = np.concatenate([np.zeros((1, input.shape[1])), np.cumsum(input, axis=0)])
    at = np.arange(EVERY, LOOP - LEARN + 1e-9, EVERY)
    rows = np.rint(at / SAMPLE).astype(int)
    half = round(WINDOW / SAMPLE / 2)
    lo, hi = np.maximum(rows - half, 0), np.minimum(rows + half, len(input))
    mean = (sums[hi] - sums[lo]) / (hi - lo)[:, None]
    target = wanted(LEARN + at)
    a, b = mean - mean.mean(0), target - target.mean(0)
    return (a * b).sum(0) / np.sqrt((a * a).sum(0) * (b * b).sum(0))


def train(net: snn.Network, loops: int, quiet: bool = False) -> list[dict[str, float]]:
    """Run the loops; seconds, rate (Hz) and mean correlation of each."""
    N = net["N"]
    rule: Any = next(q.plasticity for q in net.projections if q.plasticity)
    parts = [net.record(N, name, every=SAMPLE) for name in ("balanced", "plastic")]
    spikes = net.record(N, "spikes")
    curve = []
    for loop in range(1, loops + 1):
        for recording in (*parts, spikes):
            recording.clear()
        begin = time.perf_counter()
        net.run(LOOP)
        taken = time.perf_counter() - begin
        found = correlations(net, rule.targets, parts[0].values + parts[1].values)
        rate = len(spikes) / N.n / (LOOP / second)
        curve.append({"seconds": taken, "rate_hz": rate, "correlation": float(np.nanmean(found))})
        if not quiet:
            print(f"{loop:5d} {taken:9.3f} s {rate:8.3f} Hz {np.nanmean(found):9.4f}", flush=True)
    return curve


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.train_spiking",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--threads", type=int, help="default: the backend's choice")
    parser.add_argument("--n", type=int, default=4096)
    parser.add_argument("--loops", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--P", choices=["float16", "float32"], default="float32")
    parser.add_argument("--json", action="store_true", help="one JSON object at the end")
    args = parser.parse_args()
    options = {"backend": args.backend, "threads": args.threads}
    net = network(args.n, args.seed, args.P, **options)
    print(net, flush=True)
    curve = train(net, args.loops, quiet=args.json)
    print(str(net).splitlines()[-1].strip())
    (fit,) = net.program.regress
    result = {
        "n": args.n,
        "P": args.P,
        "P_bytes": fit.p.nbytes,
        "clipped": int(fit.clipped[0]),
        "loops": args.loops,
        "seconds_per_loop": float(np.median([each["seconds"] for each in curve])),
        "best_correlation": max(each["correlation"] for each in curve),
        "last_correlation": curve[-1]["correlation"],
        "backend": net.backend,
        "threads": args.threads,
        "seed": args.seed,
        "version": snn.__version__,
        "device": device(net.backend),
    }
    if args.json:
        print(json.dumps(result))
        return
    for key, value in result.items():
        print(f"{key:18} {value}")


if __name__ == "__main__":
    main()
