"""What a builder yields: the synapses of a projection, row by row."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ConnectError
from ..program import Array

if TYPE_CHECKING:
    from ..mpi import Ranks
    from .drawing import Draw

NO_HOLE = -(2**62)  # no target is left out

Key = tuple[int, int]  # Philox key: seed, stream

_NO_START = np.empty(0, np.int64)
_NO_POST = np.empty(0, np.int32)


@dataclass(frozen=True)
class Share:
    """The targets lo..hi of a projection that one of several ranks keeps the synapses of."""

    lo: int
    hi: int
    ranks: Ranks  # that count together


@dataclass(frozen=True)
class Rows:
    """The synapses of a projection, row by row: drawn with probability p, or listed explicitly.

    p in (0, 1): drawn when needed; p = 1: every target; both leave out target row + hole. p = 0:
    row r has the targets post[start[r]:start[r + 1]], ascending. The list is in the memory of the
    backend that draws; `spare`: it may be overwritten by the synapses that are made of it.
    Of all these, only the synapses onto the targets `own` are made; None: all.
    """

    n_pre: int
    n_post: int
    p: float = 0.0
    hole: int = NO_HOLE
    start: Array = field(default_factory=lambda: _NO_START)  # int64 (n_pre + 1,)
    post: Array = field(default_factory=lambda: _NO_POST)  # int32 (n_synapses,)
    spare: bool = False
    own: tuple[int, int] | None = None

    @property
    def kept(self) -> tuple[int, int]:
        """The targets whose synapses are made."""
        return (0, self.n_post) if self.own is None else self.own

    @cached_property
    def inverse(self) -> float:
        """1 / log(1 - p) for p in (0, 1)."""
        from ..numerics.mathfun import host

        return 1.0 / float(host.log1p(-self.p))

    @cached_property
    def longest(self) -> int:
        """No row has more synapses than this."""
        if self.p > 0:
            return self.n_post
        return int((self.start[1:] - self.start[:-1]).max()) if self.n_pre else 0


class Connectivity(ABC):
    """A rule that says which pairs (pre, post) have a synapse.

    `n_pre`, `n_post` are the sizes of source and target. Pre and post are one and the same neuron
    where post == pre + shift (NO_HOLE: nowhere).
    """

    @property
    def scratch(self) -> int:
        """Bytes a synapse that are needed besides, until it is built."""
        return 0

    @abstractmethod
    def check(self, what: str, n_pre: int, n_post: int, shift: int) -> None:
        """ConnectError, beginning with `what`, unless the builder fits a source and a target."""

    @abstractmethod
    def expected(self, n_pre: int, n_post: int) -> float:
        """Number of synapses, on average where it is random."""

    @abstractmethod
    def rows(self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw) -> Rows:
        """The synapses."""

    def shared_rows(
        self, n_pre: int, n_post: int, shift: int, key: Key, draw: Draw, share: Share
    ) -> Rows:
        """Those onto the targets of a share, the same as among all."""
        rows = self.rows(n_pre, n_post, shift, key, draw)
        return replace(rows, own=(share.lo, share.hi), spare=False)

    def default_weight(self) -> Array | None:
        """Weights that come with the connectivity itself."""
        return None

    def arranged(self, values: Array, n_pre: int, n_post: int, what: str) -> Array:
        """Values given per synapse, in the order of the rows; ConnectError for a wrong shape."""
        raise ConnectError(
            f"{what}: {type(self).__name__} draws its synapses, so one value per synapse cannot be "
            "given beforehand; give a number or a distribution, or write projection['weight'] "
            "after building"
        )


def shaped(values: Array, shapes: list[tuple[int, ...]], what: str) -> Array:
    """`values` flattened; ConnectError, beginning with `what`, unless it has one of the shapes."""
    if values.shape not in shapes:
        expected = " or ".join(map(str, shapes))
        raise ConnectError(
            f"{what}: expected a number, a distribution or an array of shape {expected}; "
            f"got an array of shape {values.shape}"
        )
    return values.ravel()
