"""A network from a NIR graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import DataError
from ..models import SpikeSource
from ..optional import optional
from ..precision import Precision
from ..program import Array
from ..wiring.connectivity import FromSparse, OneToOne
from .arrays import existing, uniform
from .nir_models import MODELS, RECEPTOR

if TYPE_CHECKING:
    import nir

    from ..network import Network

_LINEAR = ("Linear", "Affine", "Scale", "Flatten", "Delay")
_PASSED = ("Input", "Output", "Flatten")  # inside a subgraph: what comes goes


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
    precision : by default float32 for states and weights, which keeps the graph's numbers.

    Input nodes become SpikeSources; LIF, IF, LI, CubaLIF and CubaLI become populations of the
    nodes' names, of models with NIR's own parameters (`net["lif"]["tau"]`, in seconds). Linear,
    Affine, Scale, Flatten and Delay between them become projections, with the Linear's or Affine's
    name, and a bias a constant onto "I". Subgraphs are opened: their nodes are called "sub.node".
    A projection takes its Delay, and at least one step: in a simulator that passes spikes on
    within a step, those of the k-th layer come k steps earlier.

    Raises DataError, which names the node, for any other node and for shapes that do not fit.
    """
    from ..network import Network

    module = optional("nir", "data", "from_nir")
    if not isinstance(graph, module.NIRGraph):
        graph = _read(graph, module)
    nodes, edges = _opened(graph, "")
    given = dict(inputs or {})
    wide = Precision("float32", "float32") if precision is None else precision
    net = Network(dt=dt, precision=wide, **options)
    wiring = _Wiring(net, nodes, edges)
    for name, node in nodes.items():
        wiring.add_population(name, node, given)
    if given:
        known = [name for name, node in nodes.items() if _kind(node) == "Input"]
        raise DataError(
            f"from_nir: inputs of {', '.join(map(repr, given))}; the graph's Input nodes are: "
            f"{', '.join(known) or 'none'}"
        )
    for name in wiring.sizes:
        wiring.add_projections(name)
    wiring.add_biases()
    return net


def _read(path: Any, module: Any) -> Any:
    path = existing(path, "from_nir")
    try:
        return module.read(path)
    except (OSError, KeyError, ValueError, AssertionError) as error:
        raise DataError(f"from_nir: {path} holds no NIR graph ({error})") from None


def _kind(node: Any) -> str:
    return type(node).__name__


