"""Which neurons are connected: the builders that `Network.connect` takes.

Indices count from the start of the source and of the target (populations or slices of them). Random
builders draw from Philox (`snn.wiring.laws`), so rows may be made in any order and in parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ConnectError
from ..program import Array
from .explicit import FromPairs as FromPairs
from .explicit import FromSparse as FromSparse
from .explicit import OneToOne as OneToOne
from .rows import NO_HOLE, Key, Rows, Share, shaped
from .rows import Connectivity as Connectivity

if TYPE_CHECKING:
    from .drawing import Draw


@dataclass(frozen=True)
class AllToAll(Connectivity):
    """Every source to every target. `self_connections=False` leaves out a neuron onto itself.

    Values given as an array have shape (n_pre, n_post); entries of pairs left out are ignored.
    """

    self_connections: bool = True

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        """Fits always."""

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(n_pre) * n_post

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        return Rows(n_pre, n_post, 1.0, NO_HOLE if self.self_connections else shift)

    def arranged(self, values: Array, n_pre: int, n_post: int, what: str) -> Array:
        return shaped(values, [(n_pre, n_post), (n_pre * n_post,)], what)


@dataclass(frozen=True)
class FixedProbability(Connectivity):
    """Every pair independently with probability `p`.

    `self_connections=False` leaves out a neuron onto itself.
    """

    p: float
    self_connections: bool = True

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        if not (isinstance(self.p, (int, float, np.number)) and 0 <= self.p <= 1):
            raise ConnectError(
                f"{what}: p must be a probability from 0 to 1; got {self.p!r}. "
                "For a mean in-degree K give p = K / n_pre"
            )

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(self.p) * n_pre * n_post

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        if self.p == 0:
            none = draw.xp.zeros(n_pre + 1, np.int64), draw.xp.empty(0, np.int32)
            return Rows(n_pre, n_post, start=none[0], post=none[1], spare=True)
        return Rows(n_pre, n_post, float(self.p), NO_HOLE if self.self_connections else shift)


@dataclass(frozen=True)
class FixedTotal(Connectivity):
    """`n` synapses, each between a source and a target drawn uniformly.

    `multapses=False`: all pairs differ; `self_connections=False`: none is of a neuron onto itself.
    """

    n: int
    self_connections: bool = True
    multapses: bool = True

    @property
    def scratch(self) -> int:
        return 4 if self.multapses else 44

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        _count(what, "n", self.n)
        most = n_pre * n_post - (0 if self.self_connections else _shared(n_pre, n_post, shift))
        if (not self.multapses and self.n > most) or (self.n > 0 and most <= 0):
            raise ConnectError(
                f"{what}: FixedTotal(n={self.n}) exceeds the {max(most, 0)} different pairs of "
                f"{n_pre} sources and {n_post} targets; give a smaller n or multapses=True"
            )

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(self.n)

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        return self.shared_rows(n_pre, n_post, shift, key, draw)

    def shared_rows(
        self,
        n_pre: int,
        n_post: int,
        shift: int,
        key: Key,
        draw: Draw,
        share: Share | None = None,
    ) -> Rows:
        from .sampling import fixed_total

        hole = NO_HOLE if self.self_connections else shift
        return fixed_total(draw, n_pre, n_post, self.n, hole, not self.multapses, key, share)


@dataclass(frozen=True)
class _FixedDegree(Connectivity):
    """What a fixed in-degree and a fixed out-degree have in common."""

    k: int
    self_connections: bool = True
    multapses: bool = True

    @property
    def scratch(self) -> int:
        return 4


@dataclass(frozen=True)
class FixedInDegree(_FixedDegree):
    """`k` synapses onto every target, from sources drawn uniformly.

    `multapses=False`: a target's sources all differ; `self_connections=False`: none is itself.
    """

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        _degree(what, self, "sources", n_pre, _shared(n_pre, n_post, shift))

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(self.k) * n_post

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        return self.shared_rows(n_pre, n_post, shift, key, draw)

    def shared_rows(
        self,
        n_pre: int,
        n_post: int,
        shift: int,
        key: Key,
        draw: Draw,
        share: Share | None = None,
    ) -> Rows:
        from .sampling import fixed_in_degree

        hole = NO_HOLE if self.self_connections or shift == NO_HOLE else -shift
        return fixed_in_degree(draw, n_pre, n_post, self.k, hole, not self.multapses, key, share)


@dataclass(frozen=True)
class FixedOutDegree(_FixedDegree):
    """`k` synapses from every source, onto targets drawn uniformly.

    `multapses=False`: a source's targets all differ; `self_connections=False`: none is itself.
    """

    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        _degree(what, self, "targets", n_post, _shared(n_pre, n_post, shift))

    def expected(self, n_pre: int, n_post: int) -> float:
        return float(self.k) * n_pre

    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        return self.shared_rows(n_pre, n_post, shift, key, draw)

    def shared_rows(
        self,
        n_pre: int,
        n_post: int,
        shift: int,
        key: Key,
        draw: Draw,
        share: Share | None = None,
    ) -> Rows:
        from .sampling import fixed_out_degree

        hole = NO_HOLE if self.self_connections else shift
        return fixed_out_degree(draw, n_pre, n_post, self.k, hole, not self.multapses, key, share)


def _count(what: str, name: str, value: Any) -> None:
    if not (isinstance(value, (int, np.integer)) and value >= 0):
        raise ConnectError(f"{what}: {name} must be a whole number >= 0; got {value!r}")


def _shared(n_pre: int, n_post: int, shift: int) -> int:
    """How many neurons are both source and target."""
    return max(0, min(n_pre, n_post - shift) - max(0, -shift))


def _degree(what: str, builder: _FixedDegree, others: str, n: int, shared: int) -> None:
    """Check a degree k that is chosen among `n` others."""
    k = builder.k
    _count(what, "k", k)
    most = n - (1 if shared and not builder.self_connections else 0)
    if (not builder.multapses and k > most) or (k > 0 and most <= 0):
        raise ConnectError(
            f"{what}: {type(builder).__name__}(k={k}) exceeds the {most} different {others}; "
            "give a smaller k or multapses=True"
        )
