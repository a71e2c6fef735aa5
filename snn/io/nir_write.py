"""A network as a NIR graph."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import DataError
from ..lowering import access
from ..lowering.carriers import carries_spikes
from ..models import LIF, Poisson, SpikeSource
from ..optional import optional
from ..population import Population, View
from ..program import Array
from ..projection import Projection
from ..receptors import Delta, Exponential
from .nir_models import MODELS

if TYPE_CHECKING:
    import nir

    from ..network import Network


def to_nir(net: Network, outputs: Iterable[Population] | None = None) -> nir.NIRGraph:
    """A network as a NIR graph; `nir.write(path, graph)` makes a file of it.

    outputs : the populations that an Output node shows; by default those from which no other one
        is reached.

    SpikeSource and Poisson become Input nodes. What `from_nir` makes of LIF, IF, LI, CubaLIF and
    CubaLI becomes these again, with equal arrays. An LIF without refractory period becomes
    a LIF where its input arrives by `Delta()`, and a CubaLIF where it arrives by one Exponential
    receptor; mV are taken as NIR's numbers. Projections become Linear nodes, or Affine where a
    constant goes onto the target's "I", with the weights as used (a matrix of all pairs) and their
    names; delays longer than a step become Delay nodes. First values of states and learning are no
    part of NIR.

    Raises DataError, which names it, for a population, stimulus or delays that NIR cannot hold.
    """
    module = optional("nir", "data", "to_nir")
    graph = _Graph(net, module)
    for population in net.populations:
        graph.add_neurons(population)
    for projection in net.projections:
        graph.add_synapses(projection)
    graph.check_biases()
    shown = _last(net) if outputs is None else list(outputs)
    for population in shown:
        name = "output" if len(shown) == 1 else f"output_{population.name}"
        graph.add(name, module.Output(np.array([population.n])))
        graph.edges.append((population.name, name))
    return module.NIRGraph(graph.nodes, graph.edges, type_check=False)


def _last(net: Network) -> list[Population]:
    onward = {
        q.source.population
        for q in net.projections
        if q.target.population is not q.source.population
    }
    return [p for p in net.populations if p not in onward and not _is_input(p)]


def _is_input(population: Population) -> bool:
    return isinstance(population.model, (SpikeSource, Poisson))


class _Graph:
    """Nodes and edges that are filled from a network."""

    def __init__(self, net: Network, module: Any) -> None:
        self.net, self.module = net, module
        self.nodes: dict[str, Any] = {}
        self.edges: list[tuple[str, str]] = []
        self._biases: dict[Population, list[Array]] = {}
        for view, receptor, stimulus in net.stimuli:
            self._add_bias(view, receptor, stimulus)

    def add(self, name: str, node: Any) -> None:
        """A node; DataError where the name is taken, or is none for NIR."""
        if name in self.nodes or "/" in name:
            raise DataError(f"to_nir: the node's name {name!r} is taken or has a '/'; rename it")
        self.nodes[name] = node

    def _add_bias(self, view: View, receptor: str, stimulus: Any) -> None:
        if (
            receptor != "I"
            or callable(stimulus)
            or not isinstance(stimulus, (int, float, list, np.ndarray, np.generic))
        ):
            raise DataError(
                f"to_nir: the stimulus of {view.label!r} onto {receptor!r} is no constant onto "
                "'I', and NIR holds no other"
            )
        whole = np.zeros(view.population.n)
        whole[view.lo : view.hi] = stimulus
        self._biases.setdefault(view.population, []).append(whole)

    def check_biases(self) -> None:
        """DataError for a constant onto a population that no projection reaches."""
        for population, left in self._biases.items():
            if left:
                raise DataError(
                    f"to_nir: {len(left)} constants onto 'I' of {population.name!r} find no "
                    "projection whose bias they could be; sum them into fewer stimuli"
                )

    def add_neurons(self, population: Population) -> None:
        """A population as a node."""
        n, model = population.n, population.model
        if _is_input(population):
            self.add(population.name, self.module.Input(np.array([n])))
            return
        kind = next((k for k, cls in MODELS.items() if type(model) is cls), None)
        if kind is not None:
            values = {k: np.array(np.broadcast_to(v, n)) for k, v in model.params.items()}  # type: ignore[union-attr]
        elif type(model) is LIF:
            kind, values = self._lif(population, model)
        else:
            raise DataError(
                f"to_nir: population {population.name!r}: NIR has no neuron like {model!r}"
            )
        self.add(population.name, getattr(self.module, kind)(**values))

    def _lif(self, population: Population, model: LIF) -> tuple[str, dict[str, Array]]:
        """An LIF as NIR's LIF or CubaLIF."""
        what = f"to_nir: population {population.name!r}"
        p = model.params
        if np.any(p["t_ref"]):
            raise DataError(f"{what}: NIR's neurons have no refractory period; set t_ref = 0")
        used = {q.receptor for q in self.net.projections if q.target.population is population}
        if len(used) > 1:
            raise DataError(
                f"{what}: its input arrives by {', '.join(sorted(used))}, and NIR's neurons have "
                "one synaptic current; connect all to one receptor"
            )
        n = population.n
        r = 1.0 if p["C"] is None else p["tau_m"] / p["C"]
        names = ("v_leak", "v_rest"), ("v_threshold", "v_thresh"), ("v_reset", "v_reset")
        values = {"r": r} | {key: p[own] for key, own in names}
        receptor = population.receptors[used.pop()] if used else Delta()
        if isinstance(receptor, Delta) and not receptor.onto:
            values["tau"], kind = p["tau_m"] / 1000.0, "LIF"
        elif isinstance(receptor, Exponential) and receptor.params["reversal"] is None:
            kind, tau = "CubaLIF", receptor.params["tau"]
            # A spike, 1 during a step, raises the current by w_in dt / tau_syn: by its weight.
            values["tau_syn"], values["w_in"] = tau / 1000.0, tau / self.net.dt
            values["tau_mem"] = p["tau_m"] / 1000.0
        else:
            raise DataError(f"{what}: NIR has no receptor like {receptor!r}")
        return kind, {k: np.array(np.broadcast_to(np.asarray(v), n)) for k, v in values.items()}

    def add_synapses(self, projection: Projection) -> None:
        """A projection as Linear or Affine, with a Delay before or after it."""
        if not carries_spikes(projection):
            raise DataError(f"to_nir: projection {projection.name!r} carries no spikes")
        found = access.synapses(self.net._ready(), projection)
        source, target = projection.source.population, projection.target.population
        pre, post = found.pre + projection.source.lo, found.post + projection.target.lo
        weight = np.zeros((target.n, source.n))
        np.add.at(weight, (post, pre), found.weight)
        biases = self._biases.get(target, [])
        node = self.module.Affine(weight, biases.pop(0)) if biases else self.module.Linear(weight)
        before, after = self._delays(projection, pre, post, found.delay)
        name = projection.name
        chain = [source.name, name, target.name]
        if before is not None:
            self.add(f"{name}.delay", self.module.Delay(before))
            chain.insert(1, f"{name}.delay")
        self.add(name, node)
        if after is not None:
            self.add(f"{name}.delay", self.module.Delay(after))
            chain.insert(-1, f"{name}.delay")
        self.edges += pairwise(chain)

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
            f"to_nir: projection {projection.name!r}: NIR delays neurons, not synapses; its delays "
            "differ between synapses of one neuron"
        )
