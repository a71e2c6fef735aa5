"""The demo: the headline network for one second, with a progress bar and a picture."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from .circuits import headline
from .network import Network
from .recorders import SpikeRecording, StateRecording

SECOND = 1000.0  # ms of biological time
TRACED = 3  # neurons whose membrane potential is drawn


def demo(
    out: Path,
    scale: float = 1.0,
    backend: str = "auto",
    threads: int | None = None,
    precision: str = "float32",
    comm: Any = None,
) -> Path | None:
    """Simulate, draw into the folder `out`, print what was done; returns the figure's path.

    Of several ranks (`comm`) the first draws and prints; the others return None. The speed that is
    printed leaves out the first step, in which code is compiled or loaded.
    """
    begin = time.perf_counter()
    net = headline(scale, backend=backend, threads=threads, precision=precision, comm=comm)
    ranks = net.ranks
    spikes = {p.name: net.record(p, "spikes") for p in net.populations}
    samples = net.record(net["E"], "v", index=list(range(TRACED)))
    n = sum(p.n for p in net.populations)
    if ranks.first:
        how = f"{net.backend}, {net.precision}" + ("" if ranks.alone else f", {ranks.size} ranks")
        print(f"drawing the synapses of {n:,} neurons ({how})", flush=True)
    net.run(net.dt)
    ready = time.perf_counter()
    net.run(SECOND - net.dt, progress=True)
    seconds = time.perf_counter() - ready

    count = sum(len(s) for s in spikes.values())
    rate = count / n / (SECOND / 1000)
    speed = (SECOND - net.dt) / 1000 / seconds
    synapses = sum(map(len, net.projections))
    if not ranks.first:
        return None
    what = f"{n:,} neurons, {synapses:,} synapses, {count:,} spikes, {rate:.2f} Hz"
    figure = _draw(net, spikes, samples, f"{what}, {speed:.1f} × real time", out)
    print(
        f"{what}; 1 s of biological time in {seconds:.3f} s ({speed:.1f} × real time), after "
        f"{ready - begin:.1f} s of building and compiling; figure: {figure}"
    )
    return figure


def _draw(
    net: Network,
    spikes: dict[str, SpikeRecording],
    samples: StateRecording,
    title: str,
    out: Path,
) -> Path:
    import matplotlib as mpl

    mpl.use("Agg")  # a file is wanted, with or without a screen
    from .plot import COLOURS, overview

    e = spikes["E"]
    figure = overview(
        spikes,
        samples,
        t_range=(0.0, SECOND),
        title=title,
        labels=[f"v of E[{k}]" for k in range(TRACED)],
        colours=COLOURS[:1],  # that of E
        ticks=[np.asarray(e.times[e.ids == k]) for k in range(TRACED)],
    )
    out.mkdir(parents=True, exist_ok=True)
    path = out / "headline.png"
    figure.savefig(path, dpi=150)
    return path
