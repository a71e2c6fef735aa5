"""What a network is, how it ran, and what was replaced while it did, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis.synapses import Ranges
from ..describe import counted, megabytes, population_rows, projection_rows
from ..plot.weight_unit import weight_unit
from ..projection import Projection
from ..stimuli import PoissonInput, TimedArray
from .page import Part, Section, Table

if TYPE_CHECKING:
    from ..network import Network


def run_section(net: Network) -> Section:
    """Backend, precision, time steps, and how long the runs took."""
    neurons, synapses = sum(p.n for p in net.populations), sum(map(len, net.projections))
    simulated, spent = net.run_simulated / 1000.0, net.run_time
    speed = f"{spent / simulated:,.3g}, run time over time simulated in it" if simulated else "–"
    rows = [
        ["neurons", f"{neurons:,}"],
        ["synapses", f"{synapses:,} in {counted(len(net.projections), 'projection')}"],
        ["memory" if net.ranks.alone else "memory of a process", megabytes(net.program.nbytes)],
        ["backend", net.backend],
        ["threads", "the backend's choice" if net.threads is None else f"{net.threads}"],
        ["processes", f"{net.ranks.size}"],
        ["precision", str(net.precision)],
        ["time step", f"{net.dt:g} ms"],
        ["seed", f"{net.seed}"],
        ["simulated time", f"{net.time / 1000.0:,.6g} s"],
        ["run time", f"{spent:,.3f} s, of all runs, with compiling"],
        ["real-time factor", speed],
    ]
    return Section("run", "Run", [Table(["what", "value"], rows)])


def network_section(net: Network, ranges: Mapping[Projection, Ranges]) -> Section:
    """Populations, projections and input."""
    head, *rows = population_rows(net)
    parts: list[Part] = [Table(head, rows, frozenset({1}))]
    if net.projections:
        head, *rows = projection_rows(net)
        rows = [
            [*row[:2], _weights(q, ranges[q]), _range(ranges[q].delay, net.dt), *row[2:]]
            for row, q in zip(rows, net.projections, strict=True)
        ]
        head[2:2] = ["weight", "delay (ms)"]
        parts.append(_without_empty_columns(head, rows))
        parts.append("Weights as used, from the least to the greatest.")
    if net.stimuli:
        rows = [[view.label, receptor, _text(each)] for view, receptor, each in net.stimuli]
        parts.append(Table(["input into", "receptor", "what"], rows))
    return Section("network", "Network", parts)


def _without_empty_columns(head: list[str], rows: list[list[str]]) -> Table:
    """The table of projections; few networks have a rule in each."""
    kept = [k for k in range(len(head)) if any(row[k] for row in rows)]
    texts = [[row[k] for k in kept] for row in (head, *rows)]
    return Table(texts[0], texts[1:], frozenset({1}))


def scrub_section(net: Network) -> Section:
    """How many values had to be replaced, of each population or projection and variable."""
    rows = [
        [name, what, f"{count:,}"]
        for name, counts in net.scrubbed.items()
        for what, count in counts.items()
    ]
    if not rows:
        return Section("replaced", "Replaced values", ["None: every value was finite."])
    table = Table(["of", "variable", "values"], rows, frozenset({2}))
    about = (
        "Values that were not finite and were replaced, or updates of a rule that were left out."
    )
    return Section("replaced", "Replaced values", [table, about])


def _text(stimulus: Any) -> str:
    if isinstance(stimulus, PoissonInput):
        parts = (stimulus.n, np.multiply(stimulus.rate, 1000.0), stimulus.weight)
        n, rate, weight = (_values(each) for each in parts)
        return f"Poisson: {n} trains of {rate} Hz, weight {weight}"
    if isinstance(stimulus, TimedArray):
        return f"values over time, {stimulus.values.shape}, every {stimulus.dt:g} ms"
    if callable(stimulus):
        return f"function of time {getattr(stimulus, '__name__', type(stimulus).__name__)!r}"
    return _values(stimulus)


def _weights(projection: Projection, ranges: Ranges) -> str:
    unit = weight_unit([projection]) if ranges.weight else None
    return _range(ranges.weight) + (f" {unit}" if unit else "")


def _range(ends: tuple[float, float] | None, factor: float = 1.0) -> str:
    return "–" if ends is None else _values(np.multiply(ends, factor))


def _values(value: Any) -> str:
    """A number, or the least and the greatest of several."""
    array = np.asarray(value, np.float64)
    return f"{array.min():.6g}" + (f" … {array.max():.6g}" if array.min() < array.max() else "")
