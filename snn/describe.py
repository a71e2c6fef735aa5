"""What a network is made of, as a table: populations, projections, synapses, bytes, backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .program import Arena, Deliver, Program
from .program.regress import Regress

if TYPE_CHECKING:
    from .network import Network


def megabytes(n: float) -> str:
    return f"{n / 1e6:,.1f} MB" if n >= 1e5 else f"{n / 1e3:,.1f} kB"


def counted(n: int, what: str) -> str:
    """So many of them: 1 projection, 2,000 projections."""
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def table(rows: list[list[str]], right: set[int]) -> list[str]:
    """Rows in aligned columns; those in `right` are right-aligned."""
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(w) if c in right else cell.ljust(w)
            for c, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(cells).rstrip())
    return lines


def describe(network: Network) -> str:
    """The table that `print(net)` shows; draws the synapses if that has not happened yet."""
    program = network.program
    n_neurons = sum(p.n for p in network.populations)
    n_synapses = sum(map(len, network.projections))
    lines = [
        f"Network: {n_neurons:,} neurons, {n_synapses:,} synapses, "
        f"{megabytes(program.nbytes)}, backend {network.backend}, {network.precision}, "
        f"dt {network.dt:g} ms, seed {network.seed}, t = {network.time:g} ms"
    ]
    lines += table(population_rows(network), {1})
    if network.projections:
        lines += table(projection_rows(network), {1})
    if program.regress:
        network._ready().sync("counters")
        lines += [f"  P of {_regress(fit)}; {_clipped(fit)}" for fit in program.regress]
    return "\n".join(lines)


def population_rows(network: Network) -> list[list[str]]:
    """A head, and a row for each population."""
    rows = [["population", "neurons", "model", "receptors"]]
    for p in network.populations:
        receptors = ", ".join(f"{k}: {r}" for k, r in p.receptors.items())
        rows.append([p.name, f"{p.n:,}", repr(p.model), receptors])
    return rows


def projection_rows(network: Network) -> list[list[str]]:
    """A head, and a row for each projection."""
    program = network.program
    forms = {id(m): form_of(d) for d in program.deliver for m in d.members}
    forms |= {id(each.member): each.form for each in (*program.rates, *program.graded)}
    rows = [["projection", "synapses", "form", "receptor", "rule"]]
    for q, spec in zip(network.projections, network._ready().specs, strict=True):
        rule = repr(q.plasticity) if q.plasticity else ""
        rows.append([q.name, f"{len(q):,}", forms.get(id(spec), "empty"), q.receptor, rule])
    return rows


def form_of(deliver: Deliver) -> str:
    """How a projection's synapses are kept, with the rounding of their weights."""
    quantum = 1.0 / deliver.scale
    if deliver.form == "constant":
        return "one weight, 4 bytes"
    if deliver.form == "packed":
        return f"packed, 4 bytes, weights in steps of {quantum * 2**deliver.shift:.3g}"
    return f"wide, {4 + deliver.weight.itemsize} bytes, input in steps of {quantum:.3g}"


def describe_program(program: Program) -> str:
    """The stages of one step in the order in which they act."""
    lines = [f"program at step {program.step}: dt {program.dt:g} ms, {program.precision}"]
    lines += [f"  rates    {rate}" for rate in program.rates]
    lines += [f"  graded   {stage}" for stage in program.graded]
    lines += [f"  drive    {drive.label}" for drive in program.drives]
    lines += [f"  poisson  {poisson.label}" for poisson in program.poisson]
    lines += [f"  deliver  {_deliver(deliver)}" for deliver in program.deliver]
    lines += [f"  update   {_update(arena)}" for arena in program.arenas]
    for learn in program.learn:
        lines.append(f"  learn    {learn.label}: {learn.kind.name}")
    for stage in program.normalize:
        lines.append(f"  normalize {stage.label}: every {stage.every} steps")
    lines += [f"  regress  {_regress(fit)}, every {fit.every} steps" for fit in program.regress]
    for record in program.records:
        what = getattr(record, "variable", "spikes")
        lines.append(f"  record   {what} of {record.label}")
    return "\n".join(lines)


def _deliver(deliver: Deliver) -> str:
    delays = deliver.delays
    steps = " ... ".join(str(d) for d in dict.fromkeys([*delays[:1], *delays[-1:]])) or "no"
    return (
        f"{deliver.label}: {len(deliver.synapse):,} synapses, {form_of(deliver)}, "
        f"delay {steps} steps"
    )


def _update(arena: Arena) -> str:
    kind = "spike source" if arena.kind is None else arena.kind.name
    spans = zip(arena.names, arena.starts[:-1], arena.starts[1:], strict=True)
    return f"{kind}: " + ", ".join(f"{name}[{lo}:{hi}]" for name, lo, hi in spans)


def _regress(fit: Regress) -> str:
    """What P takes, beside the formula: n L (L + 1) / 2 values."""
    count = fit.start[1:] - fit.start[:-1]
    least, most = int(count.min()), int(count.max())
    sizes = f"{most} × {most + 1} / 2" if least == most else f"L (L + 1) / 2, L = {least} … {most},"
    return (
        f"{fit.label}: {megabytes(fit.p.nbytes)} = {fit.n_targets:,} × {sizes} × "
        f"{fit.p.itemsize} bytes"
    )


def _clipped(fit: Regress) -> str:
    return f"{fit.clipped[0]:,} weights clipped to {fit.low:.3g} … {fit.high:.3g}"
