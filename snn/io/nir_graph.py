"""A NIR graph as one list of nodes and edges, and what lies between its neurons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import DataError
from ..program import Array

LINEAR = ("Linear", "Affine", "Scale", "Flatten", "Delay")


def kind_of(node: Any) -> str:
    """The name of a node's class."""
    return type(node).__name__


@dataclass
class Through:
    """The Input or Output of a subgraph: what comes goes."""

    node: Any


def opened(graph: Any, prefix: str = "") -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """(nodes, edges) of a graph with its subgraphs' nodes in their place, as "sub.node"."""
    nodes: dict[str, Any] = {}
    edges = [(str(a), str(b)) for a, b in graph.edges]
    first, last = {}, {}  # subgraph -> its Input and Output
    inner = []
    for name, node in graph.nodes.items():
        if kind_of(node) != "NIRGraph":
            nodes[prefix + name] = node
            continue
        own, own_edges = opened(node, f"{prefix}{name}.")
        ends = {}
        for kind in ("Input", "Output"):
            found = [k for k, n in node.nodes.items() if kind_of(n) == kind]
            if len(found) != 1:
                raise DataError(f"from_nir: subgraph {name!r} has {len(found)} {kind} nodes, not 1")
            ends[kind] = f"{name}.{found[0]}"
            own[prefix + ends[kind]] = Through(node.nodes[found[0]])
        first[name], last[name] = ends["Input"], ends["Output"]
        nodes |= own
        inner += own_edges
    joined = [(prefix + last.get(a, a), prefix + first.get(b, b)) for a, b in edges]
    return nodes, inner + joined


def narrow(nodes: dict[str, Any]) -> bool:
    """Whether float32 holds every weight and scale of a graph as it is."""
    for node in nodes.values():
        values = np.asarray(getattr(node, "weight", getattr(node, "scale", 0.0)))
        with np.errstate(over="ignore"):
            if np.any(values.astype(np.float32) != values):
                return False
    return True


@dataclass
class Between:
    """What lies between a population and the next: y = weight x, delays in s before and after."""

    n: int
    weight: Array | None = None  # (n_out, n_in); None: none but `scale`
    scale: Any = 1.0  # of the identity
    before: Any = 0.0
    after: Any = 0.0
    names: list[str] = field(default_factory=list)

    @property
    def plain(self) -> bool:
        """Whether what goes in comes out, at once."""
        return self.weight is None and not np.any(self.before) and bool(np.all(self.scale == 1.0))

    def through(self, name: str, node: Any) -> Between:
        """This path, and then a node."""
        kind = kind_of(node)
        out = Between(self.n, self.weight, self.scale, self.before, self.after, [*self.names])
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
