"""A network from a NIR graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from ..errors import DataError, SNNError
from ..lowering.carriers import can_spike
from ..models import SpikeSource
from ..network import Network
from ..optional import optional
from ..precision import Precision
from ..wiring.connectivity import FromSparse, OneToOne
from .arrays import existing, uniform
from .nir_graph import LINEAR, Between, kind_of, narrow, opened
from .nir_models import INITIAL, MODELS, RECEPTOR

if TYPE_CHECKING:
    import nir

# Of a network from a graph: (population, Output node) of every edge to one, for `to_nir`.
OUTPUTS: WeakKeyDictionary[Network, list[tuple[str, str]]] = WeakKeyDictionary()


def from_nir(
    graph: nir.NIRGraph | str | Path,
    inputs: Mapping[str, Any] | None = None,
    dt: float = 0.1,
    precision: str | Precision | None = None,
    **options: Any,
) -> Network:
    """The network of a NIR graph.

    Parameters
    ----------
    graph : a `nir.NIRGraph`, or the path of one in a file.
    inputs : name of an Input node -> its spikes (a recording, `SpikeTrains`, (times in ms, ids)).
    dt : ms, the step; a spike is an input of 1 during it, so weights belong to a dt. snnTorch
        takes 0.1 ms. **options: of `Network`.
    precision : by default one that keeps the graph's weights: float32 for states and weights, or
        "float64" where a weight is no number of float32.

    Input nodes become SpikeSources; LIF, IF, LI, CubaLIF and CubaLI become populations of the
    nodes' names, of models with NIR's own parameters (`net["lif"]["tau"]`, in seconds). Linear,
    Affine, Scale, Flatten and Delay between them become projections, with the Linear's or Affine's
    name, and a bias a constant onto "I". Subgraphs are opened: their nodes are called "sub.node".
    A projection takes its Delay, and at least one step: in a simulator that passes spikes on
    within a step, those of the k-th layer come k steps earlier. Neurons begin at v_leak, unless
    `to_nir` wrote other first values. An Output shows what neurons give, as it is.

    Raises DataError, which names the node, for any other node, for shapes that do not fit, for
    weights onto an Output, and for what a LI gives to other nodes: it has no spikes.
    """
    module = optional("nir", "data", "from_nir")
    if not isinstance(graph, module.NIRGraph):
        graph = _read(graph, module)
    nodes, edges = opened(graph)
    given = dict(inputs or {})
    if precision is None:
        precision = Precision("float32", "float32") if narrow(nodes) else "float64"
    net = Network(dt=dt, precision=precision, **options)
    wiring = _Wiring(net, nodes, edges)
    for name, node in nodes.items():
        with _naming(f"node {name!r}"):
            wiring.add_population(name, node, given)
    if given:
        known = [name for name, node in nodes.items() if kind_of(node) == "Input"]
        raise DataError(
            f"from_nir: inputs of {', '.join(map(repr, given))}; the graph's Input nodes are: "
            f"{', '.join(known) or 'none'}"
        )
    for name in wiring.sizes:
        with _naming(f"from node {name!r} on"):
            wiring.add_projections(name)
    wiring.add_biases()
    OUTPUTS[net] = wiring.shown
    return net


def _read(path: Any, module: Any) -> Any:
    path = existing(path, "from_nir")
    try:
        return module.read(path)
    except (OSError, KeyError, ValueError, AssertionError) as error:
        raise DataError(f"from_nir: {path} holds no NIR graph ({error})") from None


@contextmanager
def _naming(what: str) -> Iterator[None]:
    """Errors of the network within as DataErrors that say which node of the graph is at fault."""
    try:
        yield
    except DataError:
        raise
    except SNNError as error:
        raise DataError(f"from_nir: {what}: {error}") from None


class _Wiring:
    """A network that is filled from nodes and edges."""

    def __init__(self, net: Network, nodes: dict[str, Any], edges: list[tuple[str, str]]) -> None:
        self.net, self.nodes, self.edges = net, nodes, edges
        self.sizes: dict[str, int] = {}  # population -> neurons
        self.shown: list[tuple[str, str]] = []  # (population, Output)
        self._taken: set[str] = set()
        for end in {name for edge in edges for name in edge}:
            if end not in nodes:
                raise DataError(f"from_nir: an edge names {end!r}, which is no node")

    def add_population(self, name: str, node: Any, given: dict[str, Any]) -> None:
        """A population of a node that is one; DataError where the node is nothing that is known."""
        kind = kind_of(node)
        if kind == "Input":
            n = int(np.prod(node.input_type["input"]))
            trains = given.pop(name, ((), ()))
            times, ids = trains[:2] if isinstance(trains, tuple) else (trains.times, trains.ids)
            self.net.population(SpikeSource(times, ids), n, name)
        elif kind in MODELS:
            cls = MODELS[kind]
            values: dict[str, Any] = {}
            values |= {k: np.ravel(np.asarray(getattr(node, k), float)) for k in cls.parameters}
            n = max(v.size for v in values.values())
            known = [key for key in INITIAL if key in node.metadata]
            first = {INITIAL[key]: node.metadata[key] for key in known}
            self.net.population(cls(**values), n, name, **first)
        elif kind in (*LINEAR, "Output", "Through"):
            return
        else:
            kinds = ", ".join(("Input", "Output", *MODELS, *LINEAR))
            raise DataError(
                f"from_nir: node {name!r} is a {kind}, which this library cannot represent; "
                f"known are: {kinds}"
            )
        self.sizes[name] = n

    def add_projections(self, source: str) -> None:
        """All projections from a population, and the Outputs that show it."""
        for end, between in self._paths(source, Between(self.sizes[source]), []):
            if end in self.sizes:
                self._connect(source, end, between)
            elif between.plain:
                self.shown.append((source, end))
            else:
                raise DataError(
                    f"from_nir: weights, scales or delays lie between {source!r} and the Output "
                    f"{end!r}, and what is no input of neurons is not computed here; put a LI "
                    "before the Output"
                )

    def _paths(self, name: str, way: Between, seen: list[str]) -> Iterator[tuple[str, Between]]:
        """(end, what lies between) of every way on from a node to populations and Outputs."""
        for start, end in self.edges:
            if start != name:
                continue
            if end in seen:
                raise DataError(f"from_nir: nodes {', '.join(seen)} are a loop without neurons")
            if end in self.sizes or kind_of(self.nodes[end]) == "Output":
                yield end, way
            else:
                yield from self._paths(end, way.through(end, self.nodes[end]), [*seen, end])

    def _connect(self, source: str, target: str, between: Between) -> None:
        from scipy.sparse import csr_array

        self._check(source, target, between)
        n, dt = self.sizes[source], self.net.dt
        scale, before = np.broadcast_to(between.scale, n), np.broadcast_to(between.before, n)
        connectivity: Any = OneToOne()
        weight: Any = scale
        seconds: Any = before
        if between.weight is not None:
            matrix = csr_array(between.weight.T)
            pairs = matrix.tocoo()
            connectivity, weight = FromSparse(matrix), matrix.data
            after = np.broadcast_to(between.after, matrix.shape[1])
            seconds = before[pairs.row] + after[pairs.col]
        name = between.names[-1] if between.names else f"{source}->{target}"
        name = name if name not in self._taken else f"{name}:{source}->{target}"
        self._taken.add(name)
        delay = np.maximum(seconds * 1000.0, dt)
        ends = self.net[source], self.net[target]
        values = {"weight": uniform(weight), "delay": uniform(delay)}
        self.net.connect(*ends, RECEPTOR, connectivity, name=name, **values)

    def _check(self, source: str, target: str, between: Between) -> None:
        """DataError unless spikes of the source can reach the target."""
        if kind_of(self.nodes[target]) == "Input":
            raise DataError(f"from_nir: {source!r} reaches the Input node {target!r}")
        if not can_spike(self.net[source]):
            kind = kind_of(self.nodes[source])
            raise DataError(
                f"from_nir: node {source!r} is a {kind}, which has no spikes, and it leads to "
                f"{target!r}; it can lead to an Output only"
            )
        if between.n != self.sizes[target]:
            raise DataError(
                f"from_nir: {between.n} values reach node {target!r} of {self.sizes[target]} "
                f"neurons from {source!r}"
            )

    def add_biases(self) -> None:
        """Constants onto the populations that an Affine reaches."""
        for name, node in self.nodes.items():
            if kind_of(node) != "Affine":
                continue
            bias = np.ravel(np.asarray(node.bias, np.float64))
            for target, way in self._paths(name, Between(bias.size), []):
                onward = bias * way.scale if way.weight is None else way.weight @ bias
                with _naming(f"node {name!r}"):
                    self.net.stimulate(self.net[target], "I", onward)
