"""A network as a NIR graph."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import DataError, OutOfMemoryError
from ..lowering import access
from ..lowering.memory import available
from ..models import LIF, Poisson, SpikeSource
from ..optional import optional
from ..population import Population
from ..program import Array
from ..projection import Projection
from ..receptors import Delta, Exponential
from .held import check_held, current
from .nir_models import INITIAL, MODELS
from .nir_read import OUTPUTS

if TYPE_CHECKING:
    import nir

    from ..network import Network

_WHO = "to_nir"


def to_nir(
    net: Network, outputs: Iterable[Population] | None = None, leave_out: Iterable[str] = ()
) -> nir.NIRGraph:
    """A network as a NIR graph; `nir.write(path, graph)` makes a file of it.

    Parameters
    ----------
    outputs : the populations that an Output node shows; by default those of the graph that the
        network was read from, else those from which no other is reached, else all but the inputs.
    leave_out : "stimuli" (but for constants onto "I") and "plasticity", which NIR cannot hold:
        without it they are a DataError.

    SpikeSource and Poisson become Input nodes. What `from_nir` makes of LIF, IF, LI, CubaLIF and
    CubaLI becomes these again, with equal arrays; a constant onto its "I" is the bias of an Affine.
    An LIF without refractory period becomes a LIF where its input arrives by `Delta()`, and a
    CubaLIF where it arrives by one Exponential receptor; mV are taken as NIR's numbers, and a
    constant onto "I" is a part of v_leak. Projections become Linear nodes of their names, with the
    weights as used (a matrix of all pairs, float64); delays longer than a step become Delay nodes.

    NIR names no integrator. Whoever reads the graph takes forward Euler, as `from_nir` does: the
    spikes of `LIF(integrator="euler")` come back in the same steps, those of "exact", the default,
    come up to some 2 ms earlier or later (tau_m 20 ms, dt 0.1 ms), and not always as many. First
    values of v and of the synaptic current, as they are now, are metadata of a node, which
    `from_nir` takes and other simulators do not know.

    Raises DataError, which names it, for a population, stimulus or delays that NIR cannot hold;
    OutOfMemoryError where a matrix of all pairs does not fit.
    """
    module = optional("nir", "data", _WHO)
    check_held(net, leave_out, _WHO)
    graph = _Graph(net, module)
    for population in net.populations:
        graph.add_neurons(population)
    for projection in net.projections:
        graph.add_synapses(projection)
    for population, name in _shown(net, outputs):
        if name not in graph.nodes:
            graph.add(name, module.Output(np.array([population.n])))
        graph.edges.append((population.name, name))
    return module.NIRGraph(graph.nodes, graph.edges, type_check=False)


def _shown(net: Network, outputs: Iterable[Population] | None) -> list[tuple[Population, str]]:
    """(population, Output) of every edge to an Output."""
    if outputs is None and net in OUTPUTS:
        return [(net[population], name) for population, name in OUTPUTS[net]]
    shown = _last(net) if outputs is None else list(outputs)
    return [(p, "output" if len(shown) == 1 else f"output_{p.name}") for p in shown]


def _last(net: Network) -> list[Population]:
    """The populations from which no other is reached; all where there is none such."""
    onward = {
        q.source.population
        for q in net.projections
        if q.target.population is not q.source.population
    }
    neurons = [p for p in net.populations if not _is_input(p)]
    return [p for p in neurons if p not in onward] or neurons


def _is_input(population: Population) -> bool:
    return isinstance(population.model, (SpikeSource, Poisson))


class _Graph:
    """Nodes and edges that are filled from a network."""

    def __init__(self, net: Network, module: Any) -> None:
        self.net, self.module = net, module
        self.nodes: dict[str, Any] = {}
        self.edges: list[tuple[str, str]] = []
        self._biases: dict[Population, Array] = {}  # not yet on a projection

    def add(self, name: str, node: Any) -> None:
        """A node; DataError where the name is taken, or is none for NIR."""
        if name in self.nodes or "/" in name:
            raise DataError(f"{_WHO}: the node's name {name!r} is taken or has a '/'; rename it")
        self.nodes[name] = node

    def add_neurons(self, population: Population) -> None:
        """A population as a node."""
        n, model = population.n, population.model
        if _is_input(population):
            self.add(population.name, self.module.Input(np.array([n])))
            return
        kind = next((k for k, cls in MODELS.items() if type(model) is cls), None)
        if kind is not None:
            values = dict(model.params)  # type: ignore[union-attr]
            states = {key: name for key, name in INITIAL.items() if name in type(model).states}  # type: ignore[union-attr]
            self._take_bias(population)
        elif type(model) is LIF:
            kind, values, states = self._lif(population, model)
        else:
            raise DataError(
                f"{_WHO}: population {population.name!r}: NIR has no neuron like {model!r}"
            )
        arrays = {k: np.array(np.broadcast_to(np.asarray(v), n)) for k, v in values.items()}
        first = {"initial_v": arrays.get("v_leak", np.zeros(n)), "initial_i": np.zeros(n)}
        now = {key: population[name] for key, name in states.items()}
        other = {k: v for k, v in now.items() if not np.array_equal(v, first[k].astype(v.dtype))}
        self.add(population.name, getattr(self.module, kind)(**arrays, metadata=other))

    def _take_bias(self, population: Population) -> None:
        """Keep a constant onto "I" for the first projection that arrives; DataError for none."""
        bias = current(population)
        if not np.any(bias):
            return
        if all(q.target.population is not population for q in self.net.projections):
            raise DataError(
                f"{_WHO}: the constant onto 'I' of {population.name!r} finds no projection whose "
                "bias it could be"
            )
        self._biases[population] = np.array(np.broadcast_to(bias, population.n))

    def _lif(
        self, population: Population, model: LIF
    ) -> tuple[str, dict[str, Any], dict[str, str]]:
        """An LIF as NIR's LIF or CubaLIF: its kind, its parameters, and the states it begins at."""
        what = f"{_WHO}: population {population.name!r}"
        p = model.params
        if np.any(p["t_ref"]):
            raise DataError(f"{what}: NIR's neurons have no refractory period; set t_ref = 0")
        used = {q.receptor for q in self.net.projections if q.target.population is population}
        if len(used) > 1:
            raise DataError(
                f"{what}: its input arrives by {', '.join(sorted(used))}, and NIR's neurons have "
                "one synaptic current; connect all to one receptor"
            )
        r = 1.0 if p["C"] is None else p["tau_m"] / p["C"]
        values = {"r": r, "v_leak": p["v_rest"] + r * current(population)}
        values |= {"v_threshold": p["v_thresh"], "v_reset": p["v_reset"]}
        name = used.pop() if used else ""
        receptor = population.receptors[name] if name else Delta()
        if isinstance(receptor, Delta) and not receptor.onto:
            return "LIF", values | {"tau": p["tau_m"] / 1000.0}, {"initial_v": "v"}
        if isinstance(receptor, Exponential) and receptor.params["reversal"] is None:
            tau = receptor.params["tau"]
            values |= {"tau_mem": p["tau_m"] / 1000.0, "tau_syn": tau / 1000.0}
            # A spike, 1 during a step, raises the current by w_in dt / tau_syn: by its weight.
            values["w_in"] = tau / self.net.dt
            return "CubaLIF", values, {"initial_v": "v", "initial_i": name}
        raise DataError(f"{what}: NIR has no receptor like {receptor!r}")

    def add_synapses(self, projection: Projection) -> None:
        """A projection as Linear or Affine, with a Delay before or after it."""
        source, target = projection.source.population, projection.target.population
        weight = self._matrix(projection)
        found = access.synapses(self.net._ready(), projection)
        pre, post = found.pre + projection.source.lo, found.post + projection.target.lo
        np.add.at(weight, (post, pre), found.weight)
        bias = self._biases.pop(target, None)
        node = self.module.Linear(weight) if bias is None else self.module.Affine(weight, bias)
        before, after = self._delays(projection, pre, post, found.delay)
        name = self._free(projection.name)
        chain = [source.name, name, target.name]
        if before is not None:
            self.add(f"{name}.delay", self.module.Delay(before))
            chain.insert(1, f"{name}.delay")
        self.add(name, node)
        if after is not None:
            self.add(f"{name}.delay", self.module.Delay(after))
            chain.insert(-1, f"{name}.delay")
        self.edges += pairwise(chain)

    def _free(self, name: str) -> str:
        """The name, with a number where a projection before has it: default names may be equal."""
        taken = [p.name for p in self.net.populations]
        found, k = name, 1
        while found in self.nodes and found not in taken:
            k += 1
            found = f"{name}_{k}"
        return found

    def _matrix(self, projection: Projection) -> Array:
        """Zeros for all pairs, (n_post, n_pre); OutOfMemoryError where they do not fit."""
        shape = projection.target.population.n, projection.source.population.n
        size, free = 8 * shape[0] * shape[1], available()
        if free is not None and size > free:
            raise OutOfMemoryError(
                f"{_WHO}: projection {projection.name!r}: NIR holds a matrix of all pairs, here "
                f"{shape[0]:,} x {shape[1]:,} numbers: {size / 1e9:.1f} GB, and "
                f"{free / 1e9:.1f} GB are free; write_sonata writes synapses only"
            )
        return np.zeros(shape)

    def _delays(
        self, projection: Projection, pre: Array, post: Array, steps: Array
    ) -> tuple[Array | None, Array | None]:
        """Seconds before and after the weights; None where all delays are one step."""
        if np.all(steps == 1):
            return None, None
        seconds = steps * self.net.dt / 1000.0
        ends = ((pre, projection.source), (post, projection.target))
        for k, (ids, view) in enumerate(ends):
            of_neuron = np.zeros(view.population.n)
            of_neuron[ids] = seconds
            if np.array_equal(of_neuron[ids], seconds):
                return (of_neuron, None) if k == 0 else (None, of_neuron)
        raise DataError(
            f"{_WHO}: projection {projection.name!r}: NIR delays neurons, not synapses; its delays "
            "differ between synapses of one neuron"
        )