def _opened(graph: Any, prefix: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """(nodes, edges) of a graph with its subgraphs' nodes in their place, as "sub.node"."""
    nodes: dict[str, Any] = {}
    edges = [(str(a), str(b)) for a, b in graph.edges]
    first, last = {}, {}  # subgraph -> its Input and Output
    inner = []
    for name, node in graph.nodes.items():
        if _kind(node) != "NIRGraph":
            nodes[prefix + name] = node
            continue
        own, own_edges = _opened(node, f"{prefix}{name}.")
        ends = {}
        for kind in ("Input", "Output"):
            found = [k for k, n in node.nodes.items() if _kind(n) == kind]
            if len(found) != 1:
                raise DataError(f"from_nir: subgraph {name!r} has {len(found)} {kind} nodes, not 1")
            ends[kind] = f"{name}.{found[0]}"
            own[prefix + ends[kind]] = _Through(node.nodes[found[0]])
        first[name], last[name] = ends["Input"], ends["Output"]
        nodes |= own
        inner += own_edges
    joined = [(prefix + last.get(a, a), prefix + first.get(b, b)) for a, b in edges]
    return nodes, inner + joined


@dataclass
class _Through:
    """The Input or Output of a subgraph."""

    node: Any


@dataclass
class _Path:
    """What lies between a population and the next: y = weight x, delays in s before and after."""

    n: int
    weight: Array | None = None  # (n_out, n_in); None: none but `scale`
    scale: Any = 1.0  # of the identity
    before: Any = 0.0
    after: Any = 0.0
    names: list[str] = field(default_factory=list)

    def through(self, name: str, node: Any) -> _Path:
        """This path, and then a node."""
        kind = _kind(node)
        out = _Path(self.n, self.weight, self.scale, self.before, self.after, [*self.names])
        if kind in ("Linear", "Affine"):
            weight = np.asarray(node.weight, np.float64)
            if weight.ndim != 2 or weight.shape[1] != self.n:
                raise DataError(
                    f"from_nir: node {name!r}: weight must be (n_out, {self.n}), for so many come "
                    f"in; got {weight.shape}"
                )
            if np.any(self.after):
                raise DataError(f"from_nir: node {name!r}: a Delay between two Linear nodes")
            before = weight * self.scale if self.weight is None else weight @ self.weight
            out.weight, out.n, out.names = before, weight.shape[0], [*self.names, name]
        elif kind in ("Scale", "Delay"):
            values = np.asarray(node.scale if kind == "Scale" else node.delay, np.float64).ravel()
            if values.size not in (1, self.n):
                raise DataError(f"from_nir: node {name!r} has {values.size} values for {self.n}")
            out._take(kind, values)
        return out

    def _take(self, kind: str, values: Array) -> None:
        if kind == "Delay" and self.weight is None:
            self.before = self.before + values
        elif kind == "Delay":
            self.after = self.after + values
        elif self.weight is None:
            self.scale = self.scale * values
        else:
            self.weight = values[:, None] * self.weight


class _Wiring:
    """A network that is filled from nodes and edges."""

    def __init__(self, net: Network, nodes: dict[str, Any], edges: list[tuple[str, str]]) -> None:
        self.net, self.nodes, self.edges = net, nodes, edges
        self.sizes: dict[str, int] = {}  # population -> neurons
        self._taken: set[str] = set()
        for end in {name for edge in edges for name in edge}:
            if end not in nodes:
                raise DataError(f"from_nir: an edge names {end!r}, which is no node")

    def add_population(self, name: str, node: Any, given: dict[str, Any]) -> None:
        """A population of a node that is one; DataError where the node is nothing that is known."""
        kind = _kind(node)
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
            self.net.population(cls(**values), n, name)
        elif kind in (*_LINEAR, "Output", "_Through"):
            return
        else:
            known = ", ".join(("Input", "Output", *MODELS, *_LINEAR))
            raise DataError(
                f"from_nir: node {name!r} is a {kind}, which this library cannot represent; "
                f"known are: {known}"
            )
        self.sizes[name] = n

    def add_projections(self, source: str) -> None:
        """All projections from a population."""
        n = self.sizes[source]
        for target, path in self._paths(source, _Path(n), []):
            if path.n != self.sizes[target]:
                raise DataError(
                    f"from_nir: {path.n} values reach node {target!r} of {self.sizes[target]} "
                    f"neurons from {source!r}"
                )
            self._connect(source, target, path)

    def _paths(self, name: str, path: _Path, seen: list[str]) -> Iterator[tuple[str, _Path]]:
        """(population, path) of every way on from a node to the next populations."""
        for start, end in self.edges:
            if start != name:
                continue
            if end in seen:
                raise DataError(f"from_nir: nodes {', '.join(seen)} are a loop without neurons")
            if end in self.sizes:
                yield end, path
            elif _kind(self.nodes[end]) != "Output":
                further = path.through(end, self.nodes[end])
                yield from self._paths(end, further, [*seen, end])

    def _connect(self, source: str, target: str, path: _Path) -> None:
        from scipy.sparse import csr_array

        if _kind(self.nodes[target]) == "Input":
            raise DataError(f"from_nir: {source!r} reaches the Input node {target!r}")
        dt = self.net.dt
        connectivity: Any = OneToOne()
        weight: Any = np.broadcast_to(path.scale, path.n)
        seconds: Any = np.broadcast_to(path.before, path.n)
        if path.weight is not None:
            matrix = csr_array(path.weight.T)
            pairs = matrix.tocoo()
            connectivity, weight = FromSparse(matrix), matrix.data
            before = np.broadcast_to(path.before, matrix.shape[0])[pairs.row]
            seconds = before + np.broadcast_to(path.after, matrix.shape[1])[pairs.col]
        name = path.names[-1] if path.names else f"{source}->{target}"
        name = name if name not in self._taken else f"{name}:{source}->{target}"
        self._taken.add(name)
        delay = np.maximum(seconds * 1000.0, dt)
        ends = self.net[source], self.net[target]
        values = {"weight": uniform(weight), "delay": uniform(delay)}
        self.net.connect(*ends, RECEPTOR, connectivity, name=name, **values)

    def add_biases(self) -> None:
        """Constants onto the populations that an Affine reaches."""
        for name, node in self.nodes.items():
            if _kind(node) != "Affine":
                continue
            bias = np.ravel(np.asarray(node.bias, np.float64))
            for target, path in self._paths(name, _Path(bias.size), []):
                onward = bias * path.scale if path.weight is None else path.weight @ bias
                self.net.stimulate(self.net[target], "I", onward)
